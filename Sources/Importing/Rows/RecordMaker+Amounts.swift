import Accounting

extension RecordMaker {
  /// Decodes the amounts of a settlement line.
  ///
  /// - Returns: What is wrong with them.
  mutating func decodeAmounts(_ emission: Emission, currency: Currency?) -> Fault? {
    var isBlank = true
    for rule in emission.amounts {
      var own = currency
      if let source = rule.currency, !isEmpty(rule) {
        let range = resolve(source)
        if !range.isEmpty {
          own = currencies.currency(cells, range)
          if own == nil { return fault(.unknownCurrency, source, range) }
        }
      }
      switch amount(rule, currency: own) {
      case .failure(let fault): return fault
      case .success(let value):
        guard let value else { continue }
        guard ValueLimits.holds(amount: value) else {
          return fault(.amountOverflow, rule.source, resolve(rule.source))
        }
        let meaning = meaning(of: rule.labels)
        let isStated = meanings[meaning].event == .stated
        if !isStated { isBlank = false }
        guard let own, !(value == 0 && rule.skipsZero), !(isStated && own == currency) else {
          continue
        }
        amounts.append(AmountScratch(value: value, meaning: meaning, currency: own))
      }
    }
    if isBlank {
      return Fault(failure: .emptyAmount, column: emission.amounts[0].source.name)
    }
    return nil
  }

  private mutating func isEmpty(_ rule: AmountRule) -> Bool {
    rule.sum == nil && resolve(rule.source).isEmpty
  }

  /// An amount with its sign, however large; `nil` for a blank.
  private mutating func amount(
    _ rule: AmountRule, currency: Currency?
  ) -> Result<Int64?, Fault> {
    let range = resolve(rule.source)
    var found: Int64?
    if let sum = rule.sum {
      switch self.sum(sum, currency: currency, scale: rule.scale) {
      case .failure(let fault): return .failure(fault)
      case .success(let value): found = value
      }
    } else if !range.isEmpty {
      switch money(range, currency: currency, scale: rule.scale, direction: rule.direction) {
      case .failure(let failure): return .failure(fault(failure, rule.source, range))
      case .value(let value): found = value
      }
    }
    guard var value = found else { return .success(nil) }
    if let sign = rule.sign { value = sign == .plus ? abs(value) : -abs(value) }
    return .success(rule.isNegated ? -value : value)
  }

  private mutating func meaning(of labels: [ValueSource]) -> Int {
    meanings.begin()
    for label in labels {
      let range = resolve(label)
      meanings.add(cells, range)
    }
    return meanings.find()
  }

  /// Checks that the row's own figures add up, in one of the ways they may.
  mutating func check(_ identities: [IdentityRule], currency: Currency?) -> Fault? {
    var first: Fault?
    for identity in identities {
      guard let fault = check(identity, currency: currency) else { return nil }
      first = first ?? fault
    }
    return first
  }

  private mutating func check(_ identity: IdentityRule, currency: Currency?) -> Fault? {
    if !identity.same.isEmpty {
      let words = identity.same.map { cells.text(resolve($0)).uppercased() }
      if Set(words).count > 1 { return nil }
    }
    let range = resolve(identity.total.source)
    let total: Int64
    switch sum(MoneySum(plus: [identity.total]), currency: currency, scale: nil) {
    case .failure(let fault): return fault
    case .success(let value):
      guard let value else {
        let isProvable = !identity.needsTotal || !hasAmounts(identity.sum)
        return isProvable ? nil : self.fault(.emptyAmount, identity.total.source, range)
      }
      total = value
    }
    switch sum(identity.sum, currency: currency, scale: nil) {
    case .failure(let fault): return fault
    case .success(let value):
      return value ?? 0 == total ? nil : fault(.identityBroken, identity.total.source, range)
    }
  }

  private mutating func hasAmounts(_ sum: MoneySum) -> Bool {
    for term in sum.plus + sum.minus where !resolve(term.source).isEmpty { return true }
    return false
  }

