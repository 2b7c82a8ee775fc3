/// How a tagged value is taken apart, in SWIFT's notation with a name for each part.
///
/// A part is `6!n` (six digits exactly), `15d` (fifteen at most), `x` (any number), or words such
/// as `RC|RD|C|D`; `n` digits, `a` letters, `c` letters and digits, `b` these and blanks, `d` a
/// decimal, `x` anything on the line, `z` anything. `[//x]` may be missing and begins with `//`;
/// `x` and `z` end where the text begins with which a later part starts.
struct FieldNotation: Sendable {
  private struct Part: Sendable {
    var name: String
    var opening: [UInt8] = []
    var isOptional = false
    var words: [[UInt8]] = []
    var kind = UInt8(ascii: "x")
    var least = 1
    var most = Int.max
  }

  private var parts: [Part] = []

  /// Reads `name` and format of each part.
  ///
  /// - Returns: `nil` when a format is none.
  init?(_ formats: [(name: String, format: String)]) {
    for (name, format) in formats {
      guard let part = Self.part(name, format) else { return nil }
      parts.append(part)
    }
  }

  private static func part(_ name: String, _ format: String) -> Part? {
    var part = Part(name: name)
    var text = Array(format.utf8)[...]
    if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
      part.isOptional = true
      text = text.dropFirst().dropLast()
    }
    if text.contains(UInt8(ascii: "|")) {
      part.words = text.split(separator: UInt8(ascii: "|")).map { Array($0) }
      return part
    }
    guard let kind = text.popLast(), "nabcdxz".utf8.contains(kind) else { return nil }
    part.kind = kind
    if text.last == UInt8(ascii: "!") {
      text = text.dropLast()
      part.least = 0
    }
    var digits: [UInt8] = []
    while let digit = text.last, digit &- .zero <= 9 {
      digits.insert(digit, at: 0)
      text = text.dropLast()
    }
    if let count = Int(String(decoding: digits, as: UTF8.self)) {
      part.most = count
      if part.least == 0 { part.least = count }
    } else if part.least == 0 {
      return nil
    }
    part.opening = Array(text)
    return part
  }

  /// The parts of a value by name.
  ///
  /// Of a value that is not of this form, those before the fault; the last number among them, else
  /// the last of them, has all the rest, so that nothing is read of what is not understood.
  func parts(of value: [UInt8]) -> [(name: String, value: ArraySlice<UInt8>)] {
    var found: [(name: String, value: ArraySlice<UInt8>)] = []
    var position = 0
    for index in parts.indices {
      let part = parts[index]
      guard let range = take(part, of: value, at: position, before: index + 1) else {
        if part.isOptional { continue }
        let number = parts[..<index].last { $0.kind == UInt8(ascii: "d") }?.name
        guard let last = found.lastIndex(where: { $0.name == number }) ?? found.indices.last
        else { return [] }
        found[last].value = value[found[last].value.startIndex...]
        return Array(found[...last])
      }
      found.append((part.name, value[range]))
      position = range.upperBound
      // Some banks fill up the amount.
      while part.kind == UInt8(ascii: "d"), position < value.count, value[position] == .space {
        position += 1
      }
    }
    return found
  }

  private func take(
    _ part: Part, of value: [UInt8], at position: Int, before next: Int
  ) -> Range<Int>? {
    guard value[position...].starts(with: part.opening) else { return nil }
    let start = position + part.opening.count
    if !part.words.isEmpty {
      let word = part.words.first { value[start...].starts(with: $0) }
      return word.map { start..<start + $0.count }
    }
    var end = start
    while end < value.count, end - start < part.most, Self.holds(part.kind, value[end]),
      !isOpening(value, at: end, after: next)
    {
      end += 1
    }
    return end - start >= part.least ? start..<end : nil
  }

  /// Whether what stands here opens one of the parts that are still to come.
  private func isOpening(_ value: [UInt8], at position: Int, after next: Int) -> Bool {
    parts[next...].contains {
      !$0.opening.isEmpty && value[position...].starts(with: $0.opening)
    }
  }

  private static func holds(_ kind: UInt8, _ byte: UInt8) -> Bool {
    let isDigit = byte &- .zero <= 9
    let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
    switch kind {
    case UInt8(ascii: "n"): return isDigit
    case UInt8(ascii: "a"): return isLetter
    case UInt8(ascii: "c"): return isDigit || isLetter
    case UInt8(ascii: "b"): return isDigit || isLetter || byte == .space
    case UInt8(ascii: "d"): return isDigit || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".")
    case UInt8(ascii: "x"): return byte != UInt8(ascii: "\n")
    default: return true
    }
  }
}
