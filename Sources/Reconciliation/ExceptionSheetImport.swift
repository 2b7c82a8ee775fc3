import Accounting
import DelimitedText
import Foundation
import LedgerStore

/// What bringing a sheet back came to.
package struct SheetOutcome: Sendable {
  package struct Refusal: Sendable {
    package var line: Int
    package var id: String
    package var reason: String
  }

  /// As they are now, in the order of the rows.
  package var changed: [ExceptionRecord] = []
  package var unchanged = 0
  /// While there is one, nothing is changed.
  package var refused: [Refusal] = []
}

extension CloseRun {
  /// The exceptions that a filter lets through as a sheet to work on.
  package func exportSheet(_ filter: ExceptionFilter) throws -> [UInt8] {
    let day = try queueDay()
    let events = try ledger.read { try $0.exceptionEvents() }
    return ExceptionSheet.csv(
      try exceptions(filter), stood: Self.counts(events), on: day,
      functional: settings.functionalCurrency)
  }

  /// Does what people filled in, all of it or nothing.
  ///
  /// `isDryRun`: only says what would be done.
  /// - Throws: `BooksError` when the file is not such a sheet.
  package func importSheet(
    _ path: String, _ hand: Hand, encoding: TextEncoding? = nil, isDryRun: Bool
  ) throws -> SheetOutcome {
    let table = try sheet(path, encoding)
    return try ledger.transaction { transaction in
      let desk = try desk(transaction, hand)
      let known = try transaction.exceptions()
      var rows = SheetImport(
        desk: desk, known: known, events: try transaction.exceptionEvents(),
        writeOffs: try transaction.standingWriteOffs())
      for row in table.rows { rows.take(row) }
      var outcome = rows.outcome
      if !outcome.refused.isEmpty { outcome.changed = [] }
      if isDryRun || !outcome.refused.isEmpty { return outcome }
      for event in rows.events { try transaction.record(event) }
      try finish(outcome.changed, known, transaction, on: desk.asOf)
      return outcome
    }
  }

  private func sheet(_ path: String, _ encoding: TextEncoding?) throws -> DelimitedTable {
    guard let file = FileManager.default.contents(atPath: path) else {
      throw BooksError(.unusable, "\(path): cannot be read")
    }
    do {
      let table = try DelimitedTable(Array(file), keyColumn: "exception_id", encoding: encoding)
      for column in ["version", "state"] where !table.columns.contains(column) {
        throw BooksError(
          .unusable, "\(path): no column \(column); 'exceptions export' writes the columns it takes"
        )
      }
      return table
    } catch let error as BooksError {
      throw error
    } catch {
      throw BooksError(.unusable, "\(path): \(error)")
    }
  }

  static func counts(_ events: [ExceptionEvent]) -> [String: Int] {
    Dictionary(events.map { ($0.exceptionId, 1) }, uniquingKeysWith: +)
  }
}

/// Takes a sheet row by row: what each asks for, and whether that may be.
struct SheetImport {
  private let desk: ExceptionDesk
  private let known: [String: ExceptionRecord]
  private let stood: [String: Int]
  private let writeOffs: [WriteOff]
  private var lines: [String: Int] = [:]
  private(set) var events: [ExceptionEvent] = []
  private(set) var outcome = SheetOutcome()

  init(
    desk: ExceptionDesk, known: [ExceptionRecord], events: [ExceptionEvent],
    writeOffs: [WriteOff]
  ) {
    self.desk = desk
    self.known = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
    self.writeOffs = writeOffs
    stood = CloseRun.counts(events)
  }

  mutating func take(_ row: DelimitedTable.Row) {
    let id = row["exception_id"]
    do {
      let record = try record(id, row)
      var wanted = SheetCells(row)
      wanted.waitingUntil = try SheetDay.iso(wanted.waitingUntil, known: record.waitsUntil)
      let marks = row["version"].split(separator: "-", omittingEmptySubsequences: false)
      if marks.count == 3 && marks[2] == wanted.mark || wanted == SheetCells(record) {
        outcome.unchanged += 1
        return
      }
      let version = ExceptionSheet.version(record, stood: stood[id, default: 0])
      if marks.dropLast().joined(separator: "-") != version {
        wanted = try Self.caughtUp(wanted, record)
      }
      try take(wanted, record)
    } catch {
      outcome.refused.append(
        SheetOutcome.Refusal(line: row.line, id: id, reason: Self.reason(error, id)))
    }
  }

  /// What a row of an older sheet asks for: what the sheet brought about before is no conflict, and
  /// a note takes nothing back.
  private static func caughtUp(_ wanted: SheetCells, _ record: ExceptionRecord) throws -> SheetCells
  {
    var wanted = wanted
    let now = SheetCells(record)
    if wanted.state == ExceptionState.open.rawValue && record.state == .assigned {
      wanted.state = now.state
    }
    var other = wanted
    other.note = now.note
    guard other == now else {
      throw SheetConflict(
        "changed since the export: it is \(record.state.rawValue) of \(record.owner) now")
    }
    return wanted
  }

