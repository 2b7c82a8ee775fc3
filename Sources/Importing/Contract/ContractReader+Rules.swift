import Accounting

extension ContractReader {
  /// Reads `rules`: each names a record, a field, and what must hold of it.
  func semanticRules(_ node: ContractNode) throws -> [RecordRules] {
    var rules = [RecordRules](repeating: RecordRules(), count: RecordKind.allCases.count)
    for item in try node.list() {
      let (kind, rule) = try semanticRule(item)
      guard !rules[Int(kind.rawValue)].all.contains(where: { $0.name == rule.name }) else {
        throw item.failure("the rule '\(rule.name)' stands twice")
      }
      rules[Int(kind.rawValue)].add(rule)
    }
    return rules
  }

  private func semanticRule(_ node: ContractNode) throws -> (RecordKind, SemanticRule) {
    let map = try node.map(
      "rule", "record", "field", "least", "most", "not_before", "within_days", "sign", "same_as",
      "unique", "unless", "except", "in")
    guard let name = try map["rule"]?.text() else { throw node.failure("'rule' is missing") }
    guard
      let kind = RecordKind.allCases.first(where: {
        $0.contractName == (try? map["record"]?.text())
      })
    else {
      let known = RecordKind.allCases.map(\.contractName).joined(separator: ", ")
      throw node.failure("'record' is one of \(known)")
    }
    guard let field = try map["field"]?.text(),
      let position = kind.columns.firstIndex(where: { $0.name == field })
    else { throw node.failure("a \(kind.contractName) has no such 'field'") }
    let place = RulePlace(node: node, kind: kind, field: field, position: position)
    let (test, text): (SemanticRule.Test, String)
    if let signs = map["sign"] {
      (test, text) = try self.signs(signs, place)
    } else if let other = map["not_before"] {
      (test, text) = try notBefore(other, days: map["within_days"], place)
    } else if let unique = map["unique"] {
      guard kind == .settlementLine, field == "reference", try unique.flag() else {
        throw unique.failure("'unique: true' is for the reference of a settlement_line")
      }
      test = .meeting(.oneTransaction)
      text = "a reference is one transaction's: another amount is a second version (DU-03)"
    } else if let other = map["same_as"] {
      (test, text) = try sameAs(other, place)
    } else {
      (test, text) = try range(map["least"], map["most"], map["in"], unless: map["unless"], place)
    }
    var rule = SemanticRule(name: name, field: field, test: test, text: text)
    if let except = map["except"] {
      guard case .signs = test else {
        throw except.failure("'except' names labels that a rule of 'sign' does not speak of")
      }
      let words = try except.texts()
      rule.exceptions = words.map { WordPattern($0) }
      let names = words.map {
        $0.filter { $0 != "*" }.split(separator: "|").joined(separator: ", ")
      }
      rule.text += "; but for \(names.joined(separator: ", "))"
    }
    return (kind, rule)
  }

  private func range(
    _ least: ContractNode?, _ most: ContractNode?, _ unit: ContractNode?,
    unless other: ContractNode?, _ place: RulePlace
  ) throws -> (SemanticRule.Test, String) {
    guard least != nil || most != nil else {
      throw place.node.failure("a rule has 'least', 'most', 'not_before', 'same_as' or 'sign'")
    }
    var test = RangeTest(field: place.isAmountOfLine ? -1 : place.position)
    var words: [String] = []
    if let least {
      test.least = try place.bound(least, isEnd: false)
      words.append("at least \(try least.text())")
    }
    if let most {
      test.most = try place.bound(most, isEnd: true)
      words.append("at most \(try most.text())")
    }
    var text = "\(SemanticRule.shown(place.field)) is \(words.joined(separator: " and "))"
    test.isInMinorUnits = place.isInMinorUnits
    if let unit {
      guard place.isMoney, let currency = Currency(code: try unit.text()) else {
        throw unit.failure("'in' is the currency that the limits of an amount are meant in")
      }
      test.magnitude = currency.magnitude
      text += " in \(currency.code), or about as much in another currency"
    }
    if let other {
      let name = try other.text()
      guard !place.isAmountOfLine,
        let position = place.kind.columns.firstIndex(where: { $0.name == name })
      else { throw other.failure("a \(place.kind.contractName) has no field '\(name)'") }
      test.unless = position
      text += ", unless \(name) is filled"
    }
    return (.range(test), text)
  }

