extension CompressedFile {
  private static let directoryBytesMax = 8 << 20
  private static let damaged = ExpansionRefusal(.malformed, "its directory is damaged")

  /// The files of a zip archive, in order of their place in it.
  ///
  /// - Throws: ``ExpansionRefusal`` for one that cannot be trusted or is not known here.
  func zipEntries() throws -> [ZipEntry] {
    let directory = try locateDirectory()
    guard directory.count <= ExpansionLimit.membersMax else {
      throw ExpansionRefusal(
        .limit, "it holds more than \(ExpansionLimit.membersMax) files; send them in several")
    }
    let bytes = LittleEndian(bytes: try read(at: directory.offset, count: directory.size))
    var entries: [ZipEntry] = []
    var place = 0
    for _ in 0..<directory.count {
      let (entry, length) = try self.entry(bytes, at: place)
      place += length
      if let entry { entries.append(entry) }
    }
    guard place == directory.size else { throw Self.damaged }
    entries.sort { $0.offset < $1.offset }
    try locateData(of: &entries, before: directory.offset)
    return entries.filter { !$0.isLitter }
  }

  // MARK: - The directory

  private func locateDirectory() throws -> (offset: Int, size: Int, count: Int) {
    let tail = min(size, 22 + 0xFFFF)
    let bytes = LittleEndian(bytes: try read(at: size - tail, count: tail))
    var place = bytes.bytes.count - 22
    while place >= 0, try !isEnd(bytes, at: place) { place -= 1 }
    guard place >= 0 else {
      throw ExpansionRefusal(
        .truncated,
        "its directory is missing; it was cut while it was written, or something follows it")
    }
    var end = size - tail + place
    var disks = try [4, 6].map { try bytes.number(at: place + $0, 2) }
    var counts = try [8, 10].map { try bytes.number(at: place + $0, 2) }
    var length = try bytes.number(at: place + 12, 4)
    var offset = try bytes.number(at: place + 16, 4)
    let locator = LittleEndian(bytes: try read(at: max(0, end - 20), count: 20))
    if try locator.number(at: 0, 4) == 0x0706_4B50 {
      // The same in 64 bits, whether they are needed or not.
      end = try locator.number(at: 8, 8)
      let wide = LittleEndian(bytes: try read(at: end, count: 56))
      guard try wide.number(at: 0, 4) == 0x0606_4B50 else { throw Self.damaged }
      disks = try [16, 20].map { try wide.number(at: $0, 4) }
      counts = try [24, 32].map { try wide.number(at: $0, 8) }
      length = try wide.number(at: 40, 8)
      offset = try wide.number(at: 48, 8)
    }
    guard disks == [0, 0], counts[0] == counts[1] else {
      throw ExpansionRefusal(.unsupported, "it is one part of several; send it as one file")
    }
    guard length <= Self.directoryBytesMax, offset + length == end else { throw Self.damaged }
    return (offset, length, counts[0])
  }

  /// Whether the record that ends an archive stands at a place, and its comment ends the file.
  private func isEnd(_ bytes: LittleEndian, at place: Int) throws -> Bool {
    guard try bytes.number(at: place, 4) == 0x0605_4B50 else { return false }
    return try bytes.number(at: place + 20, 2) == bytes.bytes.count - place - 22
  }

  // MARK: - Its entries

