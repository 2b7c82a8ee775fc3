import Accounting

/// The findings of one code by what causes them.
struct CauseSums {
  struct Sum {
    /// A place in `ExceptionIndex.causes`.
    let cause: Int32
    var count = 0
    /// Minor units of the functional currency, gains and losses set off.
    var cash: Int64 = 0
    /// Minor units of the cause's own currency.
    var difference: Int64 = 0
    var severity = Severity.s4

    /// `412 × commission, above ours, Amazon.com: −404.00 USD`.
    func words(_ cause: ExceptionCause, _ functional: Currency) -> String {
      let own = Currency(code: cause.currency)
      let amount =
        cash != 0 || own == nil || cause.direction.isEmpty
        ? Money(minorUnits: cash, currency: functional)
        : Money(minorUnits: difference, currency: own ?? functional)
      let money = amount.minorUnits == 0 ? "" : ": \(worded(amount))"
      return "\(count) × \(plain(cause.words)), \(plain(cause.channel))\(money)"
    }
  }

  private var sums: [Int32: Sum] = [:]

  mutating func add(_ facts: ExceptionFacts) {
    var sum = sums[facts.cause] ?? Sum(cause: facts.cause)
    sum.count += 1
    sum.cash = Int64(clamping: Int128(sum.cash) + Int128(facts.cashImpact))
    sum.difference = Int64(clamping: Int128(sum.difference) + Int128(facts.difference ?? 0))
    sum.severity = min(sum.severity, facts.severity)
    sums[facts.cause] = sum
  }

  /// Those with at least so many findings: the worst first, then the most money.
  func recurring(_ least: Int, _ causes: [ExceptionCause]) -> [Sum] {
    sums.values.filter { $0.count >= least }.sorted {
      if $0.severity != $1.severity { return $0.severity < $1.severity }
      if $0.cash.magnitude != $1.cash.magnitude { return $0.cash.magnitude > $1.cash.magnitude }
      return causes[Int($0.cause)] < causes[Int($1.cause)]
    }
  }
}
