import Accounting

/// A journal that satisfies both `hledger check --strict` and `ledger --strict --pedantic`.
func hledgerJournal(
  _ entries: [JournalEntry], period: AccountingPeriod, settings: Settings
) -> [UInt8] {
  var text = """
    ; \(plainLine(settings.entity)), journal of \(period)
    decimal-mark .


    """
  for currency in currenciesUsed(entries) {
    let fraction = String(repeating: "0", count: currency.minorDigits)
    // hledger wants a decimal mark even without decimals; ledger takes that only with the
    // symbol on the left.
    text += "commodity \(currency.code)\n    format \(currency.code) 1,000.\(fraction)\n"
  }
  text += "\n"
  for account in accountsUsed(entries) { text += "account \(account.name)\n" }
  text += "\n"
  for tag in tagsUsed { text += "tag \(tag)\n" }
  for entry in entries { appendEntry(entry, settings, to: &text) }
  return Array(text.utf8)
}

private let tagsUsed = ["rule", "source", "settlement", "lines", "file", "order", "base"]

private func appendEntry(_ entry: JournalEntry, _ settings: Settings, to text: inout String) {
  text += "\n\(entry.date) * (\(entry.id)) \(plainLine(entry.description))\n"
  appendTag("rule", entry.rule, to: &text)
  appendTag("source", entry.sourceFile, to: &text)
  appendTag("settlement", entry.settlementId, to: &text)
  let width = entry.postings.map { $0.account.name.utf8.count }.max() ?? 0
  for posting in entry.postings {
    let name = posting.account.name
    let padding = String(repeating: " ", count: width - name.utf8.count + 2)
    let amount = decimalText(posting.amount, digits: posting.currency.minorDigits)
    text += "    \(name)\(padding)\(posting.currency.code) \(amount)\n"
    appendTag("file", posting.sourceFile, to: &text)
    appendTag("lines", posting.sourceLines.text, to: &text)
    appendTag("order", posting.orderId, to: &text)
    if posting.currency != settings.functionalCurrency {
      let base = decimalText(posting.base, digits: settings.functionalCurrency.minorDigits)
      appendTag("base", "\(settings.functionalCurrency.code) \(base)", to: &text)
    }
  }
}

/// A tag on a line of its own; a comma would end hledger's value, and both programs read a date
/// in square brackets as the posting's.
private func appendTag(_ name: String, _ value: String, to text: inout String) {
  var value = plainLine(value)
  if value.utf8.contains(where: { ",[]".utf8.contains($0) }) {
    value = String(
      value.map { character in
        switch character {
        case ",": " "
        case "[": "("
        case "]": ")"
        default: character
        }
      })
  }
  if !value.isEmpty { text += "    ; \(name): \(value)\n" }
}
