@testable import Compression

/// A compressed file is unpacked within its limit or refused, twice the same.
package enum ArchivesProperty {
  private static let file = ScratchFile("archive")
  private static let limit = ExpansionLimit(bytes: 1 << 20, times: 100)

  package static func check(_ input: [UInt8]) {
    file.write(input)
    guard let packed = CompressedFile(path: file.path) else { return }
    var (first, second) = (Members(), Members())
    let refusal = unpack(packed, to: &first)
    expect(unpack(packed, to: &second) == refusal && first == second, "not twice the same")
    expect(first.byteCount <= limit.bytes, "\(first.byteCount) bytes came out")
    guard refusal == nil else { return }
    let names = first.paths.map { $0.map { String(decoding: $0, as: UTF8.self) } }
    expect(!names.joined().contains { ["", ".", ".."].contains($0) }, "\(names) lead out")
    expect(Set(first.paths).count == first.paths.count, "\(names): one stands twice")
  }

  private static func unpack(
    _ packed: borrowing CompressedFile, to members: inout Members
  ) -> ExpansionRefusal? {
    do {
      try packed.unpack(within: limit, to: &members)
      return nil
    } catch let refusal as ExpansionRefusal {
      return refusal
    } catch {
      fatalError("\(error)")
    }
  }
}

private struct Members: UnpackingTarget, Equatable {
  var paths: [[[UInt8]]] = []
  var byteCount = 0
  var sum: UInt64 = 0

  mutating func begin(_ path: [[UInt8]]) { paths.append(path) }
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    byteCount += bytes.count
    for byte in bytes { sum = sum &* 31 &+ UInt64(byte) }
  }
  mutating func end() {}
}
