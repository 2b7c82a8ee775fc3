/// A JSON document in the making: no floating point, members in order of name.
indirect enum JSONValue {
  case text(String)
  case whole(Int)
  case flag(Bool)
  case null
  case list([JSONValue])
  case members([String: JSONValue])

  /// Two spaces a level, one member or element a line, a line end at the end.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, level: 0)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private func write(to bytes: inout [UInt8], level: Int) {
    switch self {
    case .text(let text): Self.write(text, to: &bytes)
    case .whole(let number): bytes.append(contentsOf: String(number).utf8)
    case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .null: bytes.append(contentsOf: "null".utf8)
    case .list(let values):
      Self.write(values.count, between: "[", "]", to: &bytes, level: level) { bytes, position in
        values[position].write(to: &bytes, level: level + 1)
      }
    case .members(let members):
      let sorted = members.sorted { $0.key < $1.key }
      Self.write(sorted.count, between: "{", "}", to: &bytes, level: level) { bytes, position in
        Self.write(sorted[position].key, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        sorted[position].value.write(to: &bytes, level: level + 1)
      }
    }
  }

  private static func write(
    _ count: Int, between open: String, _ close: String, to bytes: inout [UInt8], level: Int,
    _ element: (inout [UInt8], Int) -> Void
  ) {
    bytes.append(contentsOf: open.utf8)
    for position in 0..<count {
      bytes.append(contentsOf: (position == 0 ? "\n" : ",\n").utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * (level + 1)))
      element(&bytes, position)
    }
    if count > 0 {
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }
    bytes.append(contentsOf: close.utf8)
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case ..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
