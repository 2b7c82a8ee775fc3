#if canImport(Glibc)
  import Glibc
#endif

/// A compressed file that is open for reading, a piece at a time.
package struct CompressedFile: ~Copyable {
  /// What the first bytes say it is.
  package enum Form: Sendable { case gzip, zip }

  package let form: Form
  package let size: Int
  private let descriptor: Int32

  /// Opens a file; `nil` for one that is not there, not regular, or neither gzip nor zip.
  ///
  /// Links are not followed.
  package init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    var head = [UInt8](repeating: 0, count: 4)
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      pread(descriptor, &head, 4, 0) == 4, let form = Self.form(of: head)
    else {
      close(descriptor)
      return nil
    }
    self.form = form
    size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func form(of head: [UInt8]) -> Form? {
    if head.starts(with: [0x1f, 0x8b]) { return .gzip }
    // A file, the end of an archive without any, or the mark of one in several parts.
    let marks: [[UInt8]] = [[3, 4], [5, 6], [7, 8]]
    return head.starts(with: [0x50, 0x4b]) && marks.contains(Array(head[2...])) ? .zip : nil
  }

  /// The bytes at a place; fewer than asked for where the file ends.
  func read(at offset: Int, count: Int) throws -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let place = buffer.baseAddress.map { $0 + filled }
        let read = pread(descriptor, place, count - filled, offset + filled)
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failed = true }
        if read <= 0 { break }
        filled += read
      }
    }
    if failed {
      throw ExpansionRefusal(.unreadable, "it cannot be read: \(String(cString: strerror(errno)))")
    }
    return bytes
  }
}
