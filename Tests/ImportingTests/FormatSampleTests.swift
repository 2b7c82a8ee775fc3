import Accounting
import Foundation
import TestSupport
import Testing

@testable import Importing

/// Files of `samples/formats/`: made up, one or more for a format, named after it.
enum FormatSample {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples/formats")

  static let root = folder.deletingLastPathComponent()

  /// These and the sample merchant's files, below `samples/`.
  static var everything: [String] {
    ["formats", "books/inbox"].flatMap { part in
      let below =
        FileManager.default.subpaths(atPath: root.appending(path: part).path(percentEncoded: false))
        ?? []
      return below.filter { $0.contains(".") }.sorted().map { "\(part)/\($0)" }
    }
  }

  static func bytes(at path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

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

  /// Good files and damaged ones, of every built-in format.
  @Test(arguments: FormatSample.everything)
  func `the size of a chunk changes nothing`(_ path: String) throws {
    let bench = try ImportBench()
    let sound = try FormatSample.bytes(at: path)
    var random = SeededGenerator(seed: UInt64(path.utf8.count))
    for bytes in [sound] + (0..<3).map({ _ in damaged(sound, &random) }) {
      let whole = try outcome(bytes, bench, chunkBytes: 1 << 18)
      for chunkBytes in [1, 7, 65_536] {
        let pieces = try outcome(bytes, bench, chunkBytes: chunkBytes)
        #expect(pieces.told == whole.told, "chunks of \(chunkBytes)")
        #expect(pieces.rows == whole.rows, "chunks of \(chunkBytes)")
      }
    }
  }

  @Test func `every built-in format has a sample`() throws {
    let bench = try ImportBench()
    let importer = DocumentImporter(registry: bench.registry, zone: .utc)
    let known = Set(
      FormatSample.everything.compactMap { path in
        try? importer.detect(
          InputFile(
            path: FormatSample.root.appending(path: path).path(percentEncoded: false), name: path))
      })
    #expect(bench.registry.contracts.map(\.name).filter { !known.contains($0) } == [])
  }

  private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<4 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = Array("x\n\r\0\"<>&;,:é-0".utf8).randomElement(using: &random) ?? 0
    }
    return bytes
  }

  /// What came of a file: the records, and everything that is told of it.
  private func outcome(
    _ bytes: [UInt8], _ bench: ImportBench, chunkBytes: Int
  ) throws -> (told: String, rows: [CollectingSink.Row]) {
    var bench = bench
    bench.chunkBytes = chunkBytes
    do {
      let (document, sink) = try bench.run(bytes)
      return ("\(document)", sink.rows)
    } catch let refusal as ImportRefusal {
      return ("\(refusal) \(refusal.byteOffset) \(refusal.sha256)", [])
    }
  }
}
