import Foundation
import Testing

/// What a program said and how it ended.
struct Spoken {
  var status: Int32
  var output: String
  var errors: String

  /// The one JSON document on standard output.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8))
  }
}

/// Runs a program to its end; `environment` is added to the test's own.
func spawn(
  _ program: String, _ arguments: [String], environment: [String: String] = [:]
) throws -> Spoken {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "crossfoot-said-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
  try Data().write(to: output)
  try Data().write(to: errors)
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardOutput = try FileHandle(forWritingTo: output)
  process.standardError = try FileHandle(forWritingTo: errors)
  process.standardInput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return Spoken(
    status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
    errors: try String(contentsOf: errors, encoding: .utf8))
}

/// Runs the `crossfoot` that was built with this test.
func crossfoot(
  _ arguments: String..., environment: [String: String] = [:]
) throws -> Spoken {
  let program = try #require(Program.crossfoot, "crossfoot is not built beside the tests")
  return try spawn(program, arguments, environment: environment)
}

/// Where programs are.
enum Program {
  static let crossfoot: String? = {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let places = [
      own.deletingLastPathComponent(),
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
      Checkout.root.appending(path: ".build/debug"),
    ]
    return places.map { $0.appending(path: "crossfoot").path(percentEncoded: false) }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let hledger = find("hledger")
  static let ledger = find("ledger")
  static let beanCheck =
    ProcessInfo.processInfo.environment["CROSSFOOT_BEAN_CHECK"] ?? find("bean-check")

  private static func find(_ name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// The contract that `formats init` drafts of a file's text, and what `formats check` says of it.
func drafting(_ text: String) throws -> (draft: String, check: Spoken) {
  let file = try loose("file.csv", text)
  defer { file.remove() }
  let contract = file.path + ".yaml"
  let drafted = try crossfoot("formats", "init", file.path, "--name", "mine", "--out", contract)
  #expect(drafted.status == 0, "\(drafted.errors)")
  let check = try crossfoot("formats", "check", contract, file.path)
  return (try String(contentsOfFile: contract, encoding: .utf8), check)
}
