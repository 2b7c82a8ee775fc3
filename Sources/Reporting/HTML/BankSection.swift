import Accounting

/// Settlements and what the bank made of them, and the balances that are still open.
struct BankSection {
  private static let rowsMax = 60
  private static let bankRowsMax = 20

  let section: PageSection

  init(
    _ index: ReportIndex, _ scope: ReportScope, _ settlements: [SettlementRow],
    _ clearing: ClearingReport
  ) throws {
    let bank = BankReport(index, scope).rows
    var tables: [PageTable] = []
    if !settlements.isEmpty { tables.append(Self.settlementTable(settlements, scope)) }
    let conversions = settlements.filter { $0.payout?.conversion != nil }
    if !conversions.isEmpty { tables.append(Self.conversionTable(conversions)) }
    if !bank.isEmpty { tables.append(try Self.bankTable(bank)) }
    let unidentified = bank.filter { $0.state == "unidentified" }
    if !unidentified.isEmpty { tables.append(Self.unidentifiedTable(unidentified)) }
    if !clearing.items.isEmpty { tables.append(try Self.openTable(clearing.items)) }
    section = PageSection(
      anchor: "bank", label: "Settlements and bank", title: "Settlements and bank",
      lead: Self.lead(settlements, scope), tables: tables)
  }

  private static func lead(_ settlements: [SettlementRow], _ scope: ReportScope) -> String {
    guard !settlements.isEmpty else { return "No settlement touches this period." }
    let states = settlements.map { $0.state(asOf: scope.asOf) }
    return "Settlements and payouts that touch the period: "
      + SettlementState.allCases.compactMap { state in
        let count = states.count { $0 == state }
        return count == 0 ? nil : "\(count) \(state.worded)"
      }.joined(separator: ", ") + "."
  }

  private static func settlementTable(
    _ settlements: [SettlementRow], _ scope: ReportScope
  ) -> PageTable {
    var table = HTMLTable(
      caption: "Settlements and payouts",
      columns: [
        "Settlement", "Channel", "From", "To", "Deposit", "Cur.", ">Declared", ">Lines",
        ">Difference", ">Bank", "State",
      ])
    let order = SettlementState.allCases
    let sorted = order.flatMap { state in
      settlements.filter { $0.state(asOf: scope.asOf) == state }
    }
    for row in sorted.prefix(rowsMax) {
      let currency = row.settlement.currency
      table.row([
        .code(row.settlementId), .text(row.channel), .date(row.start), .date(row.end),
        .date(row.settlement.depositDate), .text(currency.code), .amount(row.declared, currency),
        .amount(row.linesTotal, currency), .impact(row.difference, currency),
        .amount(row.bank?.amount, row.bank?.currency ?? currency),
        .text(row.state(asOf: scope.asOf).worded),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(settlements.count, shown: rowsMax, in: "settlements.csv"))
  }

  /// From what was settled to what the bank got, part by part.
  private static func conversionTable(_ rows: [SettlementRow]) -> PageTable {
    var table = HTMLTable(
      caption: "Payouts that arrived in another currency: what was settled becomes what arrived",
      columns: [
        "Settlement", "Cur.", ">Settled", "Bank cur.", ">At the days' rates", ">Stated fee",
        ">Rate", ">Rounding", ">Not explained", ">Received",
      ])
    for row in rows.prefix(rowsMax) {
      guard let conversion = row.payout?.conversion else { continue }
      let currency = conversion.received.currency
      table.row([
        .code(row.settlementId), .text(conversion.settled.currency.code),
        .amount(conversion.settled.minorUnits, conversion.settled.currency),
        .text(currency.code), .amount(conversion.carried, currency),
        .impact(conversion.fee, currency), .impact(conversion.rate, currency),
        .impact(conversion.rounding, currency), .impact(conversion.rest, currency),
        .amount(conversion.received.minorUnits, currency),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(rows.count, shown: rowsMax, in: "settlements.csv"))
  }

  private static func bankTable(_ rows: [BankRow]) throws -> PageTable {
    struct Key: Hashable {
      let state: String
      let currency: Currency
    }
    var sums: [Key: (lines: Int, received: Int64, paid: Int64)] = [:]
    for row in rows {
      let key = Key(state: row.state, currency: row.line.currency)
      var sum = sums[key] ?? (0, 0, 0)
      sum.lines += 1
      if row.line.amount > 0 {
        try sum.received.add(row.line.amount)
      } else {
        try sum.paid.add(row.line.amount)
      }
      sums[key] = sum
    }
    var table = HTMLTable(
      caption: "Bank lines of the period",
      columns: ["What they are", "Cur.", ">Lines", ">Money in", ">Money out"], class: "fit")
    let meaning = [
      "matched": "matched with a settlement", "unidentified": "unidentified, in suspense",
      "unrelated": "from no channel, not booked",
    ]
    let sorted = sums.sorted { ($0.key.state, $0.key.currency) < ($1.key.state, $1.key.currency) }
    for (key, sum) in sorted {
      table.row([
        .text(meaning[key.state] ?? key.state), .text(key.currency.code), .count(Int64(sum.lines)),
        .amount(sum.received, key.currency), .amount(sum.paid, key.currency),
      ])
    }
    return PageTable(html: table.string)
  }

  private static func unidentifiedTable(_ rows: [BankRow]) -> PageTable {
    var table = HTMLTable(
      caption: "Money in that nobody announced",
      columns: ["Date", "Reference and text", "Cur.", ">Amount", "Line"])
    for row in rows.prefix(bankRowsMax) {
      var text = HTMLText()
      text.code(row.reference)
      if !row.text.isEmpty { text.element("span", class: "sub", String(row.text.prefix(140))) }
      table.row([
        .date(row.line.bookingDate), .built(text), .text(row.line.currency.code),
        .amount(row.line.amount, row.line.currency), .code(row.evidence),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(rows.count, shown: bankRowsMax, in: "bank.csv"))
  }

  private static func openTable(_ items: [OpenItem]) throws -> PageTable {
    var table = HTMLTable(
      caption: "What is still owed, on its way or kept back; each balance is proven by its items",
      columns: ["Account", "Cur.", ">Balance", ">Open items", "Oldest since", ">Days"])
    let groups = Dictionary(grouping: items, by: \.key).sorted { $0.key < $1.key }
    for (key, group) in groups {
      var balance: Int64 = 0
      for item in group { try balance.add(item.amount) }
      table.row([
        .text(key.account.name), .text(key.currency.code), .amount(balance, key.currency),
        .count(Int64(group.count)), .date(group.map(\.since).min()),
        .count(Int64(group.map(\.ageDays).max() ?? 0)),
      ])
    }
    return PageTable(html: table.string)
  }
}

extension SettlementState {
  var worded: String {
    switch self {
    case .held: "held"
    case .differs: "differing from the bank"
    case .unbanked: "not in the bank"
    case .inTransit: "on the way"
    case .matched: "matched"
    }
  }
}
