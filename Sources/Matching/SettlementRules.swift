import Accounting

/// CM-04, CM-05, DU-03 and PO-05: each settlement and each bank statement against its own total and
/// against the one before.
struct SettlementRules {
  let context: MatchContext
  let held: [Int64]
  let released: [Int64]

  init(_ context: MatchContext) {
    self.context = context
    var held = [Int64](repeating: 0, count: context.snapshot.settlements.count)
    var released = held
    let lines = context.snapshot.settlementLines
    for position in lines.positions(where: \.isHeldBack) where lines[position].settlement >= 0 {
      held[Int(lines[position].settlement)] -= lines[position].amount
    }
    for position in lines.positions(where: \.isGivenBack) where lines[position].settlement >= 0 {
      released[Int(lines[position].settlement)] += lines[position].amount
    }
    self.held = held
    self.released = released
  }

  func findings() -> [Discrepancy] {
    var findings: [Discrepancy] = []
    for (position, settlement) in context.snapshot.settlements.enumerated() {
      if settlement.isRestated { findings.append(restated(settlement)) }
      if case .differs = settlement.footing,
        !HeldDownload(context, position).standsElsewhere
      {
        findings.append(unfooted(settlement, position))
      }
    }
    findings += heldStatements()
    findings += StatementChainRules(context: context).findings()
    for chain in chains() {
      for (earlier, later) in zip(chain, chain.dropFirst()) {
        findings.append(contentsOf: link(earlier, later))
      }
    }
    return findings
  }

  /// Of a file that is held, the statements whose balances say why, else the first.
  private func heldStatements() -> [Discrepancy] {
    let held = Dictionary(grouping: context.snapshot.statements.filter(\.isHeld)) {
      $0.provenance.document
    }
    return held.sorted { $0.key < $1.key }.flatMap { _, statements in
      let byBalance = statements.compactMap(unfooted)
      return byBalance.isEmpty
        ? [statements.first.flatMap(contradicted)].compactMap(\.self) : byBalance
    }
  }

  func make(
    _ code: DiscrepancyCode, _ settlement: Settlement, rule: String
  ) -> Discrepancy {
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: code, source: context.text(settlement.source), key: id,
      eventDate: settlement.eventDate(context.settings.zone) ?? context.asOf, rule: rule)
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = settlement.currency
    return finding
  }

  /// Settlements with a stated stretch of time, by source, marketplace and currency, in order.
  ///
  /// One without any order names no marketplace: it belongs to the only chain of its currency, or
  /// to the only one that it continues or leads to.
  func chains() -> [[Int]] {
    var chains: [String: [Int]] = [:]
    var strays: [String: [Int]] = [:]
    for (position, settlement) in context.snapshot.settlements.enumerated() {
      guard settlement.startsAt != nil, settlement.endsAt != nil, speaksForItsTime(position) else {
        continue
      }
      let family = "\(context.text(settlement.source))|\(settlement.currency.code)"
      if settlement.marketplace.isNone {
        strays[family, default: []].append(position)
      } else {
        chains["\(family)|\(context.text(settlement.marketplace).lowercased())", default: []]
          .append(position)
      }
    }
    for (family, positions) in strays {
      let candidates = chains.keys.filter { $0.hasPrefix("\(family)|") }
      for position in positions.sorted(by: { isEarlier($0, $1) }) {
        let touching = candidates.filter { touches(position, chains[$0] ?? []) }
        let home = candidates.count == 1 ? candidates[0] : touching.count == 1 ? touching[0] : nil
        chains[home ?? "\(family)|", default: []].append(position)
      }
    }
    return chains.keys.sorted().map { key in
      (chains[key] ?? []).sorted { isEarlier($0, $1) }
    }
  }

  /// Whether a settlement covers its time: of several versions, the one that stands, else one.
  private func speaksForItsTime(_ position: Int) -> Bool {
    let settlement = context.snapshot.settlements[position]
    guard settlement.isRestated else { return true }
    let versions = context.snapshot.settlements.indices.filter {
      let other = context.snapshot.settlements[$0]
      return other.source == settlement.source && other.settlementId == settlement.settlementId
        && other.currency == settlement.currency
    }
    if versions.contains(where: { !context.snapshot.settlements[$0].isRestated }) { return false }
    return versions.min { lhs, rhs in
      context.places(
        context.snapshot.settlements[lhs].provenance,
        precede: context.snapshot.settlements[rhs].provenance)
    } == position
  }

  /// Whether a settlement begins where one of a chain ends, or ends where one begins.
  private func touches(_ position: Int, _ chain: [Int]) -> Bool {
    let settlement = context.snapshot.settlements[position]
    return chain.contains {
      let other = context.snapshot.settlements[$0]
      return meets(other.endsAt, settlement.startsAt) || meets(settlement.endsAt, other.startsAt)
    }
  }

  private func meets(_ end: Instant?, _ start: Instant?) -> Bool {
    guard let end, let start else { return false }
    return abs(start.seconds - end.seconds) <= 1
  }

  private func isEarlier(_ lhs: Int, _ rhs: Int) -> Bool {
    let (left, right) = (context.snapshot.settlements[lhs], context.snapshot.settlements[rhs])
    if left.startsAt != right.startsAt {
      return left.startsAt?.seconds ?? 0 < right.startsAt?.seconds ?? 0
    }
    return context.text(left.settlementId) < context.text(right.settlementId)
  }

  /// A gap is a missing settlement; without a gap the reserve must carry.
  private func link(_ earlier: Int, _ later: Int) -> [Discrepancy] {
    [gap(after: earlier, before: later) ?? reserve(from: earlier, to: later)].compactMap(\.self)
  }
}

extension Settlement {
  /// The day a settlement as a whole is dated: its deposit, else its end, else its start.
  func eventDate(_ zone: BusinessZone) -> CalendarDate? {
    depositDate ?? endsAt.map { zone.date(of: $0) } ?? startsAt.map { zone.date(of: $0) }
  }
}
