import Accounting
import GRDB

/// What of a document is held whatever other documents bring.
///
/// It shares no row with them: what does not count can be nothing that another file repeats, nor
/// can it repeat what counts. Records with keys have no settlement that could be held, and none of
/// them is kept.
package enum HeldPart: Equatable, Sendable {
  case nothing, whole
  /// Its lines in some currencies, whose total does not foot.
  case currencies(Set<Currency>)

  func holds(_ currency: Currency?) -> Bool {
    switch self {
    case .nothing: false
    case .whole: true
    case .currencies(let held): currency.map(held.contains) ?? false
    }
  }
}

extension SettlementLineBatch {
  /// The lines that a part has, and the others.
  func parted(by part: HeldPart) -> (held: SettlementLineBatch, others: SettlementLineBatch) {
    let column = Self.itemColumns.firstIndex { $0.name == "currency" } ?? 0
    let isHeld = lines.indices.map {
      part.holds(Currency(code: text(line: $0, column: column)))
    }
    return (
      selecting(lines.indices.filter { isHeld[$0] }),
      selecting(lines.indices.filter { !isHeld[$0] })
    )
  }
}

extension LedgerTransaction {
  /// Makes the rows of a document's held part known to no other document.
  func setApart(_ part: HeldPart, document: Int64) throws {
    let items = "SELECT id FROM settlement_item WHERE document = ?"
    switch part {
    case .nothing: return
    case .whole:
      for kind in [RecordKind.statementLine, .deferral] {
        try database.execute(
          sql: "UPDATE \(kind.table) SET row_hash = '' WHERE document = ?", arguments: [document])
      }
      try database.execute(
        sql: "UPDATE settlement_line SET row_hash = '' WHERE item IN (\(items))",
        arguments: [document])
    case .currencies(let currencies):
      for currency in currencies.sorted() {
        try database.execute(
          sql: """
            UPDATE settlement_line SET row_hash = '' WHERE item IN (\(items) AND currency = ?)
            """, arguments: [document, try textId(currency.code)])
      }
    }
  }

  /// Runs `body`, and takes back what it wrote unless it says that this may stay.
  package func attempt(_ body: () throws -> Bool) throws {
    try database.inSavepoint { try body() ? .commit : .rollback }
  }
}
