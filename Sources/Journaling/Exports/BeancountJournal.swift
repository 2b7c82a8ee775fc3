import Accounting

/// A journal that `bean-check` accepts.
func beancountJournal(
  _ entries: [JournalEntry], period: AccountingPeriod, settings: Settings
) -> [UInt8] {
  var text = JournalText()
  text.add(
    """
    option "title" "\(plainLine(settings.entity)), journal of \(period)"
    option "operating_currency" "\(settings.functionalCurrency.code)"


    """)
  for account in accountsUsed(entries) {
    text.add("\(period.firstDay) open \(account.name)\n")
  }
  for entry in entries { appendEntry(entry, settings, to: &text) }
  return text.bytes
}

private func appendEntry(
  _ entry: JournalEntry, _ settings: Settings, to text: inout JournalText
) {
  text.add("\n")
  text.add(entry.date)
  text.add(" * \"")
  text.add(plainLine(entry.description))
  text.add("\" ^")
  text.add(entry.id)
  text.add("\n")
  appendMetadata("id", entry.id, indent: 2, to: &text)
  appendMetadata("rule", entry.rule, indent: 2, to: &text)
  appendMetadata("source", entry.sourceFile, indent: 2, to: &text)
  appendMetadata("settlement", entry.settlementId, indent: 2, to: &text)
  let width = entry.postings.map { $0.account.name.utf8.count }.max() ?? 0
  for posting in entry.postings {
    let name = posting.account.name
    text.spaces(2)
    text.add(name)
    text.spaces(width - name.utf8.count + 2)
    text.amount(posting.amount, posting.currency)
    text.add(" ")
    text.add(posting.currency.code)
    text.add("\n")
    appendMetadata("file", posting.sourceFile, indent: 4, to: &text)
    appendMetadata("lines", posting.sourceLines.text, indent: 4, to: &text)
    appendMetadata("order", posting.orderId, indent: 4, to: &text)
    if posting.currency != settings.functionalCurrency {
      let base = decimalText(posting.base, digits: settings.functionalCurrency.minorDigits)
      appendMetadata("base", "\(base) \(settings.functionalCurrency.code)", indent: 4, to: &text)
    }
  }
}

private func appendMetadata(
  _ key: String, _ value: String, indent: Int, to text: inout JournalText
) {
  let value = plainLine(value)
  guard !value.isEmpty else { return }
  text.spaces(indent)
  text.add(key)
  text.add(": \"")
  text.add(value)
  text.add("\"\n")
}
