import Accounting
import Importing
import LedgerStore

/// What the ledger as a whole says of files whose settlements may have rows in several of them.
///
/// Whether such a settlement foots is known only when all files are in; where it does not, every
/// file that declares it or has lines of it is held.
struct SharedFooting {
  private struct Key: Hashable {
    let source: String
    let number: String
    let currency: Currency
  }

  private var totals: [Key: ControlTotal] = [:]
  /// By the SHA-256 of a file, the totals that hold it, in order of settlement.
  private var gaps: [String: [ControlTotal]] = [:]

  /// The files that are held for a settlement that they have a part in.
  var heldFiles: Set<String> { Set(gaps.keys) }

  init(_ snapshot: LedgerSnapshot) {
    var documents: [Int32: Set<Int32>] = [:]
    for (position, settlement) in snapshot.settlements.enumerated()
    where settlement.declaredTotal != nil && !settlement.isRestated {
      let key = Key(
        source: snapshot.symbols[settlement.source],
        number: snapshot.symbols[settlement.settlementId], currency: settlement.currency)
      totals[key] = ControlTotal(settlement, number: key.number)
      if case .differs = settlement.footing {
        documents[Int32(position)] = [settlement.provenance.document]
      }
    }
    if documents.isEmpty { return }
    for item in snapshot.settlementLines.items {
      documents[item.settlement]?.insert(item.document)
    }
    for (position, parts) in documents {
      let settlement = snapshot.settlements[Int(position)]
      let total = ControlTotal(
        settlement, number: snapshot.symbols[settlement.settlementId])
      for document in parts {
        gaps[snapshot.documents[Int(document)].sha256, default: []].append(total)
      }
    }
    for file in gaps.keys {
      gaps[file]?.sort { ($0.settlementId, $0.currency) < ($1.settlementId, $1.currency) }
    }
  }

  /// A file's outcome as it stands once all are in.
  func settled(_ outcome: FileOutcome) -> FileOutcome {
    guard outcome.kind == .accepted else { return outcome }
    var outcome = outcome
    for (position, total) in outcome.document.controlTotals.enumerated()
    where total.declared != nil && outcome.document.isShared(total) {
      let key = Key(
        source: outcome.document.source, number: total.settlementId, currency: total.currency)
      if let whole = totals[key] { outcome.document.controlTotals[position] = whole }
    }
    if let gaps = gaps[outcome.sha256] {
      outcome.kind = .held
      outcome.reason = gaps.map(\.gapText).joined(separator: "; ")
    }
    return outcome
  }
}

extension ControlTotal {
  /// What all files together say of a settlement.
  fileprivate init(_ settlement: Settlement, number: String) {
    self.init(
      settlementId: number, currency: settlement.currency, declared: settlement.declaredTotal,
      accepted: settlement.linesTotal, quarantined: settlement.quarantinedTotal,
      quarantinedRows: settlement.quarantinedCount,
      hasUnreadable: settlement.hasUnreadableQuarantine)
  }
}

extension CloseRun {
  /// What became of imported files, by a reading of the ledger where that can tell more than they.
  func settled(_ outcomes: [FileOutcome], in ledger: Ledger) throws -> [FileOutcome] {
    let mayMeet = outcomes.contains {
      $0.document.sharesSettlements && !$0.document.settlementIds.isEmpty
    }
    guard mayMeet, try ledger.read({ try $0.declaresSharedTotals() }) else { return outcomes }
    let snapshot = try ledger.read {
      try $0.snapshot(
        zone: settings.zone, arrivalsOn: CalendarDate(dayNumber: 0),
        systems: settings.systemsOfRecord)
    }
    return outcomes.map(SharedFooting(snapshot).settled)
  }
}