  private func notBefore(
    _ other: ContractNode, days: ContractNode?, _ place: RulePlace
  ) throws -> (SemanticRule.Test, String) {
    let name = try other.text()
    if name == "sale" {
      guard [.refund, .settlementLine].contains(place.kind) else {
        throw other.failure("'not_before: sale' is for a refund or a settlement_line")
      }
      if days != nil {
        throw other.failure("'within_days' is for a date of the record, not for 'not_before: sale'")
      }
      return (.meeting(.notBeforeSale), "\(place.field) of a refund is not before its sale")
    }
    guard let origin = place.kind.columns.firstIndex(where: { $0.name == name }),
      place.unit(of: origin) == place.unit(of: place.position), let unit = place.unit(of: origin)
    else { throw other.failure("'\(name)' is no date that '\(place.field)' can be held against") }
    var test = RangeTest(field: place.position, origin: origin, least: Bound(0))
    var text = "\(SemanticRule.shown(place.field)) is not before \(name)"
    if let days {
      let limit = try days.integer()
      test.most = Bound(Int64(limit) * unit)
      text += ", nor more than \(limit) days after it"
    }
    return (.range(test), text)
  }

  private func sameAs(
    _ other: ContractNode, _ place: RulePlace
  ) throws -> (SemanticRule.Test, String) {
    guard place.kind == .settlementLine, place.field == "currency",
      try other.text() == "settlement"
    else { throw other.failure("'same_as: settlement' is for the currency of a settlement_line") }
    return (.meeting(.currencyOfSettlement), "currency is the one of the line's settlement")
  }

  private func signs(
    _ node: ContractNode, _ place: RulePlace
  ) throws -> (SemanticRule.Test, String) {
    guard place.isAmountOfLine else {
      throw node.failure("'sign' is for the amount of a settlement_line; others take 'least'")
    }
    var table = SignTable()
    var words: [String] = []
    for (key, value) in try node.entries() {
      let parts = key.split(separator: "/", maxSplits: 1)
      let component = parts.count > 1 ? LineComponent(name: parts[1]) : nil
      guard let event = LineEvent(name: parts[0]), parts.count == 1 || component != nil else {
        throw value.failure("'\(key)' is no event, or event/component")
      }
      let word = try value.text()
      guard word == "plus" || word == "minus" else {
        throw value.failure("a sign is plus or minus")
      }
      table.set(word == "plus" ? 1 : -1, event, component)
      words.append("\(key) \(word)")
    }
    return (.signs(table), "the sign of amount is, by kind: \(words.joined(separator: ", "))")
  }
}

/// The field that a rule is about, with what its limits are written in.
private struct RulePlace {
  let node: ContractNode
  let kind: RecordKind
  let field: String
  let position: Int

  var isAmountOfLine: Bool { kind == .settlementLine && field == "amount" }

  var isInMinorUnits: Bool {
    switch FieldKind.of(kind.columns[position], in: kind) {
    case .money, .amount: true
    default: false
    }
  }

  var isMoney: Bool { isInMinorUnits || field == "unit_cost_millionths" }

  /// How many of a date's units a day has; `nil` for what is no date.
  func unit(of position: Int) -> Int64? {
    switch FieldKind.of(kind.columns[position], in: kind) {
    case .instant: 86_400
    case .day: 1
    default: nil
    }
  }

  /// A limit in the field's own units; the end of a day where it is the last one.
  func bound(_ node: ContractNode, isEnd: Bool) throws -> Bound {
    let text = try node.text()
    switch FieldKind.of(kind.columns[position], in: kind) {
    case .money, .amount:
      if let bound = Bound(decimal: text) { return bound }
    case .whole:
      if let value = Int64(text) { return Bound(value) }
    case .scaled(let digits):
      if let bound = Bound(decimal: text, digits: digits) { return bound }
    case .day:
      if let day = CalendarDate(iso8601: text) { return Bound(Int64(day.dayNumber)) }
    case .instant:
      if let day = CalendarDate(iso8601: text) {
        return Bound(Int64(day.dayNumber) * 86_400 + (isEnd ? 86_399 : 0))
      }
    default: throw node.failure("'\(field)' has no range: it is neither number nor date")
    }
    throw node.failure("'\(text)' is no limit for '\(field)'")
  }
}
