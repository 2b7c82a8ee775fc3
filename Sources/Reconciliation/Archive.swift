import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Every accepted or held file as received, named by its hash and never rewritten.
struct Archive: Sendable {
  let books: BooksFolder

  /// Keeps a file under its hash; once there it stays as it is.
  func keep(_ path: String, sha256: String) throws {
    let target = "\(books.archive)/\(sha256)"
    guard !FileManager.default.fileExists(atPath: target) else { return }
    let partial = "\(target).partial"
    unlink(partial)
    do {
      try linkOrCopy(path, partial)
      chmod(partial, 0o600)
      try FileManager.default.moveItem(atPath: partial, toPath: target)
    } catch {
      unlink(partial)
      throw BooksError(.unusable, "\(target): cannot be written: \(error.localizedDescription)")
    }
    syncFolder(books.archive)
  }

  /// Whether the file is the archived one itself: a run that was cut short took it, and could not
  /// remove it any more.
  func isLeftover(_ path: String, sha256: String) -> Bool {
    guard isOurs(path) else { return false }
    var file = stat()
    var kept = stat()
    return lstat(path, &file) == 0 && lstat("\(books.archive)/\(sha256)", &kept) == 0
      && file.st_ino == kept.st_ino && file.st_dev == kept.st_dev
  }

  /// Whether the file lies where a run takes it away.
  private func isOurs(_ path: String) -> Bool {
    path.hasPrefix("\(books.inbox)/") || path.hasPrefix("\(books.unpacked)/")
  }

  /// A hard link where the file lies in the books anyway, and under no other name that could
  /// change it: its bytes are moved, not copied.
  private func linkOrCopy(_ path: String, _ target: String) throws {
    var info = stat()
    let isAlone = isOurs(path) && lstat(path, &info) == 0 && info.st_nlink == 1
    if isAlone && link(path, target) == 0 { return }
    try FileManager.default.copyItem(atPath: path, toPath: target)
    let descriptor = open(target, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
