import Accounting
import Foundation
import Testing

@testable import Importing

/// Files of `samples/formats/`: made up, one or more for a format, named after it.
enum FormatSample {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples/formats")

  static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}

@Suite struct `Samples of formats` {
  @Test(arguments: FormatSample.names)
  func `each is recognised, foots and leaves nothing out`(_ name: String) throws {
    let (document, _) = try ImportBench().run(try FormatSample.bytes(name))
    #expect(name.hasPrefix(document.format))
    #expect(document.rows > 0)
    #expect(document.quarantinedRows.map(\.reason) == [])
    #expect(!document.isHeld)
  }

  @Test(arguments: FormatSample.names, [1, 7, 65_536])
  func `the size of a chunk changes nothing`(_ name: String, _ chunkBytes: Int) throws {
    var bench = try ImportBench()
    let bytes = try FormatSample.bytes(name)
    let whole = try bench.run(bytes)
    bench.chunkBytes = chunkBytes
    let pieces = try bench.run(bytes)
    #expect(pieces.sink.rows == whole.sink.rows)
    #expect(pieces.document.controlTotals == whole.document.controlTotals)
    #expect(pieces.document.warnings == whole.document.warnings)
  }
}