  /// One entry of the directory, `nil` for a folder, and how long it is.
  private func entry(
    _ bytes: LittleEndian, at place: Int
  ) throws -> (entry: ZipEntry?, length: Int) {
    guard try bytes.number(at: place, 4) == 0x0201_4B50 else { throw Self.damaged }
    let lengths = try [28, 30, 32].map { try bytes.number(at: place + $0, 2) }
    let name = try bytes.slice(at: place + 46, lengths[0])
    let extra = LittleEndian(bytes: Array(try bytes.slice(at: place + 46 + lengths[0], lengths[1])))
    var sizes = try [24, 20, 42].map { try bytes.number(at: place + $0, 4) }
    try widen(&sizes, extra)
    try refuseUnknown(bytes, at: place, name)
    let path = try ZipEntry.components(name)
    let isFolder = name.last == UInt8(ascii: "/") || name.last == UInt8(ascii: "\\")
    let length = 46 + lengths.reduce(0, +)
    guard !isFolder else {
      guard sizes[0] == 0 else { throw Self.damaged }
      return (nil, length)
    }
    guard !path.isEmpty else { throw Self.damaged }
    let entry = ZipEntry(
      path: path, isDeflated: try bytes.number(at: place + 10, 2) == 8,
      checksum: UInt32(truncatingIfNeeded: try bytes.number(at: place + 16, 4)),
      compressedSize: sizes[1], size: sizes[0], offset: sizes[2])
    guard entry.isDeflated || entry.size == entry.compressedSize else { throw entry.damaged }
    return (entry, length)
  }

  /// Puts in the numbers that 32 bits do not hold: size, compressed size, offset.
  private func widen(_ sizes: inout [Int], _ extra: LittleEndian) throws {
    var place = 0
    while place + 4 <= extra.bytes.count {
      let length = try extra.number(at: place + 2, 2)
      if try extra.number(at: place, 2) == 1 {
        var at = place + 4
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
          sizes[index] = try extra.number(at: at, 8)
          at += 8
        }
      }
      place += 4 + length
    }
  }

  private func refuseUnknown(
    _ bytes: LittleEndian, at place: Int, _ name: ArraySlice<UInt8>
  ) throws {
    let flags = try bytes.number(at: place + 8, 2)
    let method = try bytes.number(at: place + 10, 2)
    let shown = ZipEntry.shown(name)
    // Encrypted; strongly encrypted; its directory is.
    if flags & 0x2041 != 0 || method == 99 {
      throw ExpansionRefusal(
        .encrypted, "'\(shown)' in it is encrypted; unpack it with its password first")
    }
    guard method == 0 || method == 8 else {
      throw ExpansionRefusal(
        .unsupported, "'\(shown)' in it is compressed by method \(method); deflate is what is read")
    }
    let system = try bytes.number(at: place + 5, 1)
    let type = try bytes.number(at: place + 40, 2) & 0xF000
    let isPlain = [0, 0x8000, 0x4000, 0x1000].contains(type)
    // Unix and macOS say there what kind of file it is; `zip` knows its input as a pipe.
    if (system == 3 || system == 19) && !isPlain {
      throw ExpansionRefusal(.unsafeMember, "'\(shown)' in it is a link or a device, not a file")
    }
  }

  // MARK: - Their data

  /// Finds where the data of each entry begin; they lie one after the other, none in another.
  private func locateData(of entries: inout [ZipEntry], before directory: Int) throws {
    var end = 0
    var names: Set<[[UInt8]]> = []
    for index in entries.indices {
      let entry = entries[index]
      guard entry.offset >= end, entry.offset < directory else { throw entry.damaged }
      let local = LittleEndian(bytes: try read(at: entry.offset, count: 30))
      guard try local.number(at: 0, 4) == 0x0403_4B50,
        try local.number(at: 6, 2) & 0x2041 == 0,
        try local.number(at: 8, 2) == (entry.isDeflated ? 8 : 0)
      else { throw entry.damaged }
      let nameLength = try local.number(at: 26, 2)
      let name = try read(at: entry.offset + 30, count: nameLength)
      guard try ZipEntry.components(name[...]) == entry.path else { throw entry.damaged }
      entries[index].dataOffset = entry.offset + 30 + nameLength + (try local.number(at: 28, 2))
      end = entries[index].dataOffset + entry.compressedSize
      guard end <= directory else { throw entry.damaged }
      guard names.insert(entry.path).inserted else {
        throw ExpansionRefusal(.malformed, "'\(entry.shown)' stands in it twice")
      }
    }
  }
}
