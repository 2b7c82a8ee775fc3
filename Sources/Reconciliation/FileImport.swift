import Accounting
import DelimitedText
import Hashing
import Importing
import LedgerStore

/// What became of one file that was offered.
package struct FileOutcome: Sendable {
  package enum Kind: String, Sendable { case accepted, held, duplicate, refused, waiting }
  package var file: String
  package var kind: Kind
  package var sha256 = ""
  package var format = ""
  package var batch = ""
  /// The SHA-256 of the compressed file that it came in; blank for one that came as it is.
  package var delivery = ""
  package var reason = ""
  package var document = ImportedDocument()

  package init(file: String, kind: Kind) {
    self.file = file
    self.kind = kind
  }

  /// Not everything offered was accepted: what exit code 1 tells.
  package var needsAttention: Bool {
    switch kind {
    case .accepted: document.quarantined > 0
    case .duplicate: false
    case .held, .refused, .waiting: true
    }
  }

  /// Something is set aside, held or refused, which the queue has to show.
  var isNews: Bool { needsAttention && kind != .waiting }
}

/// Brings files into the ledger, one transaction a file.
struct FileImport {
  let ledger: Ledger
  let importer: DocumentImporter
  let registry: FormatRegistry
  let archive: Archive
  /// Documents from this number on came in this run.
  let firstDocumentOfRun: Int64
  /// The ledger is a copy, and nothing else may change.
  let isDryRun: Bool
  /// What the files are in, where somebody said it.
  private let encoding: TextEncoding?

  init(
    ledger: Ledger, importer: DocumentImporter, registry: FormatRegistry, archive: Archive,
    firstDocumentOfRun: Int64, isDryRun: Bool, encoding: TextEncoding? = nil
  ) {
    self.ledger = ledger
    self.importer = importer
    self.registry = registry
    self.archive = archive
    self.firstDocumentOfRun = firstDocumentOfRun
    self.isDryRun = isDryRun
    self.encoding = encoding
  }

  private struct Repeated: Error {
    let sha256: String
    let firstName: String
    var isInOtherBytes = false
  }

  /// The file is another version of settlements whose rows files may share.
  private struct Versioned: Error { let version: OtherVersion }

  /// Some of the file is held, whatever other files bring.
  private struct Held: Error { let part: HeldPart }

  /// Imports one file; whatever happens to it is in the outcome.
  ///
  /// - Throws: only when the ledger itself cannot go on.
  func run(
    _ file: InputFile, of delivery: Delivery? = nil, format: String?
  ) throws -> FileOutcome {
    var outcome = try outcome(of: file, delivery, format: format)
    outcome.delivery = delivery?.sha256 ?? ""
    return outcome
  }

  private func outcome(
    of file: InputFile, _ delivery: Delivery?, format: String?
  ) throws -> FileOutcome {
    do {
      return try loadedApart(file, delivery, format: format)
    } catch let repeated as Repeated {
      let received = delivery ?? Delivery(path: file.path, sha256: repeated.sha256)
      // Another file of the same delivery is no leftover of it.
      let isOwn = delivery == nil || repeated.firstName == file.name
      if isOwn, archive.isLeftover(received.path, sha256: received.sha256) {
        return try resumed(file, repeated)
      }
      return try duplicate(file, repeated)
    } catch let refusal as ImportRefusal {
      return try refuse(file, refusal)
    }
  }

  /// Loads a file; one that turns out to be held a second time, so that it shares no row.
  private func loadedApart(
    _ file: InputFile, _ delivery: Delivery?, format: String?
  ) throws -> FileOutcome {
    do {
      return try loaded(file, delivery, format: format)
    } catch let held as Held {
      return try loaded(file, delivery, format: format, apart: held.part)
    }
  }

  /// Loads a file; one that turns out to be another version of known settlements a second time, as
  /// the document that it is.
  private func loaded(
    _ file: InputFile, _ delivery: Delivery?, format: String?, apart: HeldPart = .nothing
  ) throws -> FileOutcome {
    do {
      return try ledger.transaction {
        try load(file, delivery, format: format, apart: apart, into: $0)
      }
    } catch let found as Versioned {
      return try ledger.transaction { transaction in
        guard case .replaces(let others) = found.version else {
          return try load(file, delivery, format: format, asDocument: true, into: transaction)
        }
        for other in others {
          try transaction.rollBack(
            document: other, reason: "reissued: its settlements came again, and foot")
        }
        return try load(file, delivery, format: format, apart: apart, into: transaction)
      }
    }
  }

  /// What the ledger says of a file once all of the run are in: a later one may contradict it.
  func settled(_ outcome: FileOutcome) throws -> FileOutcome {
    guard outcome.kind == .accepted || outcome.kind == .held,
      let document = try ledger.read({ try $0.document(batch: outcome.batch) })
    else { return outcome }
    var outcome = outcome
    outcome.kind = document.outcome == "held" ? .held : .accepted
    outcome.reason = document.reason
    outcome.document.accepted = document.accepted
    if document.quarantined != outcome.document.quarantined {
      outcome.document.quarantined = document.quarantined
      outcome.document.quarantinedRows = try ledger.read {
        try $0.quarantineItems(ofDocument: document.id).filter(\.state.isWaiting).map(\.row)
      }
    }
    return outcome
  }

