import Accounting

/// A record that the ledger cannot take beside what it has.
package struct RowConflict: Sendable {
  /// The record's position in the batch.
  package var row: Int
  package var code: DiscrepancyCode
  /// A stable word, for example `restated`.
  package var reason: String
  package var message: String

  package init(row: Int, code: DiscrepancyCode, reason: String, message: String) {
    self.row = row
    self.code = code
    self.reason = reason
    self.message = message
  }
}

/// Where an import puts its records, batch by batch, while it reads.
package protocol RecordSink: AnyObject {
  /// Takes a batch of one kind; the rows it returns go to quarantine instead.
  func append(_ batch: RecordBatch) throws -> [RowConflict]

  /// Takes settlement lines; none of them contradicts another record.
  func append(_ lines: SettlementLineBatch) throws
}
