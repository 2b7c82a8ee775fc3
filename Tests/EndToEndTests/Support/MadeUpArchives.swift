import Foundation

/// Compressed files as banks and shops deliver them, and as nobody should.
enum MadeUpArchive {
  struct Member {
    var name: [UInt8]
    var content: [UInt8]
    var isDeflated = false
    /// Bit 0 says that it is encrypted.
    var flags: UInt16 = 0
    var method: UInt16?
    /// The kind of file and its rights, as Unix keeps them.
    var mode: UInt16 = 0o100644
    var offset: UInt32?

    init(_ name: String, _ content: String, isDeflated: Bool = false) {
      self.name = Array(name.utf8)
      self.content = Array(content.utf8)
      self.isDeflated = isDeflated
    }

    func with(_ change: (inout Member) -> Void) -> Member {
      var copy = self
      change(&copy)
      return copy
    }
  }

  static func gzip(_ text: String) throws -> Data { try gzip(Data(text.utf8)) }

  /// What `gzip` makes of bytes.
  static func gzip(_ data: Data) throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["--best", "--no-name", "--stdout", file.path(percentEncoded: false)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let packed = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return packed
  }

  static func zip(_ members: Member...) throws -> Data { try zip(members) }

  static func zip(_ members: [Member]) throws -> Data {
    var data = Data()
    var directory = Data()
    for member in members {
      let packed = try member.isDeflated ? deflated(member.content) : Data(member.content)
      let shared = fields(of: member, packed: packed.count)
      directory += number(0x0201_4B50, 4) + number(0x031E, 2) + shared + number(0, 6)
      directory += number(UInt64(member.mode) << 16, 4)
      directory += number(UInt64(member.offset ?? UInt32(data.count)), 4) + member.name
      data += number(0x0403_4B50, 4) + shared + member.name + packed
    }
    let count = number(UInt64(members.count), 2)
    let end = number(0x0605_4B50, 4) + number(0, 4) + count + count
    return data + directory + end + number(UInt64(directory.count), 4)
      + number(UInt64(data.count), 4) + number(0, 2)
  }

  /// What an entry says of itself in both places.
  private static func fields(of member: Member, packed: Int) -> Data {
    number(20, 2) + number(UInt64(member.flags), 2)
      + number(UInt64(member.method ?? (member.isDeflated ? 8 : 0)), 2) + number(0, 4)
      + number(UInt64(checksum(member.content)), 4) + number(UInt64(packed), 4)
      + number(UInt64(member.content.count), 4) + number(UInt64(member.name.count), 2)
      + number(0, 2)
  }

  /// Deflated bytes without what gzip puts around them.
  private static func deflated(_ bytes: [UInt8]) throws -> Data {
    try gzip(Data(bytes)).dropFirst(10).dropLast(8)
  }

  private static func number(_ value: UInt64, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) })
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value = UInt32.max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}
