import Accounting

/// DU-02: rows stand in two files, and count once.
///
/// The same rows stand in two files, as in exports that overlap. They were recognised by their
/// content and count once.
///
/// Found for each pair of files that share rows, known by content or by key, and for a settlement
/// that came again under another name and in other bytes. Two equal rows of one file stay two. The
/// row is closed as it is raised: a record, not work.
///
/// Do: nothing.
struct DU02 {
  let context: MatchContext

  /// Two documents, in order of their content, so that their names decide nothing.
  private struct Pair: Hashable {
    let first: Int32
    let second: Int32
  }

  func findings() -> [Discrepancy] {
    pairs().map(finding)
      + context.snapshot.duplicates.filter { Self.isInOtherBytes($0, context) }.map(sameSettlement)
  }

  /// The rows that two documents share, those of the one first by name apart.
  ///
  /// A row of several documents links each to the next by content.
  private func pairs() -> [(Pair, [Provenance])] {
    var pairs: [Pair: [Provenance]] = [:]
    for (counted, rows) in Dictionary(grouping: context.snapshot.sharedRows, by: \.counted) {
      let holders = Dictionary(grouping: [counted] + rows.map(\.repeated), by: \.document)
      let ordered = holders.sorted { document($0.key).sha256 < document($1.key).sha256 }
      for (first, second) in zip(ordered, ordered.dropFirst()) {
        pairs[Pair(first: first.key, second: second.key), default: []] +=
          first.value + second.value
      }
    }
    return pairs.map { ($0.key, $0.value) }
  }

  private func document(_ position: Int32) -> SourceDocument {
    context.snapshot.documents[Int(position)]
  }

  /// Whether a repeated file is not the bytes of any that was taken.
  static func isInOtherBytes(_ duplicate: DuplicateDocument, _ context: MatchContext) -> Bool {
    !context.snapshot.documents.contains { $0.sha256 == duplicate.sha256 }
  }

  private func finding(_ pair: Pair, _ rows: [Provenance]) -> Discrepancy {
    let isFirst = document(pair.first).name < document(pair.second).name
    let positions = isFirst ? [pair.first, pair.second] : [pair.second, pair.first]
    let places = positions.map { position in Set(rows.filter { $0.document == position }) }
    let documents = positions.map(document)
    let source = documents[1].source
    var finding = Discrepancy(
      code: .du02, source: source.isEmpty ? documents[1].format : source,
      key: "\(document(pair.first).sha256)|\(document(pair.second).sha256)",
      eventDate: documents.map { $0.importedOn ?? context.asOf }.max() ?? context.asOf,
      rule: "rows_shared")
    finding.channel = source.isEmpty ? "" : sourceTitle(source)
    finding.externalEvidence = context.evidence(places[1])
    finding.internalEvidence = context.evidence(places[0])
    let count = max(places[0].count, places[1].count)
    finding.note =
      "\(count) \(count == 1 ? "row" : "rows") of \(documents[1].name) also in "
      + "\(documents[0].name); counted once"
    finding.isClosedAtOnce = true
    return finding
  }

  private func sameSettlement(_ duplicate: DuplicateDocument) -> Discrepancy {
    var finding = Discrepancy(
      code: .du02, source: "import", key: "\(duplicate.sha256)|\(duplicate.name)",
      eventDate: duplicate.seenOn, rule: "settlement_repeated")
    finding.externalEvidence = ["\(duplicate.name):1"]
    finding.internalEvidence = ["\(duplicate.firstName):1"]
    finding.note = "the same settlement as \(duplicate.firstName) in other bytes; counted once"
    finding.isClosedAtOnce = true
    return finding
  }
}
