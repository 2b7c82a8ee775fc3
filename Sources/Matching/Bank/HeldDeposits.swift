import Accounting

/// What a held settlement declares, which the bank may show though nothing of it is booked.
struct HeldTotal {
  /// A position in `LedgerSnapshot.settlements`.
  let settlement: Int
  let total: Money
  let date: CalendarDate

  static func all(_ settlements: [Settlement]) -> [HeldTotal] {
    settlements.enumerated().compactMap { position, settlement in
      guard settlement.isHeld, let total = settlement.declaredTotal, total > 0,
        let date = settlement.depositDate
      else { return nil }
      return HeldTotal(
        settlement: position, total: Money(minorUnits: total, currency: settlement.currency),
        date: date)
    }
  }
}

/// Deposits of held settlements go to Suspense under their name, not to PO-03.
extension BankMatching {
  /// Deposits that name a held settlement and come to its total, alone or together.
  mutating func claimNamedHeld() {
    for held in heldTotals {
      let named = depositsNaming(held)
      let exact = named.filter { sides.lines[$0].amount == held.total.minorUnits }
      let sum = named.reduce(Int128(0)) { $0 + Int128(sides.lines[$1].amount) }
      if let line = exact.first(where: { sides.isInWindow($0, held.date) }) ?? exact.first {
        claimHeld(settlement: held.settlement, by: line)
      } else if sum == Int128(held.total.minorUnits) {
        for line in named { claimHeld(settlement: held.settlement, by: line) }
      }
    }
  }

  /// The only deposit of a held settlement's total in its window, where it fits nothing else.
  mutating func claimHeldByAmount() {
    if heldTotals.isEmpty { return }
    var lineOf: [Int: [Int]] = [:]
    for line in states.indices where sides.lines[line].amount > 0 {
      let fitting = heldFitting(line)
      for place in fitting {
        lineOf[place, default: []].append(fitting.count == 1 && !isChoice(line) ? line : -1)
      }
    }
    for (place, lines) in lineOf where lines.count == 1 && lines[0] >= 0 {
      claimHeld(settlement: heldTotals[place].settlement, by: lines[0])
    }
  }

  /// Places in `heldTotals` of what an open deposit may be by its amount and day.
  func heldFitting(_ line: Int) -> [Int] {
    heldTotals.indices.filter { place in
      let held = heldTotals[place]
      return isOpen(line: line) && sides.isCredit(line, held.total.currency)
        && sides.lines[line].amount == held.total.minorUnits && sides.isInWindow(line, held.date)
        && !states.contains(.held(settlement: Int32(held.settlement)))
    }
  }

  /// Held settlements that an open deposit names.
  func heldNamed(_ line: Int) -> [HeldTotal] {
    heldTotals.filter { depositsNaming($0).contains(line) }
  }

  private func depositsNaming(_ held: HeldTotal) -> [Int] {
    let name = sides.context.snapshot.settlements[held.settlement].settlementId
    return Set(sides.lines(naming: name)).filter {
      isOpen(line: $0) && sides.isCredit($0, held.total.currency)
    }.sorted { sides.precedes($0, $1) }
  }
}
