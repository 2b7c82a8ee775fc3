import Accounting
import LedgerStore

extension CloseRun {
  /// Every exception, the most severe and then the largest first.
  package func exceptions() throws -> [ExceptionRecord] {
    try ledger.read { try $0.exceptions() }.sorted {
      ($0.severity.rawValue, -Int64($0.discrepancy.cashImpact.magnitude), $0.id)
        < ($1.severity.rawValue, -Int64($1.discrepancy.cashImpact.magnitude), $1.id)
    }
  }

  package func exception(_ id: String) throws -> ExceptionRecord? {
    try ledger.read { try $0.exceptions() }.first { $0.id == id }
  }

}
