import Accounting

/// DU-03: the same record came again with other content.
///
/// The same record arrived again with other content. The first one stands; the later one is held
/// until someone decides which is right.
///
/// Found for settlements by their number: a later version is held, and of two in one run both are.
/// Rows with a key that contradict each other are set aside. In formats whose contract says that a
/// reference is one transaction's, another amount under it is told here; both rows count until one
/// file is taken back. A dispute list and the channel that differ on the amount are told here too;
/// what the channel took stands. Two statements of a bank account that close a day with different
/// balances are told too; the entries of both count. A bank's
/// line that comes again with another text, while the balances of both files prove it to be one,
/// counts once, with the fuller text: a record, closed as it is raised.
///
/// Do: choose the version that is right, take the other back with 'rollback', and post again.
struct DU03 {
  let context: MatchContext
  let isHeld: [Bool]

  private struct Key: Hashable {
    let source: Symbol
    let reference: Symbol
    let currency: Currency
    let component: LineComponent
  }

  func findings() -> [Discrepancy] {
    let states = context.snapshot.documents.map { document in
      context.settings.statedRules[document.format]?.contains { $0.rule == .oneTransaction }
        ?? false
    }
    guard states.contains(true) else { return [] }
    let repeated = repeatedReferences(states)
    guard !repeated.isEmpty else { return [] }
    var groups: [Key: [SettlementLine]] = [:]
    let lines = context.snapshot.settlementLines
    for position in lines.indices {
      let item = lines.items[Int(lines.amounts[position].item)]
      guard repeated.contains(item.reference), states[Int(item.document)],
        item.settlement < 0 || !isHeld[Int(item.settlement)]
      else { continue }
      let line = lines[position]
      groups[
        Key(
          source: line.source, reference: line.reference, currency: line.currency,
          component: line.component), default: []
      ].append(line)
    }
    return groups.compactMap { finding($0.key, $0.value) }
  }

  /// Numbers of transactions that stand in more than one document, or on several of its rows.
  private func repeatedReferences(_ states: [Bool]) -> Set<Symbol> {
    var document = [Int32](repeating: -1, count: context.snapshot.symbols.count)
    var repeated: Set<Symbol> = []
    let lines = context.snapshot.settlementLines
    for item in context.snapshot.settlementLines.items
    where !item.reference.isNone && states[Int(item.document)] {
      let index = Int(item.reference.index)
      if document[index] < 0 { document[index] = item.document }
      if document[index] != item.document { repeated.insert(item.reference) }
    }
    var row = [Int32](repeating: -1, count: context.snapshot.symbols.count)
    for position in lines.indices {
      let item = lines.items[Int(lines.amounts[position].item)]
      guard states[Int(item.document)], !item.reference.isNone else { continue }
      let (index, line) = (Int(item.reference.index), lines[position].provenance.line)
      if row[index] >= 0, row[index] != line { repeated.insert(item.reference) }
      row[index] = line
    }
    return repeated
  }

  private func finding(_ key: Key, _ lines: [SettlementLine]) -> Discrepancy? {
    let documents = Dictionary(grouping: lines) { $0.provenance.document }
    let versions =
      documents.count > 1
      ? documents.sorted { name($0.key) < name($1.key) }.map(\.value) : rows(lines)
    guard let first = versions.first, let last = versions.last, versions.count > 1 else {
      return nil
    }
    let amounts = [last, first].map { $0.reduce(Int64(0)) { $0 + $1.amount } }
    guard amounts[0] != amounts[1] else { return nil }
    let number = context.text(key.reference)
    var finding = Discrepancy(
      code: .du03, source: context.text(key.source), key: "\(number)|\(key.component.name)",
      eventDate: first.map(\.date).min() ?? context.asOf, rule: "row_restated")
    finding.channel = sourceTitle(context.text(key.source))
    finding.orderId = context.text(first[0].orderId)
    finding.currency = key.currency
    finding.external = amounts[0]
    finding.internal = amounts[1]
    finding.externalEvidence = context.evidence(last.map(\.provenance))
    finding.internalEvidence = context.evidence(first.map(\.provenance))
    finding.cashImpact = context.functional(
      amounts[0] - amounts[1], key.currency, on: finding.eventDate)
    finding.note =
      documents.count > 1
      ? "transaction \(number) has two amounts, and both count: take one file back"
      : "transaction \(number) has two amounts in one file, and both count"
    return finding
  }

  /// Rows of one document that tell of one event, the first and the first that tells otherwise.
  private func rows(_ lines: [SettlementLine]) -> [[SettlementLine]] {
    let ofEvent = lines.filter { $0.event == lines[0].event }
    let rows = Dictionary(grouping: ofEvent) { $0.provenance.line }.sorted { $0.key < $1.key }
      .map(\.value)
    let sum = { (row: [SettlementLine]) in row.reduce(Int64(0)) { $0 &+ $1.amount } }
    guard let first = rows.first, let other = rows.first(where: { sum($0) != sum(first) }) else {
      return []
    }
    return [first, other]
  }

  private func name(_ document: Int32) -> String {
    context.snapshot.documents[Int(document)].name
  }
}

extension SettlementRules {
  func restated(_ settlement: Settlement) -> Discrepancy {
    var finding = make(.du03, settlement, rule: "settlement_restated")
    let id = settlement.settlementId
    let first = context.snapshot.settlements.first {
      $0.settlementId == id && $0.source == settlement.source
        && $0.provenance.document != settlement.provenance.document
    }
    finding.external = settlement.declaredTotal
    finding.internal = first?.declaredTotal
    finding.externalEvidence = context.evidence([settlement.provenance])
    finding.internalEvidence = context.evidence(first.map { [$0.provenance] } ?? [])
    finding.note = "held: another version of this settlement is in the ledger"
    return finding
  }
}
