import Accounting

/// First on the page: money that is not where it belongs, because it could not be trusted.
struct SetAsideSection {
  private static let rowsMax = 20

  let view: [String: Any]

  init(_ index: ReportIndex, _ scope: ReportScope, _ clearing: ClearingReport) throws {
    let held = index.settlements.held(through: scope.period)
    let suspense = clearing.items.filter(\.key.account.isSuspense)
    let refused = Self.refused(index, scope)
    let tables = [
      Self.quarantineTable(index), Self.heldTable(held, scope),
      Self.suspenseTable(suspense), Self.refusedTable(refused),
    ]
    let isClear = tables.allSatisfy { $0 == nil }
    view = [
      "set_aside_lead": isClear
        ? "Nothing: every row that arrived is in the figures, and suspense is zero."
        : "None of this is in the margin below. It was kept apart because it could not be "
          + "trusted as it stood, and each part has an owner further down.",
      "cards": [
        try Self.quarantineCard(index), try Self.heldCard(held), try Self.suspenseCard(suspense),
        Self.card(
          "Files refused", [], figure: counted(refused.count, "file"),
          note: refused.isEmpty
            ? "Every file could be read." : "What they hold is unknown and missing here.",
          isClear: refused.isEmpty),
      ],
      "set_aside_tables": tables.compactMap { $0?.view },
    ]
  }

  private static func card(
    _ label: String, _ amounts: [Money], figure: String, note: String, isClear: Bool
  ) -> [String: Any] {
    [
      "label": label, "figure": figure, "note": note, "is_clear": isClear,
      "amounts": amounts.map {
        [
          "code": $0.currency.code,
          "value": grouped($0.minorUnits, digits: $0.currency.minorDigits),
        ]
      },
    ]
  }

  private static func quarantineCard(_ index: ReportIndex) throws -> [String: Any] {
    var amounts = CurrencyTotals()
    var unreadable = 0
    for row in index.quarantined {
      if let amount = row.amount, let currency = row.currency {
        try amounts.add(amount, currency)
      } else {
        unreadable += 1
      }
    }
    let count = index.quarantined.count
    var note = counted(count, "row") + " set aside"
    if unreadable > 0 { note += "; \(unreadable) with no readable amount" }
    return card(
      "Rows in quarantine", amounts.sorted, figure: counted(count, "row"),
      note: count == 0 ? "Every row was taken." : note + ".", isClear: count == 0)
  }

  private static func heldCard(_ held: [SettlementRow]) throws -> [String: Any] {
    var amounts = CurrencyTotals()
    // Of two versions of one settlement, only one can be true.
    let numbers = Dictionary(grouping: held) {
      [$0.source, $0.settlementId, $0.settlement.currency.code]
    }
    for versions in numbers.values {
      let largest = versions.max {
        ($0.declared ?? $0.linesTotal).magnitude < ($1.declared ?? $1.linesTotal).magnitude
      }
      guard let largest else { continue }
      try amounts.add(largest.declared ?? largest.linesTotal, largest.settlement.currency)
    }
    let twice = numbers.values.count { $0.count > 1 }
    let versions = twice == 0 ? "" : "; \(twice) in several versions, the largest counted"
    return card(
      "Settlements held", amounts.sorted, figure: "None",
      note: held.isEmpty
        ? "Every settlement foots."
        : "\(counted(numbers.count, "settlement")), as declared\(versions).",
      isClear: held.isEmpty)
  }

  private static func suspenseCard(_ items: [OpenItem]) throws -> [String: Any] {
    var amounts = CurrencyTotals()
    for item in items { try amounts.add(item.amount, item.key.currency) }
    return card(
      "In suspense", amounts.sorted, figure: "Zero",
      note: items.isEmpty
        ? "Nothing is unclassified."
        : "\(counted(items.count, "open item")); minus is money received.",
      isClear: items.isEmpty)
  }

