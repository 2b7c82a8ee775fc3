import CZlib

/// Expands deflated bytes piece by piece; holds one piece of output at a time.
struct Inflater: ~Copyable {
  /// How the deflated bytes are wrapped.
  enum Wrapping: Int32 {
    case gzip = 31
    case none = -15
  }

  private static let pieceBytes = 1 << 16
  // zlib keeps the address, so that it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let piece: UnsafeMutableBufferPointer<UInt8>

  init(_ wrapping: Wrapping) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    piece = .allocate(capacity: Self.pieceBytes)
    piece.initialize(repeating: 0)
    let status = inflateInit2_(
      stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    piece.deallocate()
  }

  /// Begins anew with the next bytes.
  mutating func reset() { inflateReset(stream) }

  /// Expands some bytes.
  ///
  /// - Returns: how many bytes were used, and whether the deflated stream ends with them.
  /// - Throws: ``ExpansionRefusal`` for bytes that are no such stream, and what `take` throws.
  mutating func expand(
    _ bytes: ArraySlice<UInt8>, take: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> (used: Int, isAtEnd: Bool) {
    try bytes.withUnsafeBufferPointer { input in
      // zlib does not write to what it reads.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      while true {
        stream.pointee.next_out = piece.baseAddress
        stream.pointee.avail_out = UInt32(piece.count)
        let status = inflate(stream, Z_NO_FLUSH)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
          throw ExpansionRefusal(
            .malformed,
            "its compressed data are damaged (\(stream.pointee.msg.map { String(cString: $0) } ?? "?"))"
          )
        }
        let filled = piece.count - Int(stream.pointee.avail_out)
        if filled > 0 { try take(UnsafeBufferPointer(rebasing: piece[..<filled])) }
        let isAtEnd = status == Z_STREAM_END
        if isAtEnd || stream.pointee.avail_in == 0 && filled < piece.count {
          return (input.count - Int(stream.pointee.avail_in), isAtEnd)
        }
      }
    }
  }
}

/// CRC-32 as zip keeps it.
struct Checksum {
  private(set) var value: UInt = 0

  mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    value = crc32(value, bytes.baseAddress, UInt32(bytes.count))
  }
}
