import Accounting

/// A refund as a settlement shows it: the rows of one adjustment.
struct RefundEvent {
  var lines: [SettlementLine]
  /// Positions of the lines.
  var positions: [Int32]
  var orderLine: Int32
  /// Without tax, except where the channel shows payments without parts.
  var amount: Int64 = 0
  var tax: Int64 = 0
  var date: CalendarDate
  /// Of a held settlement: it claims its refund and is not judged.
  var isHeld: Bool
  /// The same from run to run.
  var key = ""
}

/// The refunds of one order, settlement side and ledger side, paired with exclusive claims.
///
/// In order: what a person decided; the same amount; sums that one choice alone makes; what is
/// left on both sides.
struct RefundPairing {
  struct Pair {
    var events: [Int]
    var refunds: [Int32]
    var rule: Match.Rule
  }

  /// What a pairing needs to know of the two sides.
  struct Terms {
    var refundKey: (Int32) -> String
    /// What a ledger refund should read as in the settlement.
    var expected: (Int32) -> Int64
    /// Whether both speak of the same part of the order.
    var belong: (Int32, RefundEvent) -> Bool
    var decisions: DecisionBook
  }

  private(set) var pairs: [Pair] = []
  /// Events and refunds that are left over.
  private(set) var events: [Int]
  private(set) var refunds: [Int32]
  private let all: [RefundEvent]
  private let terms: Terms

  /// `events` and `refunds` in order of date.
  init(_ events: [RefundEvent], _ refunds: [Int32], _ terms: Terms) {
    all = events
    self.events = Array(events.indices)
    self.refunds = refunds
    self.terms = terms
    pairDecided()
    pairSameAmounts()
    if self.refunds.count > 1 { pairWithSeveralRefunds() }
    if self.events.count > 1 { pairSeveralEvents() }
    pairRemainders()
  }

  private func fit(_ refund: Int32, _ event: Int) -> Bool {
    terms.belong(refund, all[event])
      && !terms.decisions.isForbidden(all[event].key, terms.refundKey(refund))
  }

  private mutating func claim(_ events: [Int], _ refunds: [Int32], _ rule: Match.Rule) {
    pairs.append(Pair(events: events, refunds: refunds, rule: rule))
    self.events.removeAll { events.contains($0) }
    self.refunds.removeAll { refunds.contains($0) }
  }

  private mutating func pairDecided() {
    if terms.decisions.confirmed.isEmpty { return }
    for pair in terms.decisions.confirmed {
      guard let event = events.first(where: { all[$0].key == pair.external }),
        let refund = refunds.first(where: { terms.refundKey($0) == pair.internal })
      else { continue }
      claim([event], [refund], .byHand)
    }
  }

  private mutating func pairSameAmounts() {
    for event in events {
      guard
        let refund = refunds.first(where: {
          terms.expected($0) == all[event].amount && fit($0, event)
        })
      else { continue }
      claim([event], [refund], .key)
    }
  }

  private static let size = 2...5

  private mutating func pairWithSeveralRefunds() {
    for event in events {
      let candidates = refunds.filter { fit($0, event) && terms.expected($0) < 0 }
      let found = SubsetSearch.find(
        candidates.map { -terms.expected($0) }, total: -all[event].amount, size: Self.size)
      guard case .unique(let places) = found else { continue }
      claim([event], places.map { candidates[$0] }, .groupSum)
    }
  }

  private mutating func pairSeveralEvents() {
    for refund in refunds {
      let candidates = events.filter { fit(refund, $0) && all[$0].amount < 0 }
      let found = SubsetSearch.find(
        candidates.map { -all[$0].amount }, total: -terms.expected(refund), size: Self.size)
      guard case .unique(let places) = found else { continue }
      claim(places.map { candidates[$0] }, [refund], .groupSum)
    }
  }

  private mutating func pairRemainders() {
    for event in events {
      guard let refund = refunds.first(where: { fit($0, event) }) else { continue }
      claim([event], [refund], .remainder)
    }
  }
}
