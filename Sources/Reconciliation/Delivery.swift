import Accounting
import Compression
import Foundation

#if canImport(Glibc)
  import Glibc
#endif
import Importing

/// A file that came compressed, and the files that it held.
struct Delivery {
  /// As it was received.
  let path: String
  let sha256: String
  /// Unpacked beside the books; each a document of its own.
  fileprivate(set) var members: [InputFile] = []
}

/// Unpacks compressed files into a folder of their own, for as long as they are read.
struct DeliveryUnpacking {
  /// Beside the books while files are imported; made when it is needed.
  let folder: String
  let importer: DocumentImporter
  let limit: ExpansionLimit

  /// What a file holds that its name and its first bytes say is compressed; `nil` for any other.
  ///
  /// All of it or nothing: what is wrong with one of its files is told before any is imported.
  ///
  /// `name`: the file's, as evidence has it.
  /// - Throws: `ImportRefusal` for one that cannot be trusted.
  func unpack(_ path: String, name: String) throws -> Delivery? {
    let ending = name.lowercased()
    guard ending.hasSuffix(".gz") || ending.hasSuffix(".zip"),
      let file = CompressedFile(path: path)
    else { return nil }
    clear()
    do {
      var target = UnpackedFiles(folder: folder, name: name)
      try target.prepare()
      try file.unpack(within: limit, to: &target)
      // Read last, so that a file that changed meanwhile is seen.
      let sha256 = try importer.fingerprint(InputFile(path: path, name: name)).sha256
      return Delivery(path: path, sha256: sha256, members: target.files)
    } catch let refusal as ExpansionRefusal {
      clear()
      throw ImportRefusal(
        refusal.code == .truncated ? .cm06 : .dc01, reason: refusal.code.rawValue,
        message: "the file cannot be unpacked: \(refusal.message)")
    } catch {
      clear()
      throw error
    }
  }

  /// Removes what was unpacked, by this run or by one that was cut short.
  func clear() { try? FileManager.default.removeItem(atPath: folder) }
}

extension ExpansionLimit {
  /// What the books allow.
  init(_ settings: Settings) {
    self.init(bytes: settings.unpackMegabytes << 20, times: settings.unpackTimes)
  }
}

/// The files of one delivery, written under numbers: names out of an archive lead nowhere.
private struct UnpackedFiles: UnpackingTarget {
  let folder: String
  let name: String
  private(set) var files: [InputFile] = []
  private var output: FileHandle?

  init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  func prepare() throws { try makeFolder(folder, isPrivate: true) }

  mutating func begin(_ path: [[UInt8]]) throws {
    let place = "\(folder)/\(files.count + 1)"
    let descriptor = Glibc.open(place, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw cannotWrite(place) }
    output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let member = path.isEmpty ? "" : "/" + (try evidenceName(path))
    files.append(InputFile(path: place, name: name + member))
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard let output else { return }
    try writeAll(UnsafeRawBufferPointer(bytes), to: output.fileDescriptor, of: folder)
  }

  mutating func end() throws {
    if let output, fsync(output.fileDescriptor) != 0 { throw cannotWrite(folder) }
    output = nil
  }

  private func evidenceName(_ path: [[UInt8]]) throws -> String {
    let bytes = Array(path.joined(separator: [UInt8(ascii: "/")]))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return UnreadableName(folder: "", bytes: bytes).shown
    }
    if Arrival.refusal(ofName: text) != nil {
      throw ExpansionRefusal(
        .unsafeMember, "'\(Arrival.printable(text))' in it has control characters in its name")
    }
    return text.evidenceName
  }
}
