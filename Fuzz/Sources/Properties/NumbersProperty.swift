@testable import Accounting
@testable import Importing

/// A number that is read prints as one that reads the same; a plain one is read for what it is.
package enum NumbersProperty {
  private static let marks: [[UInt8]] = [
    [UInt8(ascii: ".")], [UInt8(ascii: ",")], [UInt8(ascii: "."), UInt8(ascii: ",")],
    [UInt8(ascii: ","), UInt8(ascii: ".")],
  ]

  /// The first two bytes choose forms, marks and digits.
  package static func check(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let allowed = marks[Int(input[1] & 3)]
    let digits = Int(input[1] >> 2 & 7) % 7
    let forms = NumberForms(rawValue: UInt16(input[0]) | UInt16(input[1] & 0x60) << 3)
    let bytes = Array(input[2...])
    var decoder = DecimalDecoder(forms: forms, marks: allowed)
    let first = decoder.decode(bytes.span, digits: digits)
    let mark = decoder.mark ?? allowed[0]
    // A mark that may be either says nothing of the value: `2.000` yen are two thousand.
    let isOpen = decoder.mark == nil && bytes.contains { allowed.contains($0) }
    let plain = isOpen ? nil : plainValue(bytes, mark: mark, digits: digits)
    guard case .value(let value) = first else {
      expect(plain == nil || allowed.count > 1, "\(text(bytes)) is \(plain ?? 0), not \(first)")
      return
    }
    expect(bytes.contains { $0 &- 48 <= 9 }, "\(text(bytes)) has no digit and is \(value)")
    if let plain { expect(plain == value, "\(text(bytes)) is \(plain), not \(value)") }
    var padded = DecimalDecoder(forms: forms, marks: allowed)
    let blanks = Array(" \t".utf8) + bytes + Array("  ".utf8)
    guard case .value(value) = padded.decode(blanks.span, digits: digits) else {
      return expect(false, "padding changes \(text(bytes))")
    }
    checkPrinted(value, mark: mark, digits: digits)
  }

  private static func checkPrinted(_ value: Int64, mark: UInt8, digits: Int) {
    let printed = Array(decimalText(value, digits: digits).utf8)
      .map { $0 == UInt8(ascii: ".") ? mark : $0 }
    var decoder = DecimalDecoder(forms: [], marks: [mark])
    guard case .value(value) = decoder.decode(printed.span, digits: digits) else {
      return expect(false, "\(value) prints as \(text(printed))")
    }
  }

  /// Sign, digits and at most one mark: the value, where it is exact and 64 bits hold it.
  private static func plainValue(_ bytes: [UInt8], mark: UInt8, digits: Int) -> Int64? {
    var rest = bytes[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let parts = rest.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    guard rest.contains(where: { $0 != mark }), rest.count < 25,
      parts.allSatisfy({ $0.allSatisfy { $0 &- 48 <= 9 } })
    else { return nil }
    let fraction = parts.count > 1 ? parts[1] : []
    guard fraction.dropFirst(digits).allSatisfy({ $0 == 48 }) else { return nil }
    var value: Int128 = 0
    for byte in parts[0] + fraction.prefix(digits) { value = value * 10 + Int128(byte - 48) }
    for _ in 0..<max(0, digits - fraction.count) { value *= 10 }
    return Int64(exactly: isNegative ? -value : value).flatMap { $0 == .min ? nil : $0 }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    "'\(String(decoding: bytes, as: UTF8.self))'"
  }
}