  /// What a run that was cut short already made of the file.
  private func resumed(_ file: InputFile, _ repeated: Repeated) throws -> FileOutcome {
    var outcome = FileOutcome(file: repeated.firstName, kind: .accepted)
    outcome.sha256 = repeated.sha256
    guard let document = try ledger.read({ try $0.document(sha256: repeated.sha256) }) else {
      return outcome
    }
    outcome.format = document.format
    outcome.batch = document.batch
    outcome.document.rows = document.rows
    outcome.document.ignored = document.ignored
    return try settled(outcome)
  }

  private func duplicate(_ file: InputFile, _ repeated: Repeated) throws -> FileOutcome {
    if !isDryRun {
      try archive.keep(file.path, sha256: repeated.sha256)
      try ledger.transaction {
        try $0.recordDuplicate(
          sha256: repeated.sha256, name: file.name, firstName: repeated.firstName)
      }
    }
    var outcome = FileOutcome(file: file.name, kind: .duplicate)
    outcome.sha256 = repeated.sha256
    outcome.batch = try ledger.read { try $0.document(sha256: repeated.sha256)?.batch ?? "" }
    outcome.reason =
      repeated.isInOtherBytes
      ? "the same settlement as \(repeated.firstName), in other bytes"
      : "identical to \(repeated.firstName)"
    return outcome
  }

  func refuse(_ file: InputFile, _ refusal: ImportRefusal) throws -> FileOutcome {
    var outcome = FileOutcome(file: file.name, kind: refusal.isWaiting ? .waiting : .refused)
    // A file refused by its header was not read to its end.
    outcome.sha256 =
      refusal.sha256.isEmpty
      ? (try? importer.fingerprint(file))?.sha256 ?? "" : refusal.sha256
    let byte = refusal.byteOffset > 0 ? ", byte \(refusal.byteOffset)" : ""
    let place = refusal.line > 0 ? "line \(refusal.line)\(byte): " : ""
    outcome.reason = "\(place)\(refusal.message) (\(refusal.reason))"
    if !isDryRun && !refusal.isWaiting {
      try ledger.transaction {
        try $0.recordRefusal(
          sha256: outcome.sha256.isEmpty ? sha256Hex(file.name) : outcome.sha256,
          name: file.name, code: refusal.code, reason: outcome.reason, line: refusal.line)
      }
    }
    return outcome
  }

  private func load(
    _ file: InputFile, _ delivery: Delivery?, format: String?, asDocument: Bool = false,
    apart: HeldPart = .nothing, into transaction: LedgerTransaction
  ) throws -> FileOutcome {
    let name = try format ?? importer.detect(file, encoding: encoding)
    guard let contract = registry.contract(named: name) else {
      throw ImportRefusal(
        reason: "unknown_format", message: "there is no format named \(name); see 'formats list'")
    }
    let identity = asDocument ? "document" : contract.identity.rawValue
    let lastLine = identity == "row" ? try transaction.lastSettlementLine() : 0
    var record = LedgerDocument(
      sha256: String(repeating: "0", count: 64), name: file.name, format: name,
      formatVersion: contract.version, source: contract.source, identity: identity,
      outcome: "accepted", batch: "", byteCount: 0, rows: 0, accepted: 0, quarantined: 0,
      ignored: 0, reason: "")
    record.firstOfRun = firstDocumentOfRun
    record.id = try transaction.beginDocument(record)
    let sink = LedgerSink(
      transaction, document: record.id, identity: identity,
      firstDocumentOfRun: firstDocumentOfRun, apart: apart)
    // Even a refusal must wait for the writer: rolling back needs the connection.
    defer { sink.loader.releaseConnection() }
    let document = try importer.importFile(
      file, format: name, sink: sink, encoding: encoding)
    try sink.loader.finish()
    try refuseRepeats(document, transaction)
    if identity == "row", mayBeVersion(document),
      let version = try transaction.otherVersion(
        record.id, after: lastLine, foots: !document.isHeld, runFrom: firstDocumentOfRun)
    {
      throw Versioned(version: version)
    }
    let part = document.heldPart(identity)
    if part != apart { throw Held(part: part) }
    record.delivery = delivery?.sha256 ?? ""
    record.encoding = encoding?.rawValue ?? ""
    record.orderKey = registry.orderKey(ofSource: record.source)
    if registry.isOwn(name) {
      let yaml = registry.yaml(of: name)
      record.contract = sha256Hex(yaml)
      try transaction.keep(contract: yaml, sha256: record.contract)
    }
    let outcome = try finish(document, record, sink, transaction)
    // Before the ledger says that it has the file, so that no crash can part them.
    if !isDryRun {
      try archive.keep(file.path, sha256: document.sha256)
      if let delivery { try archive.keep(delivery.path, sha256: delivery.sha256) }
    }
    return outcome
  }