  private static func quarantineTable(_ index: ReportIndex) -> PageTable? {
    guard !index.quarantined.isEmpty else { return nil }
    var table = HTMLTable(
      caption: "Rows in quarantine",
      columns: ["File and line", "Why", "Column", "Value", "Cur.", ">Amount"])
    for row in index.quarantined.prefix(rowsMax) {
      table.row([
        .code(index.data.snapshot.evidence(row.provenance)), .text(row.reason.worded),
        .text(row.column), .code(String(row.value.prefix(60))), .text(row.currency?.code ?? ""),
        .amount(row.amount, row.currency ?? index.functional),
      ])
    }
    return PageTable(
      html: table.string,
      more: remainder(index.quarantined.count, shown: rowsMax, in: "quarantine.csv"))
  }

  private static func heldTable(_ held: [SettlementRow], _ scope: ReportScope) -> PageTable? {
    guard !held.isEmpty else { return nil }
    var table = HTMLTable(
      caption: "Settlements held",
      columns: [
        "Settlement", "Channel", "Why", "Cur.", ">Declared", ">Lines", ">Difference", "File",
      ])
    for row in held.prefix(rowsMax) {
      table.row([
        .code(row.settlementId), .text(row.channel),
        .text(
          row.settlement.isRestated
            ? "arrived again with other content" : "lines do not add up to its total"),
        .text(row.settlement.currency.code), .amount(row.declared, row.settlement.currency),
        .amount(row.linesTotal, row.settlement.currency),
        .impact(row.difference, row.settlement.currency), .code(row.file),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(held.count, shown: rowsMax, in: "settlements.csv"))
  }

  private static func suspenseTable(_ items: [OpenItem]) -> PageTable? {
    guard !items.isEmpty else { return nil }
    var table = HTMLTable(
      caption: "In suspense", columns: ["Item", "Why", "Since", ">Days", "Cur.", ">Amount"])
    for item in items.sorted(by: OpenItem.largestFirst).prefix(rowsMax) {
      table.row([
        .code(item.item), .text(item.reason), .date(item.since), .count(Int64(item.ageDays)),
        .text(item.key.currency.code), .amount(item.amount, item.key.currency),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(items.count, shown: rowsMax, in: "clearing.csv"))
  }

  private static func refused(_ index: ReportIndex, _ scope: ReportScope) -> [RefusedDocument] {
    index.data.snapshot.refused
      .filter { $0.refusedOn >= scope.period.firstDay && $0.refusedOn <= scope.asOf }
      .sorted { ($0.name, $0.sha256, $0.line) < ($1.name, $1.sha256, $1.line) }
  }

  private static func refusedTable(_ refused: [RefusedDocument]) -> PageTable? {
    guard !refused.isEmpty else { return nil }
    var table = HTMLTable(caption: "Files refused", columns: ["File", "Code", "Why", "Refused on"])
    for file in refused.prefix(rowsMax) {
      table.row([
        .code(file.line > 0 ? "\(file.name):\(file.line)" : file.name),
        .code(file.code.rawValue), .text(file.reason.worded), .date(file.refusedOn),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(refused.count, shown: rowsMax, in: "refused/"))
  }
}

extension OpenItem {
  /// By size, whatever the sign and the currency; then by account and item.
  static func largestFirst(_ lhs: Self, _ rhs: Self) -> Bool {
    if lhs.amount.magnitude != rhs.amount.magnitude {
      return lhs.amount.magnitude > rhs.amount.magnitude
    }
    return (lhs.key, lhs.item) < (rhs.key, rhs.item)
  }
}

extension String {
  /// A reason word such as `invalid_amount` without its underscores.
  var worded: String {
    let underscore = UInt8(ascii: "_")
    let lowercase = UInt8(ascii: "a")...UInt8(ascii: "z")
    let first = utf8.first { !lowercase.contains($0) }
    if first != underscore { return self }
    let word = prefix { $0 == "_" || ($0.isASCII && $0.isLowercase) }
    return word.replacing("_", with: " ") + String(dropFirst(word.count))
  }
}
