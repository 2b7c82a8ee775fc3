/// One file of a zip archive, as the archive's directory has it.
struct ZipEntry {
  /// The components of its path.
  var path: [[UInt8]]
  var isDeflated: Bool
  var checksum: UInt32
  var compressedSize: Int
  var size: Int
  /// Where the entry begins, and where its data do.
  var offset: Int
  var dataOffset = 0

  /// The path as a reader of a message knows it.
  var shown: String { Self.shown(path.joined(separator: [UInt8(ascii: "/")])) }

  var damaged: ExpansionRefusal {
    ExpansionRefusal(.malformed, "'\(shown)' in it is damaged; fetch it again")
  }

  static func shown(_ name: some Sequence<UInt8>) -> String {
    String(decoding: name.prefix(100).map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
  }
}

extension ZipEntry {
  /// The components of a name.
  ///
  /// - Throws: ``ExpansionRefusal`` for a name that leads out of the archive.
  static func components(_ name: ArraySlice<UInt8>) throws -> [[UInt8]] {
    // Some programs write Windows' separators.
    let slashed = name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    let parts = slashed.split(separator: UInt8(ascii: "/")).map(Array.init)
    let dots = Array("..".utf8)
    let isRooted = slashed.first == UInt8(ascii: "/") || parts.first?.dropFirst().first == 0x3A
    guard !isRooted, !parts.contains(dots), !slashed.contains(0) else {
      throw ExpansionRefusal(
        .unsafeMember, "'\(shown(name))' in it has a name that leads out of the archive")
    }
    return parts.filter { $0 != [UInt8(ascii: ".")] }
  }

  /// What macOS adds beside the files.
  var isLitter: Bool {
    path.first == Array("__MACOSX".utf8) || path.last == Array(".DS_Store".utf8)
  }
}

/// Whole numbers as zip writes them, lowest byte first.
struct LittleEndian {
  let bytes: [UInt8]

  /// The number of `count` bytes at a place.
  ///
  /// - Throws: ``ExpansionRefusal`` where the bytes end, or what stands there is not a size.
  func number(at place: Int, _ count: Int) throws -> Int {
    guard place >= 0, place + count <= bytes.count else { throw CompressedFile.cutShort }
    var value: UInt64 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[place + index]) }
    guard let number = Int(exactly: value), number < 1 << 62 else {
      throw ExpansionRefusal(.malformed, "its directory is damaged")
    }
    return number
  }

  func slice(at place: Int, _ count: Int) throws -> ArraySlice<UInt8> {
    guard place >= 0, place + count <= bytes.count else { throw CompressedFile.cutShort }
    return bytes[place..<place + count]
  }
}
