extension CompressedFile {
  /// Expands one file of a zip archive.
  ///
  /// - Throws: ``ExpansionRefusal`` when it is not what the archive's directory says, and what
  ///   `take` throws.
  func expand(
    _ entry: ZipEntry, budget: inout ExpansionBudget,
    take: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var checksum = Checksum()
    var expanded = 0
    func pass(_ piece: UnsafeBufferPointer<UInt8>) throws {
      try budget.take(piece.count)
      expanded += piece.count
      checksum.update(piece)
      try take(piece)
    }
    let data = entry.dataOffset..<entry.dataOffset + entry.compressedSize
    if entry.isDeflated {
      try inflate(data, of: entry, take: pass)
    } else {
      try forEachChunk(in: data) { try $0.withUnsafeBufferPointer(pass) }
    }
    guard expanded == entry.size, checksum.value == UInt(entry.checksum) else {
      throw entry.damaged
    }
  }

  private func inflate(
    _ data: Range<Int>, of entry: ZipEntry, take: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var inflater = Inflater(.none)
    var isAtEnd = false
    try forEachChunk(in: data) { chunk in
      if isAtEnd { throw entry.damaged }
      let used: Int
      (used, isAtEnd) = try inflater.expand(chunk, take: take)
      if used < chunk.count { throw entry.damaged }
    }
    if !isAtEnd { throw entry.damaged }
  }
}
