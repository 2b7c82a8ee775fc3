import Accounting
import DelimitedText
import Foundation
import Hashing
import Synchronization

/// Reads a regular file in chunks while another thread hashes the same bytes.
///
/// The file must have the same size and time before and after, so that the hash is of what was
/// read.
struct FileStream: ~Copyable {
  private let descriptor: Int32
  private let chunkBytes: Int
  private let meter: ProgressMeter?
  private let before: FileState
  private var digest: ChunkDigest
  private(set) var byteCount = 0

  struct FileState: Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      size = Int(status.st_size)
      seconds = Int(status.st_mtim.tv_sec)
      nanoseconds = Int(status.st_mtim.tv_nsec)
    }
  }

  /// Opens a file.
  ///
  /// - Throws: ``ImportRefusal`` for anything but a regular file that can be read.
  init(path: String, chunkBytes: Int, meter: ProgressMeter? = nil) throws {
    let opened = try Self.open(path)
    descriptor = opened.descriptor
    before = opened.state
    self.chunkBytes = chunkBytes
    self.meter = meter
    digest = ChunkDigest(expectsMany: opened.state.size > chunkBytes)
  }

  private static func open(_ path: String) throws -> (descriptor: Int32, state: FileState) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw refusal("unreadable", "cannot be read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ImportRefusal(
        reason: "not_a_regular_file", message: "not a regular file; links are not followed")
    }
    let descriptor = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal("unreadable", "cannot be read") }
    return (descriptor, FileState(status))
  }

  deinit { close(descriptor) }

  var size: Int { before.size }

  private static func refusal(_ reason: String, _ message: String) -> ImportRefusal {
    ImportRefusal(
      reason: reason, message: "the file \(message): \(String(cString: strerror(errno)))")
  }

  /// Some bytes of the file, fewer where it ends, without moving on.
  func peek(at offset: Int, count: Int) -> [UInt8] {
    let count = max(0, min(count, before.size - offset))
    return [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, offset))
    }
  }

  /// Reads the file through, chunk by chunk and without moving on, until `body` has seen enough.
  private func readThrough(_ body: (Span<UInt8>) -> Bool) {
    var offset = 0
    while offset < before.size {
      let chunk = peek(at: offset, count: chunkBytes)
      if chunk.isEmpty || !body(chunk.span) { return }
      offset += chunk.count
    }
  }

  /// Whether all of the file is UTF-8.
  var isUTF8: Bool {
    var transcoder = Transcoder(from: .utf8)
    var isPlain = true
    var isValid = true
    readThrough { chunk in
      if isPlain && TextFeed.isASCII(chunk) { return true }
      isPlain = false
      do { try transcoder.validate(chunk) } catch { isValid = false }
      return isValid
    }
    do { try transcoder.finish() } catch { return false }
    return isValid
  }

  /// UTF-8 where the file is that, else the one that its format may come in.
  ///
  /// - Throws: ``ImportRefusal`` where it is a Western one and the file no Western text.
  func encoding(orElse other: TextEncoding?) throws -> TextEncoding {
    guard let other, !isUTF8 else { return .utf8 }
    if !other.isMultibyte { try refuseForeignText() }
    return other
  }

  /// - Throws: ``ImportRefusal`` where the file, which is not UTF-8, is no Western text either.
  func refuseForeignText() throws {
    var text = ForeignText()
    readThrough { chunk in
      text.look(at: chunk)
      return true
    }
    if text.isEastAsian { throw ForeignText.refusal }
  }

  /// How many lines the file has, whether they end with LF, CRLF or CR.
  var lineCount: Int {
    var lines = LineCount()
    readThrough { chunk in
      for index in chunk.indices { lines.look(at: chunk[index]) }
      return true
    }
    return lines.count
  }

  /// The next chunk; empty at the end.
  mutating func next() throws -> [UInt8] {
    var failed = false
    let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { buffer, filled in
      while filled < chunkBytes {
        let count = read(descriptor, buffer.baseAddress.map { $0 + filled }, chunkBytes - filled)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { failed = true }
        if count <= 0 { break }
        filled += count
      }
    }
    if failed { throw Self.refusal("unreadable", "cannot be read") }
    byteCount += chunk.count
    meter?.read(chunk)
    if !chunk.isEmpty { digest.update(chunk) }
    return chunk
  }

  /// Reads what is left, for the hash alone.
  mutating func drain() throws { while !(try next().isEmpty) {} }

  /// The SHA-256 of the bytes read.
  ///
  /// - Throws: ``ImportRefusal``, waiting, when the file changed meanwhile.
  mutating func finish() throws -> String {
    let sha256 = digest.finish()
    var status = stat()
    guard fstat(descriptor, &status) == 0, FileState(status) == before, byteCount == before.size
    else {
      var refusal = ImportRefusal(
        reason: "still_being_written",
        message: "the file changed while it was read; it waits for the next run")
      refusal.isWaiting = true
      throw refusal
    }
    return sha256
  }
}

/// SHA-256 of chunks: on a thread of its own for a large file, at once for a small one.
private struct ChunkDigest: ~Copyable {
  private var inline = SHA256Hasher()
  private let worker: HashingThread?

  init(expectsMany: Bool) { worker = expectsMany ? HashingThread() : nil }

  mutating func update(_ chunk: [UInt8]) {
    if let worker { worker.add(chunk) } else { inline.update(chunk.span) }
  }

  mutating func finish() -> String { worker?.finish() ?? inline.finish() }

  deinit { worker?.stop() }
}

/// Hashes chunks in order beside the reader, a few of them at most waiting.
private final class HashingThread: Sendable {
  private struct State {
    var chunks: [[UInt8]] = []
    var isFinished = false
    var digest = ""
  }

  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 16)
  private let work = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  init() { Thread.detachNewThread { [self] in run() } }

  func add(_ chunk: [UInt8]) {
    room.wait()
    state.withLock { $0.chunks.insert(chunk, at: 0) }
    work.signal()
  }

  func finish() -> String {
    stop()
    done.wait()
    done.signal()
    return state.withLock(\.digest)
  }

  func stop() {
    state.withLock { $0.isFinished = true }
    work.signal()
  }

  private func run() {
    var hasher = SHA256Hasher()
    while true {
      work.wait()
      let next = state.withLock { ($0.chunks.popLast(), $0.isFinished) }
      if let chunk = next.0 {
        hasher.update(chunk.span)
        room.signal()
      } else if next.1 {
        break
      }
    }
    let digest = hasher.finish()
    state.withLock { $0.digest = digest }
    done.signal()
  }
}

/// Counts lines byte by byte; the zero bytes of UTF-16 are passed over.
private struct LineCount {
  private var ends = 0
  private var last = UInt8(ascii: "\n")

  var count: Int { ends + (last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") ? 0 : 1) }

  mutating func look(at byte: UInt8) {
    if byte == 0 { return }
    let endsCRLF = byte == UInt8(ascii: "\n") && last == UInt8(ascii: "\r")
    if (byte == UInt8(ascii: "\n") && !endsCRLF) || byte == UInt8(ascii: "\r") { ends += 1 }
    last = byte
  }
}
