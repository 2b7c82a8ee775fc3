import Accounting
import DelimitedText

/// HTML in the making: markup of our own and text from anywhere, never confused.
struct HTMLText {
  private var bytes: [UInt8] = []

  init() {}

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends markup as it is: literals of this program only.
  mutating func markup(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends a whole number with its thousands grouped.
  mutating func number(_ value: Int64) { appendGrouped(value, digits: 0, to: &bytes) }

  /// Appends a day as ISO 8601 has it.
  mutating func day(_ date: CalendarDate) { date.append(to: &bytes) }

  /// Appends text: escaped, without control and bidirectional characters.
  mutating func text(_ text: String) {
    if Self.isPlain(text) {
      bytes.append(contentsOf: text.utf8)
      return
    }
    for byte in SafeText.stripped(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): markup("&amp;")
      case UInt8(ascii: "<"): markup("&lt;")
      case UInt8(ascii: ">"): markup("&gt;")
      case UInt8(ascii: "\""): markup("&quot;")
      case UInt8(ascii: "'"): markup("&#39;")
      default: bytes.append(byte)
      }
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    let view = text.utf8
    let bytes = view.span
    for index in bytes.indices where !isPlain(bytes[index]) { return false }
    return true
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
    appendGrouped(minorUnits, digits: currency.minorDigits, to: &bytes)
  }

  /// Appends a number or name that stands for itself, in the type of code.
  mutating func code(_ text: String) {
    markup("<span class=\"code\">")
    self.text(text)
    markup("</span>")
  }

  /// Appends an element around text, with a class where one is given.
  mutating func element(_ name: String, class style: String = "", _ text: String) {
    markup("<")
    markup(name)
    if !style.isEmpty {
      markup(" class=\"")
      markup(style)
      markup("\"")
    }
    markup(">")
    self.text(text)
    markup("</")
    markup(name)
    markup(">")
  }
}

/// An integer count of 10⁻ᵈⁱᵍⁱᵗˢ for a reader: thousands grouped with commas.
func grouped(_ value: Int64, digits: Int) -> String {
  var bytes: [UInt8] = []
  appendGrouped(value, digits: digits, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

/// Appends what `grouped` returns, without a string in between.
private func appendGrouped(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
  if value < 0 { bytes.append(UInt8(ascii: "-")) }
  let start = bytes.count
  var rest = value.magnitude
  var count = 0
  repeat {
    if count == digits && digits > 0 { bytes.append(UInt8(ascii: ".")) }
    if count > digits && (count - digits) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
    rest /= 10
    count += 1
  } while rest > 0 || count <= digits
  bytes[start...].reverse()
}

/// An amount for a reader, its currency's code before it.
func worded(_ amount: Money) -> String {
  "\(amount.currency.code)\u{a0}\(grouped(amount.minorUnits, digits: amount.currency.minorDigits))"
}

/// `1 finding`, `2 findings`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(grouped(Int64(count), digits: 0)) \(count == 1 ? singular : plural ?? singular + "s")"
}
