import Accounting

/// Text for a journal file: one line, without what comments and payees give a meaning to.
func plainLine(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case ";", "|", "\"", "\\": result.unicodeScalars.append("'")
    case _ where scalar.properties.generalCategory == .control
      || scalar.properties.generalCategory == .format
      || scalar.properties.generalCategory == .lineSeparator
      || scalar.properties.generalCategory == .paragraphSeparator:
      result.unicodeScalars.append(" ")
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result.split(separator: " ").joined(separator: " ")
}

/// The accounts that entries post to, sorted.
func accountsUsed(_ entries: [JournalEntry]) -> [Account] {
  Set(entries.flatMap { $0.postings.map(\.account) }).sorted()
}

/// The currencies that entries post in, sorted.
func currenciesUsed(_ entries: [JournalEntry]) -> [Currency] {
  Set(entries.flatMap { $0.postings.map(\.currency) }).sorted()
}
