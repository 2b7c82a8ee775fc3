#if canImport(Glibc)
  import Glibc
#endif

/// Turns a legacy encoding of several bytes a character into UTF-8, with the C library's `iconv`.
///
/// The encodings it reads keep no state between characters, only the bytes of one that is cut.
final class MultibyteDecoder: @unchecked Sendable {
  private let descriptor: iconv_t
  /// The bytes of a character that a chunk has cut.
  private var held: [UInt8] = []

  /// A decoder for an encoding by the C library's name; `nil` where this system lacks it.
  init?(_ name: String) {
    guard let descriptor = iconv_open("UTF-8", name), Int(bitPattern: descriptor) != -1 else {
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { iconv_close(descriptor) }

  /// How many bytes wait for the rest of their character.
  var heldCount: Int { held.count }

  /// Appends `chunk` to `output` as UTF-8.
  ///
  /// - Returns: How many bytes of the chunk, after those held, come before the first that mean
  ///   nothing, less than none where those held do not either; `nil` when all could be read.
  func append(_ chunk: Span<UInt8>, to output: inout [UInt8]) -> Int? {
    let heldBefore = held.count
    var input = held.map { CChar(bitPattern: $0) }
    chunk.withUnsafeBufferPointer { input.append(contentsOf: $0.map { CChar(bitPattern: $0) }) }
    held = []
    var room = [CChar](repeating: 0, count: max(64, input.count * 3))
    var isBad = false
    let inputCount = input.count
    let rest = input.withUnsafeMutableBufferPointer { input in
      var next = input.baseAddress
      var left = inputCount
      while left > 0 {
        let (written, failure) = room.withUnsafeMutableBufferPointer { room in
          var end = room.baseAddress
          var free = room.count
          let result = iconv(descriptor, &next, &left, &end, &free)
          return (room.count - free, result == -1 ? errno : 0)
        }
        for index in 0..<written { output.append(UInt8(bitPattern: room[index])) }
        if failure == 0 || failure == EINVAL { break }
        if failure == E2BIG { continue }
        isBad = true
        break
      }
      return left
    }
    if isBad { return inputCount - rest - heldBefore }
    held = input.suffix(rest).map { UInt8(bitPattern: $0) }
    return nil
  }
}