  /// Only what is nothing but settlements with totals can be another version of them.
  private func mayBeVersion(_ document: ImportedDocument) -> Bool {
    !document.settlementIds.isEmpty && document.quarantined == 0
      && document.controlTotals.allSatisfy { !$0.settlementId.isEmpty }
  }

  private func refuseRepeats(
    _ document: ImportedDocument, _ transaction: LedgerTransaction
  ) throws {
    if let known = try transaction.document(sha256: document.sha256) {
      throw Repeated(sha256: document.sha256, firstName: known.name)
    }
  }

  private func finish(
    _ read: ImportedDocument, _ initial: LedgerDocument, _ sink: LedgerSink,
    _ transaction: LedgerTransaction
  ) throws -> FileOutcome {
    var document = try transaction.settle(read, sink, document: initial.id)
    if let known = try transaction.documentRepeated(
      by: initial.id, settlements: sink.loader.restatedSettlements,
      count: document.settlementIds.count)
    {
      throw Repeated(sha256: document.sha256, firstName: known.name, isInOtherBytes: true)
    }
    var record = initial
    record.sha256 = document.sha256
    record.batch = stableId("B", [document.sha256])
    record.name = try transaction.evidenceName(initial.name, sha256: document.sha256)
    record.byteCount = document.byteCount
    var restated = sink.loader.restatedSettlements
    if !restated.isEmpty, !document.isHeld,
      try transaction.takeBackUnfooted(reissuedBy: initial.id, before: firstDocumentOfRun)
    {
      restated = []
    }
    try transaction.conclude(&record, document, restated: restated)
    if let header = document.header { try compare(header, of: record, in: &document, transaction) }
    var outcome = FileOutcome(file: record.name, kind: record.outcome == "held" ? .held : .accepted)
    outcome.sha256 = record.sha256
    outcome.format = record.format
    outcome.batch = record.batch
    outcome.reason = record.reason
    outcome.document = document
    return outcome
  }
}

extension FileImport {
  /// Keeps a document's header, and warns where it is not that of the files before.
  private func compare(
    _ header: FileHeader, of record: LedgerDocument, in document: inout ImportedDocument,
    _ transaction: LedgerTransaction
  ) throws {
    try transaction.record(header, document: record.id)
    let earlier = try transaction.headers(
      format: record.format, version: record.formatVersion, before: record.id)
    guard let drift = HeaderDrift(of: header, among: earlier) else { return }
    document.warnings.append(
      ImportWarning(
        code: "header_drift", count: 1, firstLine: Int(header.line),
        message: "the header is not that of earlier files of \(record.format): \(drift.text)"))
    document.warnings.sort { $0.code < $1.code }
  }
}

extension LedgerTransaction {
  /// Records the rows that are set aside: those of this document, and those of earlier ones of the
  /// run that it contradicts.
  ///
  /// - Returns: the document with what its own rows took out of it again.
  func settle(
    _ read: ImportedDocument, _ sink: LedgerSink, document id: Int64
  ) throws -> ImportedDocument {
    var document = read
    for row in sink.loader.withdrawnRows {
      let isOwn = row.document == id
      let sha256 = isOwn ? read.sha256 : try self.document(id: row.document)?.sha256 ?? ""
      let aside = QuarantinedRow(
        id: stableId("quarantine", [sha256, "\(row.line)", row.raw]),
        provenance: Provenance(document: -1, line: Int32(clamping: row.line)), byteOffset: 0,
        code: .du03, reason: "restated: another row of the same run differs in \(row.columns)",
        column: row.columns, value: "", raw: row.raw, settlementId: "", currency: nil, amount: nil)
      if isOwn {
        document.accepted -= 1
        document.quarantined += 1
        document.quarantinedRows.append(aside)
      } else {
        try withdraw(aside, document: row.document)
      }
    }
    for row in document.quarantinedRows { try recordQuarantine(row, document: id) }
    try recordBrokenRules(document.brokenRules, document: id)
    return document
  }
}

/// Passes an import's batches on to the ledger.
final class LedgerSink: RecordSink {
  let loader: DocumentLoader

  init(
    _ transaction: LedgerTransaction, document: Int64, identity: String,
    firstDocumentOfRun: Int64, apart: HeldPart = .nothing
  ) {
    loader = DocumentLoader(
      transaction, document: document, identity: identity,
      firstDocumentOfRun: firstDocumentOfRun, apart: apart)
  }

  func append(_ batch: RecordBatch) throws -> [RowConflict] {
    return try loader.append(batch).map {
      RowConflict(row: $0.row, code: .du03, reason: "restated", message: $0.message)
    }
  }

  func append(_ lines: SettlementLineBatch) throws { try loader.append(lines) }
}
