import Accounting

/// Who remits an order's tax where the order does not say: the channel that kept tax back on it,
/// else the seller.
///
/// An order whose file cannot say the tax has what was kept back, by item price: Etsy's own
/// exports, for one, leave out what Etsy collects and the buyer pays. A tax of nothing is told:
/// where some was kept back all the same, that is a difference (AM-01, TX-01) and stays one.
struct TaxRemitters {
  private struct Key: Hashable {
    let order: Symbol
    let currency: Currency
  }

  /// What channels kept back on sales, positive, by order number.
  private var kept: [Key: Int64] = [:]

  init(_ lines: SettlementLines) {
    for line in lines.amounts where line.component == .withheld && line.event == .sale {
      let item = lines.items[Int(line.item)]
      kept[Key(order: item.orderId, currency: item.currency), default: 0] &-= line.amount
    }
  }

  /// Settles the order lines that say nothing of it.
  func settle(_ orderLines: inout [OrderLine]) {
    var untaxed: [Key: [Int]] = [:]
    for position in orderLines.indices where orderLines[position].taxRemittedBy == .unstated {
      settle(&orderLines[position])
      let line = orderLines[position]
      guard line.taxRemittedBy == .marketplace, line.status != .cancelled else { continue }
      untaxed[key(of: line), default: []].append(position)
    }
    if untaxed.isEmpty { return }
    // Where one line tells its tax, whoever remits it, a blank is none.
    for line in orderLines where line.tellsTax {
      untaxed[key(of: line)] = nil
    }
    for (key, positions) in untaxed { addTax(kept[key] ?? 0, to: positions, of: &orderLines) }
  }

  func settle(_ line: inout OrderLine) {
    guard line.taxRemittedBy == .unstated else { return }
    line.taxRemittedBy = (kept[key(of: line)] ?? 0) != 0 ? .marketplace : .seller
  }

  private func key(of line: OrderLine) -> Key {
    Key(order: line.orderId, currency: line.currency)
  }

  private func addTax(_ tax: Int64, to positions: [Int], of lines: inout [OrderLine]) {
    let isOneOrder = Set(positions.map { lines[$0].channel }).count == 1
    if !isOneOrder || tax <= 0 { return }
    let ordered = positions.sorted { lines[$0].provenance.line < lines[$1].provenance.line }
    let parts = allocate(tax, by: ordered.map { max(0, lines[$0].itemPrice) })
    for (position, part) in zip(ordered, parts) { lines[position].itemTax = part }
  }
}

extension SnapshotReader {
  mutating func settleRemitters() {
    let isUnstated = { (line: OrderLine) in line.taxRemittedBy == .unstated }
    guard snapshot.orderLines.contains(where: isUnstated) else { return }
    let remitters = TaxRemitters(snapshot.settlementLines)
    remitters.settle(&snapshot.orderLines)
    for position in snapshot.orderHistories.indices {
      for version in snapshot.orderHistories[position].versions.indices {
        remitters.settle(&snapshot.orderHistories[position].versions[version].line)
      }
    }
  }
}
