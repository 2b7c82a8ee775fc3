import Foundation

#if canImport(Glibc)
  import Glibc
#endif
import LedgerStore

/// The run itself could not go on; nothing was changed.
package struct BooksError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: Sendable { case unusable, busy, usage }
  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// Whether the ledger was held by another program, so that the same may work later.
package func isLedgerBusy(_ error: any Error) -> Bool { (error as? LedgerError)?.isBusy ?? false }

/// A books folder: one reporting entity, its files and where each belongs.
package struct BooksFolder: Sendable {
  package let path: String

  package init(path: String) {
    self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
      .trimmingTrailingSlash()
  }

  package var configuration: String { "\(path)/crossfoot.yaml" }
  package var inbox: String { "\(path)/inbox" }
  package var archive: String { "\(path)/archive" }
  package var refused: String { "\(path)/refused" }
  package var ledger: String { "\(path)/ledger.sqlite" }
  package var reports: String { "\(path)/reports" }
  package var formats: String { "\(path)/formats" }
  /// Where a copy of the ledger is while an import is only tried.
  var trial: String { "\(path)/.trial" }
  /// Where compressed files are unpacked while they are imported.
  var unpacked: String { "\(path)/.unpacked" }

  /// Makes a new books folder.
  ///
  /// - Throws: `BooksError` when the folder already holds books.
  package static func create(path: String, configuration: String) throws -> BooksFolder {
    let books = BooksFolder(path: path)
    guard !FileManager.default.fileExists(atPath: books.configuration) else {
      throw BooksError(.unusable, "\(books.configuration): exists already; nothing was changed")
    }
    for folder in [
      books.path, "\(books.inbox)/operations", books.archive, books.refused,
      books.reports,
    ] {
      try makeFolder(folder, isPrivate: true)
    }
    try writeAtomically(Array(configuration.utf8), to: books.configuration)
    return books
  }

  /// Opens an existing books folder.
  ///
  /// - Throws: `BooksError` when the folder has no `crossfoot.yaml`.
  package static func open(path: String) throws -> BooksFolder {
    let books = BooksFolder(path: path)
    guard FileManager.default.fileExists(atPath: books.configuration) else {
      throw BooksError(
        .unusable, "\(books.path): no crossfoot.yaml here; make a books folder with 'init'")
    }
    for folder in [books.inbox, books.archive, books.refused] {
      try makeFolder(folder, isPrivate: true)
    }
    return books
  }

  /// The files below the inbox, by path; hidden folders and litter are left alone.
  package func inboxFiles() -> [String] {
    var files: [String] = []
    collect("", into: &files)
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Names in the inbox that are not UTF-8, in order: no path leads to them.
  func unreadableNames() -> [UnreadableName] {
    var names: [UnreadableName] = []
    for folder in [""] + ((try? FileManager.default.subpathsOfDirectory(atPath: inbox)) ?? []) {
      guard let stream = opendir(folder.isEmpty ? inbox : "\(inbox)/\(folder)") else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let bytes = withUnsafeBytes(of: entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
        if bytes.first == UInt8(ascii: ".") || String(validating: bytes, as: UTF8.self) != nil {
          continue
        }
        names.append(UnreadableName(folder: folder, bytes: bytes))
      }
    }
    return names.sorted { $0.shown < $1.shown }
  }

  private func collect(_ folder: String, into files: inout [String]) {
    let place = folder.isEmpty ? inbox : "\(inbox)/\(folder)"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      var info = stat()
      guard lstat("\(inbox)/\(relative)", &info) == 0 else { continue }
      if info.st_mode & S_IFMT == S_IFDIR {
        if !name.hasPrefix(".") { collect(relative, into: &files) }
      } else if !Arrival.isLitter(name) {
        files.append(relative)
      }
    }
  }
}

/// An exclusive hold on a books folder that dies with the process.
package struct BooksLock: ~Copyable {
  private let descriptor: Int32

  /// - Throws: `BooksError` of code `busy` when another run holds the books.
  package init(_ books: BooksFolder) throws {
    descriptor = Glibc.open("\(books.path)/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw cannotWrite("\(books.path)/.lock")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(descriptor)
      throw BooksError(.busy, "\(books.path): another run holds the books; try again later")
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Gives the books free; the end of the process does so too.
  package consuming func release() {}
}

/// Makes a folder and those above it, where they are not there yet.
///
/// `isPrivate`: nobody else may look into those that are made.
/// - Throws: `BooksError` when something else is in the way, or the place cannot be written.
func makeFolder(_ path: String, isPrivate: Bool = false) throws {
  if mkdir(path, isPrivate ? 0o700 : 0o777) == 0 || isFolder(path) { return }
  let reason = errno
  let above = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
  if reason == ENOENT && !path.isEmpty && above.count < path.count {
    try makeFolder(above, isPrivate: isPrivate)
    if mkdir(path, isPrivate ? 0o700 : 0o777) == 0 { return }
  }
  throw BooksError(
    .unusable, "\(path): no folder can be made: \(String(cString: strerror(reason)))")
}

func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

/// Writes a file so that it is there whole or not at all, and survives a power cut.
///
/// A device or pipe is written to, never replaced.
func writeAtomically(_ bytes: [UInt8], to path: String) throws {
  var info = stat()
  if stat(path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
    let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    defer { Glibc.close(descriptor) }
    return try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, of: path) }
  }
  let temporary = "\(path).partial"
  try writePlainly(bytes, to: temporary, isDurable: true)
  guard rename(temporary, path) == 0 else {
    unlink(temporary)
    throw BooksError(.unusable, "\(path): write failed: \(String(cString: strerror(errno)))")
  }
}

/// Writes a file that nobody reads yet.
func writePlainly(_ bytes: [UInt8], to path: String, isDurable: Bool = false) throws {
  let descriptor = Glibc.open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw cannotWrite(path) }
  defer { Glibc.close(descriptor) }
  do {
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, of: path) }
    if isDurable && fsync(descriptor) != 0 { throw failedWrite(path) }
  } catch {
    unlink(path)
    throw error
  }
}

/// Writes all bytes to an open file.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, of path: String) throws {
  var written = 0
  while written < bytes.count {
    let count = write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { throw failedWrite(path) }
    written += count
  }
}

func cannotWrite(_ path: String) -> BooksError {
  BooksError(.unusable, "\(path): cannot be written: \(String(cString: strerror(errno)))")
}

private func failedWrite(_ path: String) -> BooksError {
  BooksError(.unusable, "\(path): write failed: \(String(cString: strerror(errno)))")
}

/// Makes the content of a file durable.
func syncFile(_ path: String) throws {
  let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failedWrite(path) }
  defer { Glibc.close(descriptor) }
  if fsync(descriptor) != 0 { throw failedWrite(path) }
}

/// Makes the names of a folder durable.
func syncFolder(_ path: String) {
  let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  Glibc.close(descriptor)
}

extension String {
  func trimmingTrailingSlash() -> String {
    count > 1 && hasSuffix("/") ? String(dropLast()) : self
  }

  /// The name as evidence has it: blank, `%`, `:` and control characters percent-encoded.
  var evidenceName: String {
    var result = ""
    for byte in utf8 {
      if byte <= 0x20 || byte == UInt8(ascii: "%") || byte == UInt8(ascii: ":") || byte == 0x7F {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      } else {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    // Bytes above 0x7F were appended as Latin-1 scalars: put the UTF-8 sequences back together.
    return String(
      decoding: result.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
      as: UTF8.self)
  }
}
