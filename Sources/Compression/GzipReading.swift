extension CompressedFile {
  /// Expands a gzip file; several one after the other are one, as `gunzip` has it.
  ///
  /// - Throws: ``ExpansionRefusal`` when it is damaged, cut short or larger than allowed, and what
  ///   `take` throws.
  package func expandGzip(
    within limit: ExpansionLimit, take: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var budget = limit.budget(ofFile: size)
    var inflater = Inflater(.gzip)
    var isBetween = false
    try forEachChunk(in: 0..<size) { chunk in
      var chunk = chunk
      while !chunk.isEmpty {
        if isBetween { inflater.reset() }
        let (used, isAtEnd) = try inflater.expand(chunk) { piece in
          try budget.take(piece.count)
          try take(piece)
        }
        chunk = chunk.dropFirst(used)
        isBetween = isAtEnd
      }
    }
    guard isBetween else { throw Self.cutShort }
  }

  /// Reads a part of the file from its beginning to its end.
  func forEachChunk(in range: Range<Int>, take: (ArraySlice<UInt8>) throws -> Void) throws {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let chunk = try read(at: offset, count: min(1 << 18, range.upperBound - offset))
      if chunk.isEmpty { throw Self.cutShort }
      offset += chunk.count
      try take(chunk[...])
    }
  }

  static let cutShort = ExpansionRefusal(
    .truncated, "it ends too early; it was cut while it was written, fetch it again")
}
