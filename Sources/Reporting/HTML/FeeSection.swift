import Accounting

/// A kind of fee that the rate card knows for a source.
struct RatedFee: Hashable {
  let source: String
  let fee: LineComponent

  /// Every fee for which a rate was agreed with a channel that a source settles.
  static func all(_ data: CloseData) -> Set<RatedFee> {
    var channels: [LineComponent: Set<Symbol>] = [:]
    for rate in data.snapshot.feeRates { channels[rate.fee, default: []].insert(rate.channel) }
    var rated: Set<RatedFee> = []
    for (fee, symbols) in channels {
      for symbol in symbols {
        let channel = data.snapshot.symbols[symbol]
        for source in data.settings.sources
        where source.settles(channel: channel) || source.name == channel.lowercased() {
          rated.insert(RatedFee(source: source.name, fee: fee))
        }
      }
    }
    return rated
  }
}

/// Fees charged in the period against the fees that the rate card gives.
struct FeeSection {
  private struct Row {
    let source: String
    let fee: LineComponent
    let currency: Currency
    /// Positive = charged to us.
    var charged: Int64 = 0
    var lines = 0
    /// Charged − due.
    var over: Int64 = 0
    var findings = 0
    var isRated = false
  }

  private struct Key: Hashable {
    let fee: RatedFee
    let currency: Currency
  }

  let section: PageSection

  init(
    _ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions,
    outliers: [FeeOutlier]
  ) throws {
    let rows = try Self.rows(index, scope, exceptions)
    var over = CurrencyTotals()
    for row in rows where row.over != 0 { try over.add(row.over, row.currency) }
    let difference = over.sorted.map(worded).joined(separator: ", ")
    section = PageSection(
      anchor: "fees", label: "Fees", title: "Fees against the rate card",
      lead: rows.isEmpty
        ? "No fee was charged in this period."
        : over.isEmpty
          ? "Every fee with an agreed rate was charged as agreed."
          : "Charged beyond the agreed rates: \(difference). A minus is in our favour.",
      tables: rows.isEmpty
        ? []
        : [Self.table(rows), OutlierTable.table(outliers, index.data.snapshot.symbols)]
          .compactMap(\.self))
  }

  private static func rows(
    _ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions
  ) throws -> [Row] {
    var rows: [Key: Row] = [:]
    let rated = index.ratedFees
    for (key, sum) in index.lines.fees.totals(in: scope.period) {
      let source = index.data.snapshot.symbols[key.source]
      let fee = RatedFee(source: source, fee: key.fee)
      rows[Key(fee: fee, currency: key.currency)] = Row(
        source: source, fee: key.fee, currency: key.currency, charged: -sum.amount,
        lines: sum.lines, isRated: rated.contains(fee))
    }
    let ofFees = ExceptionIndex.codes.map { $0 == .am02 || $0 == .am06 }
    for facts in exceptions.listed
    where ofFees[Int(facts.code)] && scope.period.contains(facts.eventDate) {
      let finding = index.exceptions.records[Int(facts.record)].discrepancy
      guard let difference = finding.difference, let fee = finding.feeKind,
        let currency = finding.currency
      else { continue }
      let rated = RatedFee(source: finding.source, fee: fee)
      var row =
        rows[Key(fee: rated, currency: currency)]
        ?? Row(source: finding.source, fee: fee, currency: currency)
      try row.over.add(-difference)
      row.isRated = true
      if finding.code == .am02 { row.findings += 1 }
      rows[Key(fee: rated, currency: currency)] = row
    }
    return rows.values.sorted {
      ($0.source, $0.currency, $0.fee.rawValue) < ($1.source, $1.currency, $1.fee.rawValue)
    }
  }

  private static func table(_ rows: [Row]) -> PageTable {
    var table = HTMLTable(
      caption: "Fees of the period; held settlements are not in them",
      columns: [
        "Source", "Fee", "Cur.", ">Lines", ">Charged", ">Due by rate card", ">Over (under)",
        ">Findings",
      ])
    for row in rows {
      table.row([
        .text(row.source), .text(row.fee.name.worded), .text(row.currency.code),
        .count(Int64(row.lines)), .amount(row.charged, row.currency),
        row.isRated
          ? .amount(row.charged - row.over, row.currency) : .number("no rate agreed"),
        row.isRated ? .amount(row.over, row.currency) : .number(""),
        .number(row.findings == 0 ? "" : "\(row.findings)"),
      ])
    }
    return PageTable(html: table.string)
  }
}

extension Discrepancy {
  /// The kind of fee a finding is about: the last part of its key.
  fileprivate var feeKind: LineComponent? {
    guard let word = key.split(separator: "|").last, let kind = LineComponent(name: word),
      kind.isFee
    else { return nil }
    return kind
  }
}
