import Accounting
import LedgerStore

extension CloseRun {
  /// What was done about a row that was set aside, named by its id or its `file:line`.
  func quarantineSteps(of reference: String) throws -> [TraceStep] {
    let items = try ledger.read { transaction in
      try transaction.quarantineItem(reference).map { [$0] }
        ?? transaction.quarantineItems().filter {
          "\($0.document.name):\($0.row.provenance.line)" == reference
        }
    }
    return items.flatMap { item in
      let evidence = "\(item.document.name):\(item.row.provenance.line)"
      // Waiting rows are in the snapshot, which tells of them already.
      let isTold = item.state.isWaiting && reference == evidence
      let found = TraceStep(
        date: CalendarDate(dayNumber: 0), what: "set aside: \(item.row.reason): \(item.row.raw)",
        amount: nil, evidence: reference == evidence ? item.row.id : evidence)
      return (isTold ? [] : [found]) + item.events.map(step)
    }
  }

  private func step(_ event: QuarantineEvent) -> TraceStep {
    let changes = event.changes.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
    let words = [changes, event.reason].filter { !$0.isEmpty }
    let action: String =
      switch event.action {
      case .fix: "fixed"
      case .replay: "replayed"
      case .discard: "discarded"
      }
    return TraceStep(
      date: settings.zone.date(of: event.at),
      what: "\(action) by \(event.by)"
        + (words.isEmpty ? "" : ": " + words.joined(separator: "; ")),
      amount: nil, evidence: event.at.description)
  }
}