  private mutating func record(
    _ id: String, _ row: DelimitedTable.Row
  ) throws -> ExceptionRecord {
    guard let record = known[id] else { throw SheetConflict("no such exception") }
    if let first = lines.updateValue(row.line, forKey: id) {
      throw SheetConflict("stands on line \(first) too")
    }
    return record
  }

  /// Applies what a row asks for one by one, so that each is checked where the one before led.
  private mutating func take(_ wanted: SheetCells, _ before: ExceptionRecord) throws {
    var record = before
    var made: [ExceptionEvent] = []
    for change in try SheetChanges(wanted, before).all {
      let event = try desk.event(change, record, writtenOff: writeOffs)
      record.apply(event)
      made.append(event)
    }
    if made.isEmpty {
      outcome.unchanged += 1
    } else {
      events += made
      outcome.changed.append(record)
    }
  }

  private static func reason(_ error: any Error, _ id: String) -> String {
    var text = "\(error)"
    if text.hasPrefix("\(id): ") { text.removeFirst(id.count + 2) }
    return text.replacing("; nothing was changed", with: "")
  }
}

/// Why a row of a sheet cannot be taken.
struct SheetConflict: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension SheetCells {
  init(_ row: DelimitedTable.Row) {
    self.init()
    (state, reason) = Self.state(row["state"], reason: row["reason"])
    owner = row["owner"]
    note = row["note"]
    waitingUntil = row["waiting_until"]
  }

  /// `Resolved (matched)` is the state `resolved` for the reason `matched`.
  private static func state(_ text: String, reason: String) -> (String, String) {
    let parts = text.split(separator: "(", maxSplits: 1)
    let state = (parts.first.map(String.init) ?? "").trimmed.lowercased()
      .replacing(" ", with: "_").replacing("-", with: "_")
    let inside = parts.count == 2 ? parts[1].prefix { $0 != ")" } : ""
    let words = reason.isEmpty ? String(inside).trimmed : reason
    return (state, ResolutionReason.reading(words).map { $0.reason.with(note: $0.note) } ?? words)
  }
}

/// What a row asks for: the difference between its cells and the exception.
private struct SheetChanges {
  private(set) var all: [ExceptionChange] = []

  init(_ wanted: SheetCells, _ record: ExceptionRecord) throws {
    let now = SheetCells(record)
    let hasNewNote = wanted.note != now.note && !wanted.note.isEmpty
    if hasNewNote { all.append(.comment(wanted.note)) }
    let isNewOwner = wanted.owner != now.owner && !wanted.owner.isEmpty
    let state = wanted.state.isEmpty ? now.state : wanted.state
    guard let next = ExceptionState(rawValue: state) else {
      throw SheetConflict(
        "\(state) is no state; the states are "
          + ExceptionState.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if wanted.reason != now.reason && next != .resolved {
      throw SheetConflict("a reason is given, and the state is not resolved")
    }
    let hasNewDay = wanted.waitingUntil != now.waitingUntil && !wanted.waitingUntil.isEmpty
    if hasNewDay && next != .waitingExternal {
      throw SheetConflict("waiting_until is given, and the state is not waiting_external")
    }
    var current = record.state
    if !record.isOpen && next.isOpen {
      all.append(.reopen(cause: hasNewNote ? wanted.note : wanted.reason))
      current = record.assignee.isEmpty ? .open : .assigned
    }
    if isNewOwner {
      all.append(.assign(to: wanted.owner))
      if current != .waitingExternal { current = .assigned }
    }
    if next == .open && current == .assigned && (isNewOwner || !record.isOpen) { return }
    try add(next, from: current, wanted, record, note: hasNewNote ? wanted.note : "")
  }

  private mutating func add(
    _ next: ExceptionState, from current: ExceptionState, _ wanted: SheetCells,
    _ record: ExceptionRecord, note: String
  ) throws {
    if next == .waitingExternal { return try addWait(from: current, wanted, record) }
    if next == current {
      if wanted.reason != record.reason.trimmed {
        throw SheetConflict("is \(current.rawValue): reopen it to give another reason")
      }
      return
    }
    switch next {
    case .assigned: all.append(.assign(to: wanted.owner.isEmpty ? record.owner : wanted.owner))
    case .inReview: all.append(.review)
    case .resolved: all.append(.resolve(reason: wanted.reason.isEmpty ? note : wanted.reason))
    case .closed: all.append(.close)
    case .open, .waitingExternal:
      throw SheetConflict("is \(current.rawValue) and cannot become open again")
    case .void:
      throw SheetConflict("only taking its data back makes an exception void: see 'rollback'")
    }
  }

  private mutating func addWait(
    from current: ExceptionState, _ wanted: SheetCells, _ record: ExceptionRecord
  ) throws {
    let text = wanted.waitingUntil
    if current == .waitingExternal && (text.isEmpty || text == record.waitsUntil?.description) {
      return
    }
    guard let day = text.isEmpty ? record.due : CalendarDate(iso8601: text) else {
      throw SheetConflict("waiting_external takes a day YYYY-MM-DD in waiting_until")
    }
    all.append(.wait(until: day))
  }
}
