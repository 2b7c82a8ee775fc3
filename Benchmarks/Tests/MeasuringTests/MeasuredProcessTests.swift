import Foundation
import Measuring
import Testing

@Suite struct `A measured process` {
  let log = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).log")

  @Test func `reports its exit status and its output`() throws {
    defer { try? FileManager.default.removeItem(at: log) }
    let usage = try measure(["sh", "-c", "echo said; echo warned >&2; exit 7"], log: log)
    #expect(usage.status == 7)
    #expect(try String(contentsOf: log, encoding: .utf8) == "said\nwarned\n")
  }

  @Test func `reports a signal as a shell does`() throws {
    defer { try? FileManager.default.removeItem(at: log) }
    #expect(try measure(["sh", "-c", "kill -TERM $$"], log: log).status == 128 + SIGTERM)
  }

  @Test func `takes as long as the command`() throws {
    defer { try? FileManager.default.removeItem(at: log) }
    let usage = try measure(["sleep", "0.2"], log: log)
    #expect(usage.wallSeconds >= 0.2)
    #expect(usage.cpuSeconds < usage.wallSeconds)
  }

  @Test func `counts the memory of a child that the command waits for`() throws {
    defer { try? FileManager.default.removeItem(at: log) }
    // dd holds one block of 400 MiB; the shell in front of it holds next to nothing.
    let block = "dd if=/dev/zero of=/dev/null bs=400M count=1; true"
    let usage = try measure(["sh", "-c", block], log: log)
    #expect((419_430_400...550_000_000).contains(usage.peakBytes))
  }

  @Test func `that cannot start is an error`() {
    #expect(throws: LaunchError.self) { try measure(["./no-such-command"], log: log) }
  }
}
