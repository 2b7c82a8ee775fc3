#if canImport(Glibc)
  import Glibc
#endif
import Importing

/// What a file in the inbox shows before it is read: that it is not complete yet, or has a name
/// that no report could print.
enum Arrival {
  /// Endings under which browsers, transfer programs and editors write.
  private static let unfinished = [
    ".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".tmp", ".temp",
    ".swp", ".lock", "~",
  ]

  /// Whether a hidden file is what file managers and version control leave behind.
  static func isLitter(_ name: String) -> Bool {
    name.hasPrefix("._")
      || [".DS_Store", ".directory", ".gitkeep", ".gitignore", ".keep"]
        .contains(name)
  }

  /// Why a file is left for the next run; `nil` when it may be read.
  static func reasonToWait(path: String, name: String) -> String? {
    let base = (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
    if base.hasPrefix(".") {
      return "the file is hidden, as transfer programs name what they still write; it waits until "
        + "it is given its name"
    }
    if base.hasPrefix("~$") || unfinished.contains(where: { base.hasSuffix($0) }) {
      return "the file's name says that it is still being written; it waits for the next run"
    }
    // A program that has just closed it may take a moment.
    for attempt in 0..<4 {
      if attempt > 0 { usleep(50_000) }
      if !isOpenForWriting(path) { return nil }
    }
    return "another program has the file open for writing; it waits for the next run"
  }

  /// Whether some process can still change the file; a lease on it is only to be had when none can.
  private static func isOpenForWriting(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let (setSignal, setLease): (Int32, Int32) = (10, 1_024)
    // Were the file opened for writing just now, the signal would be one that does nothing.
    _ = fcntl(descriptor, setSignal, SIGURG)
    guard fcntl(descriptor, setLease, Int32(F_RDLCK)) == 0 else {
      // Other errors tell that the file system or the owner does not allow the question.
      return errno == EAGAIN
    }
    _ = fcntl(descriptor, setLease, Int32(F_UNLCK))
    return false
  }

  /// Why a name is refused; `nil` for one that can be printed.
  static func refusal(ofName name: String) -> ImportRefusal? {
    guard name.unicodeScalars.contains(where: isOdd) else { return nil }
    return ImportRefusal(
      reason: "odd_name",
      message: "the file's name has control characters in it; rename it and drop it again")
  }

  /// A name that is not UTF-8.
  static let unreadable = ImportRefusal(
    reason: "odd_name", message: "the file's name is not UTF-8; rename it and drop it again")

  /// A name with every odd character percent-encoded.
  static func printable(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      if isOdd(scalar) {
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 16, uppercase: true)
          result += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters, and those that turn the direction of what follows.
  private static func isOdd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension BooksFolder {
  /// Moves an entry of the inbox whose name is not UTF-8 into `refused/`, under a name that is.
  func moveUnreadable(_ name: UnreadableName, to target: String) throws {
    let source = Array("\(inbox)/\(name.folder)/".utf8) + name.bytes + [0]
    let moved = source.withUnsafeBytes { from in
      rename(from.assumingMemoryBound(to: CChar.self).baseAddress, target)
    }
    guard moved == 0 else {
      throw BooksError(
        .unusable, "\(inbox)/\(name.shown): cannot be moved: \(String(cString: strerror(errno)))")
    }
  }
}

/// A name in the inbox to which no text leads.
struct UnreadableName {
  /// Below the inbox; blank for the inbox itself.
  var folder: String
  var bytes: [UInt8]

  /// The path below the inbox, percent-encoded.
  var shown: String {
    let name = bytes.map { byte in
      byte >= 0x20 && byte < 0x7F
        ? String(Unicode.Scalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return (folder.isEmpty ? "" : "\(folder)/") + name.joined()
  }
}
