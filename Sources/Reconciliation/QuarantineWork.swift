import Accounting
import Importing
import LedgerStore

/// A row that was set aside, and what became of it.
package struct SetAsideRow: Sendable {
  package struct Step: Sendable {
    package var action: String
    package var by: String
    package var at: Instant
    package var reason: String
    package var changes: [(column: String, value: String)]
  }

  package var row: QuarantinedRow
  package var file: String
  package var batch: String
  package var format: String
  /// `open`, `fixed`, `replayed` or `discarded`.
  package var state: String
  /// Still set aside, and so in every report.
  package var isWaiting: Bool
  /// The values that fixes put in place of the row's own.
  package var changes: [(column: String, value: String)]
  /// Oldest first.
  package var history: [Step]
  /// The row by column as the file has it, where that was asked for.
  package var cells: [WatchedCell] = []

  init(_ item: QuarantineItem) {
    row = item.row
    file = item.document.name
    batch = item.document.batch
    format = item.document.format
    state = item.state.rawValue
    isWaiting = item.state.isWaiting
    changes = item.changes
    history = item.events.map {
      Step(
        action: $0.action.rawValue, by: $0.by, at: $0.at, reason: $0.reason, changes: $0.changes)
    }
  }
}

/// Who does something, and when.
package struct Hand: Sendable {
  package var by: String
  package var at: Instant

  package init(by: String, at: Instant) {
    self.by = by
    self.at = at
  }
}

/// What a replay came to.
package struct ReplayOutcome: Sendable {
  /// In the ledger now.
  package var taken: [SetAsideRow] = []
  /// Asked for, and still set aside.
  package var waiting: [SetAsideRow] = []
  /// Files of the rows that are held all the same, and why.
  package var held: [(file: String, reason: String)] = []
}

extension CloseRun {
  /// Every row that was set aside, by file and line; those no longer waiting too.
  package func setAsideRows() throws -> [SetAsideRow] {
    try ledger.read { try $0.quarantineItems().map(SetAsideRow.init) }
  }

  /// One row whole, with its columns as the archived file has them.
  ///
  /// - Throws: `BooksError` when there is none of that id.
  package func setAsideRow(_ id: String) throws -> SetAsideRow {
    try ledger.read { transaction in
      let item = try self.item(id, transaction)
      var row = SetAsideRow(item)
      row.cells = try attempt(item, changes: [], transaction).watchedCells
      if registry.contract(named: item.document.format)?.columns.isEmpty ?? false {
        // Of the paths that an element may have, most lead to nothing.
        row.cells.removeAll { $0.value.isEmpty && $0.column != item.row.column }
      }
      return row
    }
  }

  /// Changes columns of a row; the file keeps its bytes, the ledger waits for a replay.
  ///
  /// The row is read at once by its contract. One that was replayed waits again.
  ///
  /// - Throws: `BooksError` when it cannot be taken like this either; nothing is changed then.
  package func fix(
    _ id: String, changes: [(column: String, value: String)], reason: String, _ hand: Hand
  ) throws -> SetAsideRow {
    try ledger.transaction { transaction in
      let item = try item(id, transaction)
      guard item.state != .discarded else {
        throw BooksError(.unusable, "\(id): is discarded already; nothing was changed")
      }
      let event = QuarantineEvent(
        action: .fix, by: hand.by, at: hand.at, reason: reason, changes: changes)
      var fixed = item
      fixed.events.append(event)
      let trial = try attempt(item, changes: fixed.amendmentChanges, transaction)
      if let row = trial.quarantinedRows.first(where: { $0.id == id }) {
        let column = row.column.isEmpty ? "" : "column \(row.column): "
        throw BooksError(
          .unusable, "\(id): cannot be taken like this: \(column)\(row.reason); nothing was changed"
        )
      }
      try transaction.record(event, of: item, state: .fixed)
      if item.state == .replayed { try takeOut(item, transaction) }
      var result = SetAsideRow(try self.item(id, transaction))
      result.cells = trial.watchedCells
      return result
    }
  }

  /// Documents that are held, or have settlements that are.
  private func held(
    _ documents: Set<Int64>, _ transaction: LedgerTransaction
  ) throws -> [(file: String, reason: String)] {
    if documents.isEmpty { return [] }
    let snapshot = try transaction.snapshot(
      zone: settings.zone, arrivalsOn: CalendarDate(dayNumber: 0),
      systems: settings.systemsOfRecord)
    let settlements = Dictionary(grouping: snapshot.settlements.filter(\.isHeld)) {
      snapshot.documents[Int($0.provenance.document)].sha256
    }
    return try documents.sorted().compactMap { id in
      guard let document = try transaction.document(id: id) else { return nil }
      let ofDocument = settlements[document.sha256] ?? []
      guard document.outcome == "held" || !ofDocument.isEmpty else { return nil }
      let numbers = ofDocument.map { snapshot.symbols[$0.settlementId] }.sorted()
      return (
        document.name,
        document.reason.isEmpty
          ? "settlement \(numbers.joined(separator: ", ")) does not come to its total"
          : document.reason
      )
    }
  }

