import Accounting
import GRDB

extension LedgerTransaction {
  /// The order line of every settlement item that has one, in place of those of the run before.
  ///
  /// `handMade`: keys of the order numbers that a person matched, `source|number`.
  package func replaceLineMatches(
    _ snapshot: LedgerSnapshot, _ matches: MatchResult, handMade: Set<String>
  ) throws {
    try database.execute(sql: "DELETE FROM line_match")
    // As the snapshot was read: documents by their number, none that was taken back.
    let documents = try Int64.fetchAll(
      database, sql: "SELECT id FROM document WHERE outcome <> 'rolled_back' ORDER BY id")
    guard documents.count == snapshot.documents.count else { return }
    let lines = snapshot.settlementLines
    let runs = lines.runs.filter { matches.orderOfSettlementLine[$0.lines.lowerBound] >= 0 }
    let insert = try RowInsert(
      database.sqliteConnection, into: "line_match",
      columns: [
        "document", "first_line", "last_line", "order_document", "order_line", "is_whole_order",
        "is_by_hand",
      ])
    try insert.insert(count: runs.count) { row, statement, first in
      let (item, range) = (lines.items[Int(runs[row].item)], runs[row].lines)
      let named = matches.orderLineOfSettlementLine[range.lowerBound]
      let order = matches.orders[Int(matches.orderOfSettlementLine[range.lowerBound])]
      let own = snapshot.orderLines[Int(named < 0 ? order.lines[0] : named)].provenance
      let isByHand =
        !handMade.isEmpty && snapshot.matchKeys(of: item).contains { handMade.contains($0) }
      statement.bind(documents[Int(item.document)], to: first)
      statement.bind(Int64(lines.amounts[range.lowerBound].line), to: first + 1)
      statement.bind(Int64(lines.amounts[range.upperBound - 1].line), to: first + 2)
      statement.bind(documents[Int(own.document)], to: first + 3)
      statement.bind(Int64(own.line), to: first + 4)
      statement.bind(named < 0 ? 1 : 0, to: first + 5)
      statement.bind(isByHand ? 1 : 0, to: first + 6)
    }
  }
}

extension LedgerSnapshot {
  /// What a match may name an item by: its order's number, and its own reference.
  fileprivate func matchKeys(of item: SettlementItem) -> [String] {
    [item.orderId, item.reference].filter { !$0.isNone }
      .map { "\(symbols[item.source])|\(symbols[$0])" }
  }
}
