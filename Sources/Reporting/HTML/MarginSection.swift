import Accounting

/// Margin of the period by channel and by SKU, in the functional currency.
struct MarginSection {
  private struct Sum {
    var symbol = Symbol.none
    var lines = 0
    var incomplete = 0
    var revenue: Int64 = 0
    var discounts: Int64 = 0
    var refunds: Int64 = 0
    var fees: Int64 = 0
    var cost: Int64 = 0

    var netSales: Int64 { revenue - discounts - refunds }
    var margin: Int64 { netSales - fees - cost }

    mutating func add(_ row: MarginRow) throws {
      lines += 1
      if !row.isCostComplete { incomplete += 1 }
      try revenue.add(row.revenue)
      try discounts.add(row.discounts)
      try refunds.add(row.refunds)
      try fees.add(row.fees)
      try cost.add(row.costOfSales)
    }
  }

  /// SKUs shown at the top and at the bottom.
  private static let edge = 20

  let section: PageSection

  init(_ index: ReportIndex, _ scope: ReportScope) throws {
    let rows = index.margin[scope.period]
    let symbols = index.data.snapshot.symbols
    let numbers = index.margin.skus
    var channels = SumTable<Symbol, Sum>(Sum())
    var skus = numbers.symbols.map { Sum(symbol: $0) }
    var total = Sum()
    for row in rows {
      try channels.update(row.channel, hint: Int(row.channel.index)) { try $0.add(row) }
      try skus[numbers[row.sku]].add(row)
      try total.add(row)
    }
    skus.removeAll { $0.lines == 0 }
    let named = zip(channels.keys, channels.sums).map { (name: symbols[$0], sum: $1) }
    let charges = index.margin.accountLevelCharges[scope.period] ?? 0
    let incomplete =
      total.incomplete == 0
      ? ""
      : " Cost is not fully known for \(counted(total.incomplete, "line")): their margin is "
        + "shown too high."
    section = PageSection(
      anchor: "margin", label: "Margin", title: "Margin by channel and SKU",
      lead: rows.isEmpty
        ? "No sale was settled in this period."
        : "Order lines settled in the period, in \(index.functional.code), without tax."
          + incomplete,
      tables: rows.isEmpty
        ? []
        : [
          Self.channelTable(
            named.sorted { $0.name < $1.name }, total, charges, index.functional)
        ] + Self.skuTables(skus, symbols, index.functional))
  }

  private static func columns(_ first: String) -> [String] {
    [
      first, ">Lines", ">Revenue", ">Discounts", ">Refunds", ">Fees", ">Cost of sales", ">Margin",
      ">%", ">Cost missing",
    ]
  }

  private static func cells(_ name: String, _ sum: Sum, _ currency: Currency) -> [HTMLCell] {
    let percent = marginPercent(sum.margin, of: sum.netSales)
    return [
      .text(name.isEmpty ? "(none)" : name), .count(Int64(sum.lines)),
      .amount(sum.revenue, currency), .amount(sum.discounts, currency),
      .amount(sum.refunds, currency), .amount(sum.fees, currency), .amount(sum.cost, currency),
      .impact(sum.margin, currency), .number(percent),
      .number(sum.incomplete == 0 ? "" : "\(sum.incomplete)"),
    ]
  }

  private static func channelTable(
    _ channels: [(name: String, sum: Sum)], _ total: Sum, _ charges: Int64, _ currency: Currency
  ) -> PageTable {
    var table = HTMLTable(caption: "By channel", columns: columns("Channel"))
    for channel in channels { table.row(cells(channel.name, channel.sum, currency)) }
    table.row(cells("All channels", total, currency), class: "total")
    if charges != 0 {
      let blank = HTMLCell.number("")
      table.row([
        .text("Charges that belong to no order"), blank, blank, blank, blank,
        .amount(charges, currency), blank, .impact(-charges, currency), blank, blank,
      ])
      table.row(
        [
          .text("After these charges"), blank, blank, blank, blank, blank, blank,
          .impact(total.margin - charges, currency),
          .number(marginPercent(total.margin - charges, of: total.netSales)), blank,
        ], class: "total")
    }
    return PageTable(html: table.string)
  }

  private static func skuTables(
    _ skus: [Sum], _ symbols: SymbolTable, _ currency: Currency
  ) -> [PageTable] {
    let sorted = skus.sorted {
      $0.margin == $1.margin
        ? symbols[$0.symbol] < symbols[$1.symbol] : $0.margin > $1.margin
    }
    let build = { (caption: String, sums: ArraySlice<Sum>) in
      var table = HTMLTable(caption: caption, columns: columns("SKU"))
      for sum in sums { table.row(cells(symbols[sum.symbol], sum, currency)) }
      return table.string
    }
    guard sorted.count > 2 * edge else {
      return [PageTable(html: build("By SKU, best margin first", sorted[...]))]
    }
    return [
      PageTable(html: build("The \(edge) SKUs that earned most", sorted.prefix(edge))),
      PageTable(
        html: build("The \(edge) SKUs that earned least", sorted.suffix(edge)),
        more: remainder(sorted.count, shown: 2 * edge, in: "margin.csv")
          .replacing("row", with: "SKU")),
    ]
  }
}

/// A margin as a percentage of net sales with one digit; empty where there were none.
private func marginPercent(_ margin: Int64, of netSales: Int64) -> String {
  let sign: Int64 = netSales < 0 ? -1 : 1
  return Ratio(part: margin * sign, whole: netSales * sign).text(scale: 100, digits: 1) ?? ""
}