  /// Sets a row aside again that was replayed.
  private func takeOut(_ item: QuarantineItem, _ transaction: LedgerTransaction) throws {
    try markReports(touchedBy: item.document, transaction)
    let documents = try self.documents(of: [item], transaction)
    let reading = try archiveReading(transaction).readAgain(documents)
    try refuse(reading.new)
    try markReports(touchedBy: item.document, transaction)
  }

  private func refuse(_ new: [QuarantineItem]) throws {
    guard let row = new.first else { return }
    throw BooksError(
      .unusable,
      "\(row.document.name):\(row.row.provenance.line) would be set aside: \(row.row.reason); "
        + "nothing was changed")
  }

  /// Reads the files of rows again, with the fixes; all fixed rows without an id.
  ///
  /// - Throws: `BooksError` when a row would be set aside that was taken before; nothing is
  ///   changed then.
  package func replay(_ ids: [String], _ hand: Hand) throws -> ReplayOutcome {
    try ledger.transaction { transaction in
      let items =
        try ids.isEmpty
        ? transaction.quarantineItems().filter { $0.state == .fixed }
        : ids.map { try waitingItem($0, transaction) }
      let documents = try self.documents(of: items, transaction)
      for item in items { try markReports(touchedBy: item.document, transaction) }
      let reading = try archiveReading(transaction)
        .readAgain(documents, replaying: Set(items.map(\.row.id)))
      try refuse(reading.new)
      var outcome = ReplayOutcome()
      for item in reading.taken {
        let event = QuarantineEvent(action: .replay, by: hand.by, at: hand.at)
        try transaction.record(event, of: item, state: .replayed)
        outcome.taken.append(SetAsideRow(try self.item(item.row.id, transaction)))
      }
      for item in reading.waiting where items.contains(where: { $0.row.id == item.row.id }) {
        outcome.waiting.append(SetAsideRow(try self.item(item.row.id, transaction)))
      }
      for item in items { try markReports(touchedBy: item.document, transaction) }
      outcome.held = try held(Set(items.map(\.document.id)), transaction)
      return outcome
    }
  }

  /// Puts rows off the list for good, with a reason; what they were part of stays short of them.
  ///
  /// - Throws: `BooksError` when one of them does not wait; nothing is changed then.
  package func discard(
    _ ids: [String], reason: String, _ hand: Hand
  ) throws -> [SetAsideRow] {
    try ledger.transaction { transaction in
      try ids.map { id in
        let item = try waitingItem(id, transaction)
        let event = QuarantineEvent(action: .discard, by: hand.by, at: hand.at, reason: reason)
        try transaction.record(event, of: item, state: .discarded)
        var document = item.document
        document.quarantined -= 1
        document.ignored += 1
        try transaction.finish(document)
        try markReports(touchedBy: document, transaction)
        return SetAsideRow(try self.item(id, transaction))
      }
    }
  }

  func archiveReading(_ transaction: LedgerTransaction) -> ArchiveReading {
    ArchiveReading(
      books: books, registry: registry, zone: settings.zone, transaction: transaction)
  }

  private func item(_ id: String, _ transaction: LedgerTransaction) throws -> QuarantineItem {
    guard let item = try transaction.quarantineItem(id) else {
      throw BooksError(.unusable, "\(id): no such row; see 'quarantine list --all'")
    }
    return item
  }

  private func waitingItem(
    _ id: String, _ transaction: LedgerTransaction
  ) throws -> QuarantineItem {
    let item = try item(id, transaction)
    guard item.state.isWaiting else {
      throw BooksError(.unusable, "\(id): is \(item.state.rawValue) already; nothing was changed")
    }
    return item
  }

  /// Reads a row's file with some changes of it, and keeps nothing.
  private func attempt(
    _ item: QuarantineItem, changes: [Amendments.Change], _ transaction: LedgerTransaction
  ) throws -> ImportedDocument {
    let reading = archiveReading(transaction)
    var amendments = ArchiveReading.amendments(
      try transaction.quarantineItems(ofDocument: item.document.id))
    if item.state != .discarded || changes.isEmpty { amendments[item.place] = .read(changes) }
    amendments.watched = item.place
    do {
      return try reading.importer(of: item.document).importFile(
        try reading.file(of: item.document), format: item.document.format, sink: NowhereSink(),
        amendments: amendments, encoding: item.document.namedEncoding)
    } catch let refusal as ImportRefusal {
      throw BooksError(.unusable, "\(item.row.id): \(refusal.message); nothing was changed")
    }
  }

  /// The documents to read again for some rows: their own and, where records are counted once
  /// over several files, all that may overlap with them.
  private func documents(
    of items: [QuarantineItem], _ transaction: LedgerTransaction
  ) throws -> [LedgerDocument] {
    let own = Set(items.map(\.document.id))
    let shared = Set(
      items.map(\.document).filter { $0.identity != "document" }.map(\.overlapGroup))
    return try transaction.documents().filter {
      own.contains($0.id) || shared.contains($0.overlapGroup)
    }
  }
}

extension LedgerDocument {
  fileprivate var overlapGroup: [String] { [identity, source] }
}

/// Takes records and keeps none.
final class NowhereSink: RecordSink {
  func append(_ batch: RecordBatch) -> [RowConflict] { [] }
  func append(_ lines: SettlementLineBatch) {}
}
