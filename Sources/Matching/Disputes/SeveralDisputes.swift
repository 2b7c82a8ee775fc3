import Accounting

/// Orders of which a list names several disputes in one currency: each is a case of its own.
struct SeveralDisputes {
  private struct Subject: Hashable {
    let order: Symbol
    let currency: Currency
  }

  private let disputes: [Subject: [DisputeNotice]]

  init(_ notices: [DisputeNotice]) {
    let named = notices.filter { !$0.orderId.isNone && !$0.disputeId.isNone }
    disputes = Dictionary(grouping: named) { Subject(order: $0.orderId, currency: $0.currency) }
      .filter { Set($0.value.map(\.disputeId)).count > 1 }
  }

  func includes(_ notice: DisputeNotice) -> Bool {
    !disputes.isEmpty
      && disputes[Subject(order: notice.orderId, currency: notice.currency)] != nil
  }

  /// By row, the dispute that it is about: the one it names, else one of its amount; of several
  /// alike they are taken as they were opened, and given back as they were taken.
  ///
  /// `lines`: what was taken or given back, oldest first, each with its order.
  func names(
    of lines: [(line: SettlementLine, order: Symbol)], _ symbols: SymbolTable
  ) -> [Provenance: Symbol] {
    if disputes.isEmpty { return [:] }
    var names: [Provenance: Symbol] = [:]
    var taken: Set<Symbol> = []
    var given: Set<Symbol> = []
    for (line, order) in lines {
      let known = disputes[Subject(order: order, currency: line.currency)] ?? []
      let named = known.first {
        $0.disputeId == line.adjustment || $0.disputeId == line.reference
      }
      let alike = Self.alike(line, known, symbols)
      let isTaken = line.amount < 0
      let next =
        isTaken
        ? alike.first { !taken.contains($0) }
        : alike.first { taken.contains($0) && !given.contains($0) }
      guard let name = named?.disputeId ?? next ?? (alike.count == 1 ? alike[0] : nil) else {
        continue
      }
      names[line.provenance] = name
      if isTaken { taken.insert(name) } else { given.insert(name) }
    }
    return names
  }

  /// The disputes of a line's amount, as they were opened.
  private static func alike(
    _ line: SettlementLine, _ known: [DisputeNotice], _ symbols: SymbolTable
  ) -> [Symbol] {
    var found: [Symbol] = []
    for notice in known.sorted(by: {
      ($0.openedAt, symbols[$0.disputeId]) < ($1.openedAt, symbols[$1.disputeId])
    }) where notice.amount == Int64(clamping: line.amount.magnitude) {
      if !found.contains(notice.disputeId) { found.append(notice.disputeId) }
    }
    return found
  }
}
