import Accounting
import DelimitedText

/// HTML in the making: markup of our own and text from anywhere, never confused.
struct HTMLText {
  private var bytes: [UInt8] = []

  init() {}

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends markup as it is: literals of this program only.
  mutating func markup(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends text: escaped, without control and bidirectional characters.
  mutating func text(_ text: String) {
    if text.utf8.allSatisfy(Self.isPlain) {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for byte in SafeText.stripped(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      default: bytes.append(byte)
      }
    }
  }

  /// A byte that stands for itself in markup, as nearly all of them do.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      false
    default: byte >= 0x20 && byte < 0x7f
    }
  }

  /// Appends what was built before.
  mutating func append(_ built: HTMLText) { bytes.append(contentsOf: built.bytes) }

  /// Appends an amount with its thousands grouped, without its currency.
  mutating func amount(_ minorUnits: Int64, _ currency: Currency) {
    bytes.append(contentsOf: grouped(minorUnits, digits: currency.minorDigits).utf8)
  }

  /// Appends an element around text, with a class where one is given.
  mutating func element(_ name: String, class style: String = "", _ text: String) {
    markup(style.isEmpty ? "<\(name)>" : "<\(name) class=\"\(style)\">")
    self.text(text)
    markup("</\(name)>")
  }
}

/// An integer count of 10⁻ᵈⁱᵍⁱᵗˢ for a reader: thousands grouped with commas.
func grouped(_ value: Int64, digits: Int) -> String {
  let plain = decimalText(value, digits: digits)
  let sign = plain.hasPrefix("-") ? "-" : ""
  let parts = plain.dropFirst(sign.count).split(separator: ".")
  var whole = parts[0]
  var groups: [Substring] = []
  while whole.count > 3 {
    groups.append(whole.suffix(3))
    whole = whole.dropLast(3)
  }
  groups.append(whole)
  let fraction = parts.count > 1 ? "." + parts[1] : ""
  return sign + groups.reversed().joined(separator: ",") + fraction
}

/// An amount for a reader, its currency's code before it.
func worded(_ amount: Money) -> String {
  "\(amount.currency.code)\u{a0}\(grouped(amount.minorUnits, digits: amount.currency.minorDigits))"
}

/// `1 finding`, `2 findings`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(grouped(Int64(count), digits: 0)) \(count == 1 ? singular : plural ?? singular + "s")"
}
