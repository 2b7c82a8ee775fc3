import Accounting
import GRDB

extension LedgerTransaction {
  /// The document that already says everything a new one says of its settlements, whatever its
  /// name, its bytes and its layout; `nil` when there is none.
  ///
  /// `settlements`: those that the ledger knows from elsewhere; `count`: how many the new one has.
  package func documentRepeated(
    by document: Int64, settlements: [String], count: Int
  ) throws -> LedgerDocument? {
    guard !settlements.isEmpty, Set(settlements).count == count else { return nil }
    let candidates = try Int64.fetchAll(
      database,
      sql: """
        SELECT DISTINCT other.document FROM settlement own
          JOIN settlement other ON other.source = own.source
            AND other.settlement_id = own.settlement_id AND other.document <> own.document
          JOIN document d ON d.id = other.document AND d.outcome <> 'rolled_back'
        WHERE own.document = ? ORDER BY d.name, d.id
        """, arguments: [document])
    for candidate in candidates where try saySame(document, candidate) {
      return try self.document(id: candidate)
    }
    return nil
  }

  private func saySame(_ left: Int64, _ right: Int64) throws -> Bool {
    try Self.contents.allSatisfy { sql in
      let differs = """
        SELECT EXISTS (SELECT * FROM (\(sql)) EXCEPT SELECT * FROM (\(sql)))
        """
      return try [[left, right], [right, left]].allSatisfy { pair in
        try Bool.fetchOne(database, sql: differs, arguments: StatementArguments(pair)) == false
      }
    }
  }

  /// What a document says, as rows that another layout of the same has too.
  private static let contents = [
    "SELECT source, settlement_id, currency, declared_total FROM settlement WHERE document = ?",
    """
    SELECT item.source, item.settlement, item.order_id, item.sku, item.currency,
      item.posted_at / 86400, meaning.event, meaning.component, line.amount, count(*)
    FROM settlement_line line JOIN settlement_item item ON item.id = line.item
      JOIN line_meaning meaning ON meaning.id = line.meaning
    WHERE item.document = ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    """,
    """
    SELECT settlement_id, currency, amount, count(*) FROM quarantined_row WHERE document = ?
    GROUP BY 1, 2, 3
    """,
  ]
}