  /// The sum of the terms that are not blank, in minor units; `nil` when all of them are.
  mutating func sum(
    _ sum: MoneySum, currency: Currency?, scale: AmountScale?
  ) -> Result<Int64?, Fault> {
    var total: Int64?
    for (terms, sign) in [(sum.plus, 1 as Int64), (sum.minus, -1)] {
      for term in terms {
        let range = resolve(term.source)
        if range.isEmpty { continue }
        guard case .value(var value) = amount(term, range, currency: currency, scale: scale)
        else { return .failure(amountFault(term.source, range, currency, scale)) }
        if let times = term.times {
          let factor = resolve(times)
          guard case .value(let count) = decimals.decode(cells, factor, digits: 0) else {
            return .failure(fault(.fractionalQuantity, times, factor))
          }
          let (product, overflow) = value.multipliedReportingOverflow(by: count)
          if overflow { return .failure(fault(.amountOverflow, term.source, range)) }
          value = product
        }
        let (next, overflow) = (total ?? 0).addingReportingOverflow(value * sign)
        if overflow || !ValueLimits.holds(amount: value) {
          return .failure(fault(.amountOverflow, term.source, range))
        }
        total = next
      }
    }
    return .success(total)
  }

  /// A term's amount, or those of a list added up.
  private mutating func amount(
    _ term: MoneyTerm, _ range: Range<Int>, currency: Currency?, scale: AmountScale?
  ) -> Decoded<Int64> {
    guard term.isList else {
      return money(range, currency: currency, scale: scale, direction: nil)
    }
    var total: Int64 = 0
    var start = range.lowerBound
    for end in range.lowerBound...range.upperBound
    where end == range.upperBound || cells.bytes[end] == .space {
      guard
        case .value(let value) = money(
          start..<end, currency: currency, scale: scale, direction: nil)
      else { return .failure(.notANumber) }
      let (next, overflow) = total.addingReportingOverflow(value)
      if overflow { return .failure(.amountOverflow) }
      total = next
      start = end + 1
    }
    return .value(total)
  }

  private mutating func amountFault(
    _ source: ValueSource, _ range: Range<Int>, _ currency: Currency?, _ scale: AmountScale?
  ) -> Fault {
    guard
      case .failure(let failure) = money(range, currency: currency, scale: scale, direction: nil)
    else { return fault(.notANumber, source, range) }
    return fault(failure, source, range)
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
      fault.amount =
        statedTotal(emission.identities, currency: currency)
        ?? salvagedSum(emission.amounts, currency: currency)
    } else if let money, emission.kind == .statementLine {
      fault.amount = salvaged(emission.fields[money], currency: currency)
    }
  }

  private mutating func salvaged(_ field: FieldRule, currency: Currency) -> Int64? {
    var found: Int64?
    if let sum = field.sum {
      if case .success(let value) = self.sum(sum, currency: currency, scale: field.scale) {
        found = value
      }
    } else if case .value(let value) = money(
      resolve(field.source), currency: currency, scale: field.scale, direction: field.direction)
    {
      found = value
    }
    return found.map { field.isNegated ? -$0 : $0 }
  }

  /// What the row itself says that it comes to: the provider's totals are made of that.
  private mutating func statedTotal(_ identities: [IdentityRule], currency: Currency) -> Int64? {
    guard let identity = identities.first,
      case .success(let total) = sum(
        MoneySum(plus: [identity.total]), currency: currency, scale: nil)
    else { return nil }
    return total
  }

  private mutating func salvagedSum(_ rules: [AmountRule], currency: Currency) -> Int64? {
    var sum: Int64?
    for rule in rules {
      if let own = rule.currency.map({ resolve($0) }), !own.isEmpty,
        currencies.currency(cells, own) != currency
      {
        continue
      }
      // What a row states besides moves nothing.
      let meaning = meaning(of: rule.labels)
      if meanings[meaning].event == .stated { continue }
      guard case .success(let value) = amount(rule, currency: currency) else { return nil }
      guard let value else { continue }
      let (next, overflow) = (sum ?? 0).addingReportingOverflow(value)
      if overflow { return nil }
      sum = next
    }
    return sum
  }
}
