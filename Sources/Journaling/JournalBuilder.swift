import Accounting
import Hashing

/// What the entry rules share while one journal is built.
///
/// Each rule is an extension in a file of its own under `Entries`.
struct JournalBuilder: Sendable {
  let snapshot: LedgerSnapshot
  let matches: MatchResult
  let settings: Settings
  let rates: RateTable
  /// Per document, its place in the order of names and contents: what comes first may not depend
  /// on which file arrived first.
  let documentRanks: [Int32]
  /// Per settlement.
  let isHeld: [Bool]
  var result = JournalResult()
  var missingRates = MissingRates()
  /// Where an item of Suspense can be read up, by item.
  var suspenseEvidence: [String: String] = [:]
  /// How often an id was asked for: of records alike to the letter, the second has another.
  private var idsSeen: [String: Int] = [:]

  init(
    _ snapshot: LedgerSnapshot, _ matches: MatchResult, settings: Settings, rates: RateTable
  ) {
    self.snapshot = snapshot
    self.matches = matches
    self.settings = settings
    self.rates = rates
    let documents = snapshot.documents
    let ordered = documents.indices.sorted {
      (documents[$0].name, documents[$0].sha256) < (documents[$1].name, documents[$1].sha256)
    }
    var ranks = [Int32](repeating: 0, count: documents.count)
    for (rank, document) in ordered.enumerated() { ranks[document] = Int32(rank) }
    documentRanks = ranks
    isHeld = snapshot.settlements.map(\.isHeld)
  }

  /// Whether the books cover a day.
  func isInBooks(_ date: CalendarDate) -> Bool {
    settings.booksFrom.map { date >= $0 } ?? true
  }

  func documentName(_ document: Int32) -> String { snapshot.documents[Int(document)].name }

  /// Provenances in an order that does not depend on the order of arrival.
  func precedes(_ one: Provenance, _ other: Provenance) -> Bool {
    one.document == other.document
      ? one.line < other.line
      : documentRanks[Int(one.document)] < documentRanks[Int(other.document)]
  }

  /// Adds an entry; one without postings is left out, and so is one that does not balance (LG-01).
  mutating func append(_ entry: JournalEntry) {
    var entry = entry
    entry.postings.removeAll { $0.amount == 0 && $0.base == 0 }
    guard !entry.postings.isEmpty else { return }
    guard entry.isBalanced else {
      noteImbalance(of: entry)
      return
    }
    let seen = idsSeen[entry.id, default: 0]
    idsSeen[entry.id] = seen + 1
    if seen > 0 { entry.id = stableId("JE", [entry.id, "\(seen + 1)"]) }
    settleSourceFiles(&entry)
    entry.postings.sort(by: Self.postingPrecedes)
    result.entries.append(entry)
  }

  /// Sorts what was built and closes with the findings over the whole journal.
  mutating func finish(through last: AccountingPeriod?) -> JournalResult {
    result.entries.sort { $0.date == $1.date ? $0.id < $1.id : $0.date < $1.date }
    result.discrepancies += missingRateDiscrepancies()
    result.discrepancies += suspenseDiscrepancies(through: last)
    result.discrepancies += unmappedAccounts()
    result.discrepancies += balancesOutsideChart()
    result.discrepancies += changedSinceExport()
    return result
  }

  /// Names a document once on the entry when all postings come from it.
  private func settleSourceFiles(_ entry: inout JournalEntry) {
    guard entry.sourceFile.isEmpty else { return }
    let files = Set(entry.postings.map(\.sourceFile))
    guard files.count == 1, let file = files.first else { return }
    entry.sourceFile = file
    for index in entry.postings.indices { entry.postings[index].sourceFile = "" }
  }

  private static func postingPrecedes(_ one: Posting, _ other: Posting) -> Bool {
    if one.account != other.account { return one.account < other.account }
    if one.currency != other.currency { return one.currency < other.currency }
    if one.item != other.item { return one.item < other.item }
    if one.sourceFile != other.sourceFile { return one.sourceFile < other.sourceFile }
    return one.amount > other.amount
  }
}
