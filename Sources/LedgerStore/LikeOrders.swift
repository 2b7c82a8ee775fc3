import Accounting
import GRDB

extension SnapshotReader {
  /// Order lines of one customer that are alike in all but their order's number.
  mutating func readLikeOrders(_ database: Database) throws {
    let groups = try Row.fetchAll(
      database,
      sql: """
        SELECT channel, customer_id, sku, ordered_at, quantity, item_price FROM order_line
        WHERE customer_id <> '' GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(DISTINCT order_id) > 1
        """)
    snapshot.likeOrderLines = try groups.map { group in
      try Row.fetchAll(
        database,
        sql: """
          SELECT document, line FROM order_line WHERE channel = ? AND customer_id = ?
            AND sku = ? AND ordered_at = ? AND quantity = ? AND item_price = ?
          """, arguments: StatementArguments(group.databaseValues)
      ).compactMap { row in
        documentPositions[row["document"]].map { Provenance(document: $0, line: row["line"]) }
      }
    }
  }
}
