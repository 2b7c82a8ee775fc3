import Accounting
import Foundation
import LedgerStore

/// A ledger in a folder of its own that goes with the test.
final class TemporaryLedger {
  let ledger: Ledger
  private let folder: URL
  private var number = 0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try Ledger(path: folder.appending(path: "ledger.sqlite").path(percentEncoded: false))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Loads batches as one document; returns its id, the rows that were not taken, and those of
  /// earlier documents that they took along.
  @discardableResult
  func load(
    _ batches: [RecordBatch], identity: String, firstOfRun: Int64? = nil, name: String? = nil,
    format: String = "made-up", source: String = "shopify"
  ) throws -> (id: Int64, conflicts: [String], withdrawn: [WithdrawnRow]) {
    number += 1
    let hash = String(repeating: "\(number % 10)", count: 64)
    return try ledger.transaction { transaction in
      var document = LedgerDocument(
        sha256: hash, name: name ?? "file\(number).csv", format: format, formatVersion: 1,
        source: source, identity: identity, outcome: "accepted", batch: "B\(number)",
        byteCount: number, rows: 0, accepted: 0, quarantined: 0, ignored: 0, reason: "")
      document.id = try transaction.beginDocument(document)
      let loader = DocumentLoader(
        transaction, document: document.id, identity: identity,
        firstDocumentOfRun: firstOfRun ?? document.id)
      let conflicts = try batches.flatMap { batch in
        guard batch.kind == .settlementLine else { return try loader.append(batch).map(\.message) }
        try loader.append(SettlementLineBatch(batch))
        return []
      }
      try loader.finish()
      return (document.id, conflicts, loader.withdrawnRows)
    }
  }

  func snapshot() throws -> LedgerSnapshot {
    try ledger.read {
      try $0.snapshot(zone: .utc, arrivalsOn: CalendarDate(dayNumber: 0))
    }
  }
}

extension SettlementLineBatch {
  /// Each record as a line with an item of its own.
  init(_ records: RecordBatch) {
    let names = records.kind.columns.map(\.name)
    let column = { (name: String) in names.firstIndex(of: name) ?? 0 }
    var cells: [RecordCell] = []
    var lines: [Line] = []
    var meanings: [Meaning] = []
    var hashes: [UInt8] = []
    for row in 0..<records.count {
      for item in Self.itemColumns {
        cells.append(records.cells[row * records.width + column(item.name)])
      }
      let number = { UInt8(records.integer(row: row, column: column($0)) ?? 0) }
      meanings.append(
        Meaning(
          event: LineEvent(rawValue: number("event")) ?? .unknown,
          component: LineComponent(rawValue: number("component")) ?? .none, label: []))
      lines.append(
        Line(
          item: Int32(row), line: records.lines[row], meaning: Int32(row),
          amount: records.integer(row: row, column: column("amount")) ?? 0))
      let hash = records.text(row: row, column: column("row_hash"))
      if !hash.isEmpty {
        hashes += Array(String(repeating: hash, count: Self.hashBytes).utf8).prefix(Self.hashBytes)
      }
    }
    self.init(
      cells: cells, arena: records.arena, lines: lines, meanings: meanings, hashes: hashes)
  }
}

extension RecordBatch {
  /// A batch from rows of optional texts and integers, in the kind's column order.
  static func of(_ kind: RecordKind, _ rows: [[String: Any]]) -> RecordBatch {
    var batch = RecordBatch(kind: kind)
    for (index, row) in rows.enumerated() {
      batch.beginRow(line: Int32(index + 2))
      for column in kind.columns {
        switch column.kind {
        case .text: batch.append(row[column.name] as? String ?? "")
        case .integer: batch.append((row[column.name] as? Int).map { Int64($0) })
        }
      }
    }
    return batch
  }
}
