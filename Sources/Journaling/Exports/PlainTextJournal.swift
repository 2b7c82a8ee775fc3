import Accounting

/// A plain-text journal in the making.
struct JournalText {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ date: CalendarDate) { date.append(to: &bytes) }

  mutating func spaces(_ count: Int) {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }

  /// Adds minor units of a currency as a decimal, without the code.
  mutating func amount(_ minorUnits: Int64, _ currency: Currency) {
    appendDecimal(minorUnits, digits: currency.minorDigits, to: &bytes)
  }
}

/// Text for a journal file: one line, without what comments and payees give a meaning to.
func plainLine(_ text: String) -> String {
  if isPlain(text.utf8) { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch (scalar, scalar.properties.generalCategory) {
    case (";", _), ("|", _), ("\"", _), ("\\", _): result.unicodeScalars.append("'")
    case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
      result.unicodeScalars.append(" ")
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result.split(separator: " ").joined(separator: " ")
}

/// Whether there is nothing to change: nearly every text of a journal, and there are many.
private func isPlain(_ bytes: String.UTF8View) -> Bool {
  var previous = UInt8(ascii: " ")
  for byte in bytes {
    switch byte {
    case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
      return false
    case UInt8(ascii: " ") where previous == byte: return false
    case 0x20..<0x7F: previous = byte
    default: return false
    }
  }
  return bytes.isEmpty || previous != UInt8(ascii: " ")
}

/// The accounts that entries post to, sorted.
func accountsUsed(_ entries: [JournalEntry]) -> [Account] {
  var accounts: Set<Account> = []
  for entry in entries { for posting in entry.postings { accounts.insert(posting.account) } }
  return accounts.sorted()
}

/// The currencies that entries post in, sorted.
func currenciesUsed(_ entries: [JournalEntry]) -> [Currency] {
  var currencies: Set<Currency> = []
  for entry in entries { for posting in entry.postings { currencies.insert(posting.currency) } }
  return currencies.sorted()
}
