import Accounting

/// What rows say that buyers paid in their own currency, where it is not the one they settle in.
struct StatedAmounts: Sendable {
  private var byRow: [Provenance: (currency: Currency, amount: Int64)] = [:]

  init(_ lines: SettlementLines) {
    for position in lines.positions(where: { $0.event == .stated }) {
      let line = lines[position]
      byRow[line.provenance, default: (line.currency, 0)].amount += line.amount
    }
  }

  /// What the row of a line states in the buyer's currency.
  subscript(row: Provenance) -> (currency: Currency, amount: Int64)? { byRow[row] }

  var isEmpty: Bool { byRow.isEmpty }

  /// A payment as its row states it in the order's currency; as it was settled where the row does
  /// not, or was settled in that currency.
  func line(_ line: SettlementLine, in currency: Currency) -> SettlementLine {
    guard line.component == .gross, line.currency != currency,
      let stated = byRow[line.provenance], stated.currency == currency
    else { return line }
    var line = line
    line.currency = currency
    // Some exports write what was given back without its sign.
    line.amount = line.amount < 0 ? -abs(stated.amount) : abs(stated.amount)
    return line
  }
}

extension MatchContext {
  /// A settlement line of an order, in the order's currency where its row states it.
  func settlementLine(_ position: Int32, of order: Order) -> SettlementLine {
    let line = snapshot.settlementLines[Int(position)]
    if stated.isEmpty { return line }
    return stated.line(line, in: snapshot.orderLines[Int(order.lines[0])].currency)
  }
}
