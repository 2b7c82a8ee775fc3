import Accounting
import GRDB

extension LedgerTransaction {
  /// Takes back documents that never stood because they did not foot, where a new one, which does,
  /// has all their settlements again.
  ///
  /// `document`: the new one. `first`: the run's first document; what came in one run is for a
  ///   person to choose from.
  /// - Returns: Whether the new one stands now.
  package func takeBackUnfooted(reissuedBy document: Int64, before first: Int64) throws -> Bool {
    let known = """
      SELECT DISTINCT other.document FROM settlement own
        JOIN settlement other ON other.source = own.source
          AND other.settlement_id = own.settlement_id AND other.document <> own.document
        JOIN document d ON d.id = other.document AND d.outcome <> 'rolled_back'
      WHERE own.document = ?1
      """
    let others = try Int64.fetchAll(database, sql: known, arguments: [document])
    let stand =
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM document d WHERE d.id IN (\(known)) AND (d.outcome <> 'held'
            OR d.id >= ?2 OR EXISTS (
              SELECT 1 FROM settlement s WHERE s.document = d.id AND (s.is_restated = 1
                OR s.settlement_id NOT IN
                  (SELECT settlement_id FROM settlement WHERE document = ?1))))
          """, arguments: [document, first]) ?? 0
    guard !others.isEmpty, stand == 0 else { return false }
    for other in others.sorted() {
      try rollBack(document: other, reason: "reissued: its settlements came again, and foot")
    }
    try database.execute(
      sql: "UPDATE settlement SET is_restated = 0 WHERE document = ?", arguments: [document])
    return true
  }
}
