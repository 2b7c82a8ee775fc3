import Accounting

extension RecordMaker {
  // MARK: - On the quick way: whether they hold

  /// Whether the record's own values keep the contract's rules.
  func keepsRules(_ head: RowPlan.Head) -> Bool {
    for index in head.ranges {
      let test = plan.ranges[index]
      let value = quick.cells[test.field]
      let origin = test.origin < 0 ? RecordCell.integer(0) : quick.cells[test.origin]
      guard value.length == -1, origin.length == -1 else { continue }
      if test.unless >= 0, quick.cells[test.unless].isFilled { continue }
      if !test.holds(value.value, from: origin.value, quick.unit) { return false }
    }
    return true
  }

  /// Whether an amount of a settlement line keeps the contract's rules.
  func keepsRules(_ amount: Int64, meaning: Int, _ head: RowPlan.Head) -> Bool {
    for index in head.amountRanges
    where !plan.ranges[index].holds(amount, from: 0, quick.unit) { return false }
    for index in head.signs {
      let entry = meanings[meaning]
      if !plan.signs[index].holds(amount, entry.event, entry.component) { return false }
    }
    return true
  }

  // MARK: - On the careful way: which do not, and why

  /// Notes the rules that the record in `scratch` breaks; it is taken all the same.
  mutating func noteBrokenRules(_ emission: Emission, currency: Currency?, line: Int) {
    let rules = contract.recordRules[Int(emission.kind.rawValue)]
    if rules.all.isEmpty { return }
    let unit = MoneyUnit(currency)
    for (rule, test) in rules.ranges {
      guard let value = scratch[test.field].optional,
        let origin = test.origin < 0 ? 0 : scratch[test.origin].optional,
        !test.holds(value, from: origin, unit),
        test.unless < 0 || !scratch[test.unless].isFilled
      else { continue }
      note(rules.all[rule], emission, value: value, doubts: test.field, currency, line: line)
    }
    for amount in amounts {
      let meaning = meanings[amount.meaning]
      for (rule, test) in rules.amountRanges
      where !test.holds(amount.value, from: 0, unit) {
        note(rules.all[rule], emission, amount, line: line)
      }
      for (rule, table) in rules.signs
      where !table.holds(amount.value, meaning.event, meaning.component)
        && !isExcepted(meaning, from: rules.all[rule])
      {
        note(rules.all[rule], emission, amount, line: line)
      }
    }
  }

  private func isExcepted(
    _ meaning: SettlementLineBatch.Meaning, from rule: SemanticRule
  ) -> Bool {
    if rule.exceptions.isEmpty { return false }
    let label = String(decoding: meaning.label, as: UTF8.self)
    return rule.exceptions.contains { $0.matches(label) }
  }

  private mutating func note(
    _ rule: SemanticRule, _ emission: Emission, _ amount: AmountScratch, line: Int
  ) {
    let meaning = meanings[amount.meaning]
    let shown = decimalText(amount.value, digits: amount.currency.minorDigits)
    var broken = broken(rule, emission, line: line)
    broken.message =
      "\(meaning.event.name)/\(meaning.component.name) of \(shown) \(amount.currency.code); "
      + "the rule: \(rule.text)"
    broken.key += "|\(String(decoding: meaning.label, as: UTF8.self))"
    broken.currency = amount.currency
    broken.amount = amount.value
    broken.at = moment(emission, doubts: -1)
    add(broken)
  }

  private mutating func note(
    _ rule: SemanticRule, _ emission: Emission, value: Int64, doubts field: Int,
    _ currency: Currency?, line: Int
  ) {
    let kind = emission.fields[field].kind
    var broken = broken(rule, emission, line: line)
    broken.message = "\(rule.shownField) is \(kind.text(value, currency)); the rule: \(rule.text)"
    if let origin = origin(of: rule), let from = scratch[origin].optional {
      let named = emission.fields[origin]
      broken.message += " (\(named.kind.text(from, currency)))"
    }
    broken.currency = currency
    if kind == .money { broken.amount = value }
    broken.at = moment(emission, doubts: field)
    add(broken)
  }

  private func origin(of rule: SemanticRule) -> Int? {
    guard case .range(let test) = rule.test, test.origin >= 0 else { return nil }
    return test.origin
  }

  private mutating func add(_ broken: BrokenRule) {
    tally.warn(broken.rule, "\(broken.message); taken, see DC-04")
    brokenRules.append(broken)
  }

  private func broken(_ rule: SemanticRule, _ emission: Emission, line: Int) -> BrokenRule {
    var names: [String] = []
    for name in emission.kind.namingColumns { names.append(text(name, emission)) }
    var broken = BrokenRule(
      provenance: Provenance(document: -1, line: Int32(clamping: line)), kind: emission.kind,
      rule: rule.name, message: "",
      key: names.joined(separator: "|"))
    broken.channel = text("channel", emission)
    broken.orderId = text("order_id", emission)
    broken.sku = text("sku", emission)
    broken.settlementId = text("settlement_id", emission)
    return broken
  }

  /// A text of the record in `scratch`; blank where its kind has no such column.
  private func text(_ name: String, _ emission: Emission) -> String {
    for (position, field) in emission.fields.enumerated() where field.name == name {
      return cells.text(scratch[position].range)
    }
    return ""
  }

  /// The record's first moment that the rule does not doubt.
  private func moment(_ emission: Emission, doubts field: Int) -> Instant? {
    for (position, other) in emission.fields.enumerated() where position != field {
      guard let value = scratch[position].optional else { continue }
      if other.kind == .instant { return Instant(seconds: value) }
      if other.kind == .day { return Instant(seconds: value * 86_400 + 43_200) }
    }
    return nil
  }
}

extension RecordKind {
  /// The texts that tell a record from others of its kind, whatever file it stands in.
  fileprivate var namingColumns: [String] {
    switch self {
    case .orderLine: ["channel", "order_id", "order_line_id"]
    case .refund: ["refund_id", "order_id", "order_line_id"]
    case .receipt: ["receipt_id", "sku"]
    case .charge: ["charge_id"]
    case .rate: ["base", "quote"]
    case .feeRate: ["channel", "sku"]
    case .settlement: ["settlement_id"]
    case .settlementLine:
      ["order_id", "item_code", "sku", "shipment", "adjustment", "reference"]
    case .statement: ["account", "statement_id"]
    case .statementLine: ["account", "reference", "text"]
    case .dispute: ["dispute_id"]
    case .deferral: ["order_id", "sku", "reference"]
    case .refundedTotal: ["channel", "order_id"]
    case .payoutTotal: ["settlement_id"]
    }
  }
}
