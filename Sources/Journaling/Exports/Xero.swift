import Accounting
import DelimitedText

/// Manual journals for Xero's CSV import: one signed amount, grouped by narration and date.
///
/// Manual journals have no currency of their own, so every amount is in the functional currency.
/// Xero refuses lines on bank accounts: leave the bank legs to its bank feed
/// (`bank: {post: false}`).
struct XeroExport {
  let settings: Settings
  let options: ExportOptions

  /// 300 a file, of which the header is one.
  var linesMax = 299
  private static let codeMax = 10
  private static let textMax = 4_000

  init(settings: Settings, options: ExportOptions) {
    self.settings = settings
    self.options = options
  }

  func files(
    _ entries: [JournalEntry], period: AccountingPeriod
  ) throws(ExportRefusal) -> [ExportFile] {
    if options.xeroTaxRate.isEmpty {
      throw ExportRefusal(
        target: .xero, entry: "", field: "*TaxRate", reason: "no tax rate is named",
        remedy:
          "set `exports: xero_tax_rate` in crossfoot.yaml to the display name of the no-tax rate")
    }
    var journals: [ExportJournal] = []
    for entry in entries {
      let lines = lines(of: entry)
      if lines.isEmpty { continue }
      try check(entry, lines)
      guard
        let parts = balancedParts(
          of: entry, lines, linesMax: linesMax, bridge: clearingAccount(of: entry))
      else {
        throw refusal(
          entry, "lines", "\(lines.count) lines, a file takes \(linesMax)",
          "the entry has no clearing account to cut it over; book it by hand")
      }
      journals += parts
    }
    let rendered = journals.map { (lines: $0.lines.count, bytes: rows(of: $0)) }
    return named(
      packed(rendered, header: header, linesMax: linesMax, bytesMax: Int.max), "xero-\(period)")
  }

  private func lines(of entry: JournalEntry) -> [ExportLine] {
    entry.postings.compactMap { posting in
      guard posting.base != 0 else { return nil }
      return ExportLine(
        account: posting.account, amount: posting.base, currency: settings.functionalCurrency,
        note: sourceNote(entry, posting))
    }
  }

  private func check(_ entry: JournalEntry, _ lines: [ExportLine]) throws(ExportRefusal) {
    for line in lines {
      if line.account == .bank {
        throw refusal(
          entry, "*AccountCode",
          "\(line.account.name) is a bank account, which manual journals "
            + "may not post to", "set `bank: {post: false}` in crossfoot.yaml and run again")
      }
      let code = options.accountCodes[line.account.name] ?? ""
      if code.isEmpty {
        throw refusal(
          entry, "*AccountCode", "\(line.account.name) has no account code",
          "set it under `exports: account_codes` in crossfoot.yaml")
      }
      if code.count > Self.codeMax {
        throw refusal(
          entry, "*AccountCode", "\"\(code)\" is longer than \(Self.codeMax) characters",
          "give the code alone, without the account's name")
      }
      if line.note.count > Self.textMax {
        throw refusal(
          entry, "Description", "longer than \(Self.textMax) characters",
          "shorten the name of the source file")
      }
    }
    if narration(entry.id, entry).count > Self.textMax {
      throw refusal(
        entry, "*Narration", "longer than \(Self.textMax) characters",
        "shorten the settlement's number")
    }
  }

  private func rows(of journal: ExportJournal) -> [UInt8] {
    var writer = DelimitedWriter()
    let (year, month, day) = journal.entry.date.civil
    for line in journal.lines {
      writer.text(narration(journal.number, journal.entry))
      writer.text("\(twoDigits(day))/\(twoDigits(month))/\(year)")
      writer.text(line.note)
      writer.text(options.accountCodes[line.account.name] ?? "")
      writer.text(options.xeroTaxRate)
      writer.amount(line.amount, digits: line.currency.minorDigits)
      for _ in 0..<4 { writer.blank() }
      writer.endRecord()
    }
    return writer.bytes
  }

  private var header: [UInt8] {
    var writer = DelimitedWriter()
    for name in [
      "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount",
      "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2",
    ] { writer.text(name) }
    writer.endRecord()
    return writer.bytes
  }

  /// Two journals of one day may not share a narration: the number keeps them apart.
  private func narration(_ number: String, _ entry: JournalEntry) -> String {
    "\(number) \(entry.description) (\(entry.rule))"
  }

  private func refusal(
    _ entry: JournalEntry, _ field: String, _ reason: String, _ remedy: String
  ) -> ExportRefusal {
    ExportRefusal(target: .xero, entry: entry.id, field: field, reason: reason, remedy: remedy)
  }
}
