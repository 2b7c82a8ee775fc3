import Accounting
import DelimitedText
import Foundation
import Importing
import LedgerStore

/// Reads archived files again, with what people decided about rows of them.
struct ArchiveReading {
  let books: BooksFolder
  let registry: FormatRegistry
  let zone: BusinessZone
  let transaction: LedgerTransaction

  /// What a second reading made of rows that were set aside.
  struct Reading {
    /// Waited before and are taken now.
    var taken: [QuarantineItem] = []
    /// Waited before and still do, with the reason of now.
    var waiting: [QuarantineItem] = []
    /// Were taken before and are set aside now.
    var new: [QuarantineItem] = []
  }

  /// Puts every record of some documents anew, in the order they first came.
  ///
  /// `replaying`: the rows to be read with their fixes, besides those that were replayed before.
  /// - Throws: `BooksError` when the archive lacks one of them, or holds something else.
  func readAgain(
    _ documents: [LedgerDocument], replaying: Set<String> = []
  ) throws -> Reading {
    var before: [String: QuarantineItem] = [:]
    var plans: [(document: LedgerDocument, amendments: Amendments, restated: [String])] = []
    for document in documents {
      let items = try transaction.quarantineItems(ofDocument: document.id)
      plans.append(
        (
          document, Self.amendments(items, replaying: replaying),
          try transaction.restatedSettlements(ofDocument: document.id)
        ))
      for item in items where item.state.isWaiting {
        before[item.row.id] = item
        // A row that is set aside again comes back from there.
        try transaction.setState(.replayed, of: item.row.id)
      }
      try transaction.clearForReading(document: document.id)
    }
    for plan in plans { try readApart(plan.document, plan.amendments, restated: plan.restated) }
    return try compare(documents, before)
  }

  private func compare(
    _ documents: [LedgerDocument], _ before: [String: QuarantineItem]
  ) throws -> Reading {
    var reading = Reading()
    for document in documents {
      for item in try transaction.quarantineItems(ofDocument: document.id) {
        guard let known = before[item.row.id] else {
          if item.state.isWaiting { reading.new.append(item) }
          continue
        }
        if item.state == .replayed {
          reading.taken.append(item)
        } else {
          try transaction.setState(known.state, of: item.row.id)
          reading.waiting.append(item)
        }
      }
    }
    return reading
  }

  /// Reads a document; one that turns out to be held a second time, so that it shares no row.
  private func readApart(
    _ document: LedgerDocument, _ amendments: Amendments, restated: [String]
  ) throws {
    var part = HeldPart.nothing
    try transaction.attempt {
      part = try read(document, amendments, restated: restated)
      return part == .nothing
    }
    if part != .nothing {
      _ = try read(document, amendments, restated: restated, apart: part)
    }
  }

  /// - Returns: What of it is held.
  private func read(
    _ document: LedgerDocument, _ amendments: Amendments, restated: [String],
    apart: HeldPart = .nothing
  ) throws -> HeldPart {
    // Which of two versions came first was settled long ago: none is marked anew.
    let first = document.identity == "document" ? Int64.max : document.firstOfRun
    let sink = LedgerSink(
      transaction, document: document.id, identity: document.identity, firstDocumentOfRun: first,
      apart: apart)
    defer { sink.loader.releaseConnection() }
    let read = try importer(of: document).importFile(
      try file(of: document), format: document.format, sink: sink,
      amendments: amendments, encoding: document.namedEncoding)
    try sink.loader.finish()
    guard read.sha256 == document.sha256 else {
      throw BooksError(
        .unusable, "the archived \(document.name) is not what was imported; nothing was changed")
    }
    let settled = try transaction.settle(read, sink, document: document.id)
    try transaction.setRestated(restated, ofDocument: document.id)
    var record = document
    try transaction.conclude(&record, settled, restated: restated)
    return read.heldPart(document.identity)
  }

