import Accounting
import DelimitedText

/// Journals for QuickBooks Online's CSV import: two columns of positive amounts, US dates.
///
/// Accounts go by name, with subaccounts as `Parent:Sub`. A journal has one currency; an entry
/// of more rows than a file takes is cut into journals that balance over its clearing account.
struct QuickBooksOnlineExport {
  let settings: Settings
  let options: ExportOptions

  /// 1,000 a file, of which the header is one.
  var rowsMax = 999
  var bytesMax = 2_000_000
  private static let numberMax = 21
  private static let accountMax = 100
  private static let textMax = 4_000

  init(settings: Settings, options: ExportOptions) {
    self.settings = settings
    self.options = options
  }

  func files(
    _ entries: [JournalEntry], period: AccountingPeriod
  ) throws(ExportRefusal) -> [ExportFile] {
    var journals: [ExportJournal] = []
    for entry in entries {
      let lines = try lines(of: entry)
      if lines.isEmpty { continue }
      guard
        let parts = balancedParts(
          of: entry, lines, linesMax: rowsMax, bridge: clearingAccount(of: entry))
      else {
        throw refusal(
          entry, "rows", "\(lines.count) rows, a file takes \(rowsMax)",
          "the entry has no clearing account to cut it over; book it by hand")
      }
      for part in parts { try check(part) }
      journals += parts
    }
    let rendered = journals.map { (lines: $0.lines.count, bytes: rows(of: $0)) }
    let header = row(of: [
      "Journal No.", "Journal Date", "Account Name", "Description", "Debits", "Credits",
      "Currency", "Memo",
    ])
    if let index = rendered.firstIndex(where: { header.count + $0.bytes.count > bytesMax }) {
      throw refusal(
        journals[index].entry, "Description", "the journal alone is larger than a file may be",
        "shorten the names of the source files")
    }
    return named(
      packed(rendered, header: header, linesMax: rowsMax, bytesMax: bytesMax),
      "quickbooks-online-\(period)")
  }

  private func lines(of entry: JournalEntry) throws(ExportRefusal) -> [ExportLine] {
    if !options.usesFunctionalCurrency, Set(entry.postings.map(\.currency)).count > 1 {
      throw refusal(
        entry, "Currency", "a journal has one currency, this entry has several",
        "set `exports: functional_currency: true` in crossfoot.yaml, or book the conversion by hand"
      )
    }
    if !options.usesFunctionalCurrency,
      let bare = entry.postings.first(where: { $0.amount == 0 && $0.base != 0 })
    {
      throw refusal(
        entry, "Currency",
        "\(bare.account.name) has an amount in \(settings.functionalCurrency.code) alone, and the "
          + "journal's currency is \(bare.currency.code)",
        "set `exports: functional_currency: true` in crossfoot.yaml, or book the difference by hand"
      )
    }
    return entry.postings.compactMap { posting in
      let amount = options.usesFunctionalCurrency ? posting.base : posting.amount
      if amount == 0 { return nil }
      return ExportLine(
        account: posting.account, amount: amount,
        currency: options.usesFunctionalCurrency
          ? settings.functionalCurrency : posting.currency,
        note: sourceNote(entry, posting))
    }
  }

  private func check(_ journal: ExportJournal) throws(ExportRefusal) {
    if journal.number.utf8.count > Self.numberMax {
      throw refusal(
        journal.entry, "Journal No.",
        "\"\(journal.number)\" is longer than \(Self.numberMax) characters",
        "shorten the entry's number")
    }
    for line in journal.lines {
      let name = accountName(line.account)
      if name.isEmpty || name.count > Self.accountMax {
        throw refusal(
          journal.entry, "Account Name",
          "\"\(name)\" must have 1 to \(Self.accountMax) characters",
          "give \(line.account.name) a shorter name under `exports: account_names` in crossfoot.yaml"
        )
      }
      if description(journal, line).count > Self.textMax {
        throw refusal(
          journal.entry, "Description", "longer than \(Self.textMax) characters",
          "shorten the name of the source file")
      }
    }
  }

  private func rows(of journal: ExportJournal) -> [UInt8] {
    var writer = DelimitedWriter()
    let (year, month, day) = journal.entry.date.civil
    for line in journal.lines {
      writer.text(journal.number)
      writer.text("\(twoDigits(month))/\(twoDigits(day))/\(year)")
      writer.text(accountName(line.account))
      writer.text(description(journal, line))
      writer.sides(
        line.amount, isDebit: line.amount > 0, digits: line.currency.minorDigits)
      writer.text(line.currency.code)
      writer.text("\(journal.entry.rule) \(journal.entry.settlementId)".trimmedEnd)
      writer.endRecord()
    }
    return writer.bytes
  }

  private func row(of names: [String]) -> [UInt8] {
    var writer = DelimitedWriter()
    for name in names { writer.text(name) }
    writer.endRecord()
    return writer.bytes
  }

  private func description(_ journal: ExportJournal, _ line: ExportLine) -> String {
    line.note.isEmpty
      ? journal.entry.description : "\(journal.entry.description) [\(line.note)]"
  }

  private func accountName(_ account: Account) -> String {
    options.accountNames[account.name] ?? account.name
  }

  private func refusal(
    _ entry: JournalEntry, _ field: String, _ reason: String, _ remedy: String
  ) -> ExportRefusal {
    ExportRefusal(
      target: .quickbooksOnline, entry: entry.id, field: field, reason: reason, remedy: remedy)
  }
}

/// The account that parts of an entry are joined over.
func clearingAccount(of entry: JournalEntry) -> Account? {
  entry.postings.map(\.account).filter { $0.name.hasPrefix("Assets:Clearing:") }.min()
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension String {
  /// Without the spaces at its end.
  var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
