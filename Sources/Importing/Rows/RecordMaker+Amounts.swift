import Accounting

extension RecordMaker {
  /// Decodes the amounts of a settlement line.
  ///
  /// - Returns: What is wrong with them.
  mutating func decodeAmounts(_ emission: Emission, currency: Currency?) -> Fault? {
    for rule in emission.amounts {
      let range = resolve(rule.source)
      if range.isEmpty { continue }
      var own = currency
      if let source = rule.currency {
        let range = resolve(source)
        if !range.isEmpty {
          own = currencies.currency(cells, range)
          if own == nil { return fault(.unknownCurrency, source, range) }
        }
      }
      switch money(range, currency: own, scale: rule.scale, direction: rule.direction) {
      case .failure(let failure): return fault(failure, rule.source, range)
      case .value(let value):
        guard ValueLimits.holds(amount: value) else {
          return fault(.amountOverflow, rule.source, range)
        }
        guard let own, !(value == 0 && rule.skipsZero) else { continue }
        let meaning = meaning(of: rule.labels)
        amounts.append(
          AmountScratch(value: rule.isNegated ? -value : value, meaning: meaning, currency: own))
      }
    }
    if amounts.isEmpty, emission.amounts.allSatisfy({ resolve($0.source).isEmpty }) {
      return Fault(failure: .emptyAmount, column: emission.amounts[0].source.name)
    }
    return nil
  }

  private mutating func meaning(of labels: [ValueSource]) -> Int {
    meanings.begin()
    for label in labels {
      let range = resolve(label)
      meanings.add(cells, range)
    }
    return meanings.find()
  }

  /// Checks that the row's own figures add up.
  mutating func check(_ identity: IdentityRule, currency: Currency?) -> Fault? {
    let range = resolve(identity.total)
    if range.isEmpty { return nil }
    guard case .value(let total) = money(range, currency: currency, scale: nil, direction: nil)
    else { return fault(.notANumber, identity.total, range) }
    var sum: Int64 = 0
    for (sources, sign) in [(identity.plus, 1 as Int64), (identity.minus, -1)] {
      for source in sources {
        let range = resolve(source)
        if range.isEmpty { continue }
        guard case .value(let part) = money(range, currency: currency, scale: nil, direction: nil)
        else { return fault(.notANumber, source, range) }
        let (next, overflow) = sum.addingReportingOverflow(part * sign)
        if overflow { return fault(.amountOverflow, source, range) }
        sum = next
      }
    }
    return sum == total ? nil : fault(.identityBroken, identity.total, range)
  }

  // MARK: - Faults

  func fault(_ failure: DecodeFailure, _ source: ValueSource, _ range: Range<Int>) -> Fault {
    Fault(failure: failure, column: source.name, value: cells.text(range))
  }

  /// Reads what can be read of a row that cannot be taken: settlement, currency and amount.
  mutating func salvage(_ emission: Emission, into fault: inout Fault) {
    guard let position = emission.fields.firstIndex(where: { $0.name == "currency" }) else {
      return
    }
    let money = emission.fields.firstIndex { $0.kind == .money || $0.kind == .amount }
    let range = resolve(emission.fields[position].source)
    var currency = range.isEmpty ? nil : currencies.currency(cells, range)
    if emission.kind == .settlementLine || emission.kind == .statementLine {
      let id = contract.totalsByDocument ? 0..<0 : resolve(emission.fields[1].source)
      fault.settlementId = cells.text(id)
      if case .value(let slot) = totals.slot(of: id, in: cells, currency: currency, isSalvage: true)
      {
        currency = totals[slot].total.currency
      }
    }
    fault.currency = currency
    guard fault.failure != .otherCurrency, let currency else { return }
    if emission.kind == .settlementLine {
      fault.amount = salvagedSum(emission.amounts, currency: currency)
    } else if let money, emission.kind == .statementLine {
      let field = emission.fields[money]
      if case .value(let value) = self.money(
        resolve(field.source), currency: currency, scale: field.scale, direction: field.direction)
      {
        fault.amount = value
      }
    }
  }

  private mutating func salvagedSum(_ rules: [AmountRule], currency: Currency) -> Int64? {
    var sum: Int64?
    for rule in rules {
      let range = resolve(rule.source)
      if range.isEmpty { continue }
      guard
        case .value(let value) = money(
          range, currency: currency, scale: rule.scale, direction: rule.direction)
      else { return nil }
      let (next, overflow) = (sum ?? 0).addingReportingOverflow(rule.isNegated ? -value : value)
      if overflow { return nil }
      sum = next
    }
    return sum
  }
}