  /// Reads a document by the contract that it was taken with: a later one may read other columns,
  /// or read them otherwise.
  func importer(of document: LedgerDocument) throws -> DocumentImporter {
    let kept =
      document.contract.isEmpty ? nil : try transaction.contract(sha256: document.contract)
    return DocumentImporter(
      registry: try kept.map { try registry.reading(document.format, by: $0) } ?? registry,
      zone: zone)
  }

  /// Where a document lies in the archive.
  func file(of document: LedgerDocument) throws -> InputFile {
    let path = "\(books.archive)/\(document.sha256)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw BooksError(.unusable, "\(path): missing from the archive; nothing was changed")
    }
    return InputFile(path: path, name: document.name)
  }

  /// How a document is read whose rows these are.
  static func amendments(
    _ items: [QuarantineItem], replaying: Set<String> = []
  ) -> Amendments {
    var amendments = Amendments()
    for item in items {
      if item.state == .discarded {
        amendments[item.place] = .discarded(
          Amendments.Discarded(
            settlementId: item.row.settlementId, currency: item.row.currency,
            amount: item.row.amount))
      } else if item.state == .replayed || replaying.contains(item.row.id) {
        amendments[item.place] = .read(item.amendmentChanges)
      }
    }
    return amendments
  }
}

extension QuarantineItem {
  var place: Amendments.Place {
    Amendments.Place(line: Int(row.provenance.line), row: Int(row.rowNumber))
  }

  var amendmentChanges: [Amendments.Change] {
    changes.map { Amendments.Change(column: $0.column, value: $0.value) }
  }
}

extension LedgerTransaction {
  /// Completes what the ledger keeps of a document that was read to its end.
  ///
  /// `restated`: settlements that the ledger knows with other content.
  func conclude(
    _ record: inout LedgerDocument, _ document: ImportedDocument, restated: [String]
  ) throws {
    record.rows = document.rows
    record.accepted = document.accepted
    record.quarantined = document.quarantined
    record.ignored = document.ignored
    let isHeld = document.isHeldForGood || !restated.isEmpty
    record.outcome = isHeld ? "held" : "accepted"
    let isTwice = !restated.isEmpty && record.reason.contains("came twice in one run")
    if !isTwice { record.reason = document.holdReason(restated: restated) }
    for total in document.controlTotals
    where total.settlementId.isEmpty && !total.foots {
      try holdUnnamed(total.currency, declared: total.declared, of: record)
    }
    try finish(record)
  }
}

extension ImportedDocument {
  /// What of it is held whatever other documents bring, but for single settlements.
  ///
  /// `identity`: how its records are known.
  func heldPart(_ identity: String) -> HeldPart {
    switch identity {
    case "key": return isHeldForGood ? .whole : .nothing
    case "row" where !statementFoots: return .whole
    case "row": return heldCurrencies.isEmpty ? .nothing : .currencies(heldCurrencies)
    default: return .nothing
    }
  }

  /// Why a document is held; empty when it is not.
  fileprivate func holdReason(restated: [String]) -> String {
    if !restated.isEmpty {
      return "settlement \(restated.sorted().joined(separator: ", ")) is known with other content"
    }
    if !disproof.isEmpty { return disproof }
    let leads = !warnings.contains { $0.code == "statement_does_not_foot" }
    if !statementFoots && leads {
      return warnings.first { $0.code == "summary_differs" }?.message
        ?? "the statement's own summary of its entries differs from them"
    }
    if !statementFoots { return "opening balance and entries do not lead to the closing" }
    return controlTotals.filter { !$0.foots && !isShared($0) }.map(\.gapText)
      .joined(separator: "; ")
  }
}

extension ControlTotal {
  /// What is wrong with a total that does not foot.
  var gapText: String {
    let gap = decimalText(difference ?? 0, digits: currency.minorDigits)
    let name = settlementId.isEmpty ? "the file" : "settlement \(settlementId)"
    return "\(name) differs from its declared total by \(gap) \(currency.code)"
  }
}

extension LedgerDocument {
  /// What the file is in, where somebody said it.
  var namedEncoding: TextEncoding? { TextEncoding(rawValue: encoding) }
}
