import Accounting

extension SnapshotReader {
  /// Says who remits an order's tax where the order does not: the channel that withheld tax on it,
  /// else the seller.
  mutating func settleRemitters() {
    let withheld = ordersWithTaxWithheld()
    func settle(_ line: inout OrderLine) {
      guard line.taxRemittedBy == .unstated else { return }
      line.taxRemittedBy = withheld.contains(line.orderId) ? .marketplace : .seller
    }
    for position in snapshot.orderLines.indices { settle(&snapshot.orderLines[position]) }
    for position in snapshot.orderHistories.indices {
      for version in snapshot.orderHistories[position].versions.indices {
        settle(&snapshot.orderHistories[position].versions[version].line)
      }
    }
  }

  private func ordersWithTaxWithheld() -> Set<Symbol> {
    guard snapshot.orderLines.contains(where: { $0.taxRemittedBy == .unstated }) else { return [] }
    let lines = snapshot.settlementLines
    return Set(
      lines.amounts.lazy.filter { $0.component == .withheld && $0.amount != 0 }
        .map { lines.items[Int($0.item)].orderId })
  }
}
