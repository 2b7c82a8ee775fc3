import Accounting

/// A journal that satisfies both `hledger check --strict` and `ledger --strict --pedantic`.
func hledgerJournal(
  _ entries: [JournalEntry], period: AccountingPeriod, settings: Settings
) -> [UInt8] {
  var text = JournalText()
  text.add(
    """
    ; \(plainLine(settings.entity)), journal of \(period)
    decimal-mark .


    """)
  for currency in currenciesUsed(entries) {
    let fraction = String(repeating: "0", count: currency.minorDigits)
    // hledger wants a decimal mark even without decimals; ledger takes that only with the
    // symbol on the left.
    text.add("commodity \(currency.code)\n    format \(currency.code) 1,000.\(fraction)\n")
  }
  text.add("\n")
  for account in accountsUsed(entries) { text.add("account \(account.name)\n") }
  text.add("\n")
  for tag in tagsUsed { text.add("tag \(tag)\n") }
  for entry in entries { appendEntry(entry, settings, to: &text) }
  return text.bytes
}

private let tagsUsed = ["rule", "source", "settlement", "lines", "file", "order", "base"]

private func appendEntry(
  _ entry: JournalEntry, _ settings: Settings, to text: inout JournalText
) {
  text.add("\n")
  text.add(entry.date)
  text.add(" * (")
  text.add(entry.id)
  text.add(") ")
  text.add(plainLine(entry.description))
  text.add("\n")
  appendTag("rule", entry.rule, to: &text)
  appendTag("source", entry.sourceFile, to: &text)
  appendTag("settlement", entry.settlementId, to: &text)
  let width = entry.postings.map { $0.account.name.utf8.count }.max() ?? 0
  for posting in entry.postings {
    let name = posting.account.name
    text.spaces(4)
    text.add(name)
    text.spaces(width - name.utf8.count + 2)
    text.add(posting.currency.code)
    text.add(" ")
    text.amount(posting.amount, posting.currency)
    text.add("\n")
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
private func appendTag(_ name: String, _ value: String, to text: inout JournalText) {
  if value.isEmpty { return }
  var value = plainLine(value)
  if value.utf8.contains(where: { $0 == commaByte || $0 == openByte || $0 == closeByte }) {
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
  if value.isEmpty { return }
  text.add("    ; ")
  text.add(name)
  text.add(": ")
  text.add(value)
  text.add("\n")
}

private let commaByte = UInt8(ascii: ",")
private let openByte = UInt8(ascii: "[")
private let closeByte = UInt8(ascii: "]")
