import Accounting
import DelimitedText

/// The contract's `journal.csv`: one row per posting, a debit or a credit, never both.
///
/// A posting whose functional amount rounds to nothing has a zero on its own side.
func journalCSV(_ entries: [JournalEntry], settings: Settings) -> [UInt8] {
  var writer = DelimitedWriter()
  for name in journalColumns { writer.text(name) }
  writer.endRecord()
  let baseDigits = settings.functionalCurrency.minorDigits
  for entry in entries {
    let date = entry.date.description
    let period = entry.period.description
    for posting in entry.postings {
      writer.text(entry.id)
      writer.text(date)
      writer.text(period)
      writer.text(posting.account.name)
      writer.text(entry.description)
      let isDebit = posting.amount != 0 ? posting.amount > 0 : posting.base > 0
      writer.sides(posting.amount, isDebit: isDebit, digits: posting.currency.minorDigits)
      writer.text(posting.currency.code)
      writer.sides(posting.base, isDebit: isDebit, digits: baseDigits)
      writer.text(entry.sourceFile(of: posting))
      writer.text(posting.sourceLines.text)
      writer.text(entry.rule)
      writer.text(entry.settlementId)
      writer.text(posting.orderId)
      writer.endRecord()
    }
  }
  return writer.bytes
}

private let journalColumns = [
  "entry_id", "date", "period", "account", "description", "debit", "credit", "currency",
  "base_debit", "base_credit", "source_file", "source_lines", "rule", "settlement_id", "order_id",
]

extension DelimitedWriter {
  /// Writes a debit and a credit column, the other side blank.
  mutating func sides(_ amount: Int64, isDebit: Bool, digits: Int) {
    if isDebit {
      self.amount(amount, digits: digits)
      blank()
    } else {
      blank()
      self.amount(-amount, digits: digits)
    }
  }
}
