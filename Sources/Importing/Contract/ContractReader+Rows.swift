import Accounting

extension ContractReader {
  mutating func rule(_ node: ContractNode) throws -> RowRule {
    let map = try node.map(
      "name", "when", "each", "as", "emit", "control", "count", "names_columns", "unpivot",
      "balance", "checks", "short", "refuse", "summary")
    var rule = RowRule()
    slots.asked = []
    rule.each = try map["each"]?.texts().map { ElementPattern($0) } ?? []
    if let counting = map["as"] {
      guard let value = RowRule.Counting(rawValue: try counting.text()) else {
        throw counting.failure("a row counts as accepted, noted, ignored or none")
      }
      rule.counting = value
    }
    rule.isColumnHeader = try map["names_columns"]?.flag() ?? false
    rule.conditions = try conditions(map["when"])
    rule.refusal = try map["refuse"].map { try refusal($0) }
    rule.emissions = try map["emit"]?.list().map { try emission($0) } ?? []
    if rule.counting == .noted {
      for position in rule.emissions.indices { rule.emissions[position].isNoted = true }
    }
    if let control = map["control"] { rule.control = try self.control(control) }
    if let count = map["count"] {
      let map = try count.map("value", "since", "missing")
      guard let value = map["value"] else { throw count.failure("'value' is missing") }
      rule.count = CountRule(
        holds: try map["missing"]?.text() == "held", source: try slots.source(value),
        since: try map["since"]?.texts() ?? [])
    }
    rule.isShort = try map["short"]?.flag() ?? false
    rule.checks = try map["checks"]?.list().map { try check($0) } ?? []
    if let balance = map["balance"] { rule.balance = try self.balance(balance) }
    rule.summary = try map["summary"].map { try summary($0) }
    if let unpivot = map["unpivot"] {
      rule.unpivots = true
      rule.unpivotBlanks =
        try unpivot.map("blank")["blank"]?.texts().map { Array($0.utf8) } ?? []
    }
    rule.slots = slots.asked.sorted()
    return rule
  }

  private mutating func summary(_ node: ContractNode) throws -> SummaryRule {
    let map = try node.map(
      "of", "count", "sum", "credit_count", "credit_sum", "debit_count", "debit_sum", "net",
      "net_direction")
    guard let of = map["of"] else { throw node.failure("'of', the statement, is missing") }
    var rule = SummaryRule(of: try slots.source(of))
    let source = { (slots: inout SlotTable, key: String) in
      try map[key].map { try slots.source($0) } ?? .nothing
    }
    rule.all = .init(count: try source(&slots, "count"), sum: try source(&slots, "sum"))
    rule.credits = .init(
      count: try source(&slots, "credit_count"), sum: try source(&slots, "credit_sum"))
    rule.debits = .init(
      count: try source(&slots, "debit_count"), sum: try source(&slots, "debit_sum"))
    rule.net = try source(&slots, "net")
    rule.netSign = try map["net_direction"].map { try direction($0) }
    return rule
  }

  private mutating func refusal(_ node: ContractNode) throws -> FileRefusal {
    let map = try node.map("because", "quote")
    guard let because = map["because"] else { throw node.failure("'because' is missing") }
    return FileRefusal(
      message: try because.text(),
      quoted: try map["quote"].map { try slots.source($0) } ?? ValueSource())
  }

  private mutating func check(_ node: ContractNode) throws -> DocumentCheck {
    let map = try node.map("name", "when", "currency", "total", "plus", "minus")
    guard let total = map["total"], let currency = map["currency"] else {
      throw node.failure("a check has 'total' and 'currency'")
    }
    return DocumentCheck(
      name: try map["name"]?.text() ?? "", conditions: try conditions(map["when"]),
      currency: try slots.source(currency),
      identity: IdentityRule(total: try term(total), sum: try sum(map)))
  }

  private mutating func conversion(_ node: ContractNode) throws -> ConversionRule {
    let map = try node.map("from", "currency", "rate", "to", "within")
    guard let from = map["from"], let to = map["to"], let rate = map["rate"],
      let currency = map["currency"]
    else { throw node.failure("'conversion' has 'from', 'currency', 'rate' and 'to'") }
    return ConversionRule(
      from: try sum(from.map("plus", "minus")), currency: try slots.source(currency),
      rate: try slots.source(rate), to: try sum(to.map("plus", "minus")),
      within: Int64(try map["within"]?.integer() ?? 0))
  }

  private mutating func balance(_ node: ContractNode) throws -> BalanceRule {
    let map = try node.map("value", "change", "currency")
    guard let value = map["value"], let change = map["change"], let currency = map["currency"]
    else { throw node.failure("'balance' has 'value', 'change' and 'currency'") }
    return BalanceRule(
      value: try slots.source(value), change: try slots.source(change),
      currency: try slots.source(currency))
  }

  /// Mappings of a column to `present`, `empty`, `nonzero`, a list of values, `{not: [values]}`,
  /// `{like: [patterns]}`, or, of a balance, `{unmoved_by: change, currency: column}`.
  private mutating func conditions(_ node: ContractNode?) throws -> [Condition] {
    var result: [Condition] = []
    for (reference, test) in try node?.entries() ?? [] {
      var source = ValueSource(name: reference)
      source.alternatives = reference.split(separator: "|").map {
        .slot(slots.slot($0.trimmingBlanks))
      }
      result.append(Condition(source: source, test: try self.test(test)))
    }
    return result
  }

  private mutating func test(_ node: ContractNode) throws -> Condition.Test {
    if node.isMapping {
      let map = try node.map("not", "like", "unmoved_by", "currency")
      if let change = map["unmoved_by"] {
        guard let currency = map["currency"] else { throw node.failure("'currency' is missing") }
        return .unmoved(by: try slots.source(change), currency: try slots.source(currency))
      }
      if let patterns = map["like"] { return .like(try patterns.texts().map { WordPattern($0) }) }
      let words = try map["not"]?.texts() ?? []
      return .notAmong(words.map { Array($0.utf8) })
    }
    if node.isScalar, try node.text() == "present" { return .present }
    if node.isScalar, try node.text() == "empty" { return .empty }
    if node.isScalar, try node.text() == "nonzero" { return .nonZero }
    return .among(try node.texts().map { Array($0.utf8) })
  }

  private mutating func control(_ node: ContractNode) throws -> ControlRule {
    let map = try node.map("group", "currency", "plus", "minus", "scale", "rows", "of")
    guard let currency = map["currency"] else { throw node.failure("'currency' is missing") }
    return ControlRule(
      group: try map["group"]?.text() ?? "", currency: try slots.source(currency),
      declared: try sum(map), rows: try map["rows"].map { try sum($0.map("plus", "minus")) },
      scale: try map["scale"].map(amountScale), of: try map["of"].map { try slots.source($0) })
  }

  private mutating func sum(_ map: [String: ContractNode]) throws -> MoneySum {
    MoneySum(
      plus: try map["plus"]?.list().map { try term($0) } ?? [],
      minus: try map["minus"]?.list().map { try term($0) } ?? [])
  }

  /// A value, with `times` for one that counts as often as another column says.
  private mutating func term(_ node: ContractNode) throws -> MoneyTerm {
    var times: ValueSource?
    if node.isMapping, let factor = try node.entries().first(where: { $0.key == "times" }) {
      times = try slots.source(factor.value)
    }
    let source = try slots.source(node, extraKeys: ["times"])
    return MoneyTerm(source: source, times: times, isList: source.name.hasSuffix("*"))
  }

  /// `total` against `plus` and `minus`; of a list one must hold.
  private mutating func identities(_ node: ContractNode) throws -> [IdentityRule] {
    try node.list().map { item in
      let map = try item.map("total", "plus", "minus", "same")
      guard let total = map["total"] else { throw item.failure("'total' is missing") }
      return IdentityRule(
        same: try map["same"]?.list().map { try slots.source($0) } ?? [],
        total: try term(total), sum: try sum(map))
    }
  }

  private mutating func emission(_ node: ContractNode) throws -> Emission {
    let map = try node.map(
      "record", "fields", "amounts", "merge", "same_currency", "require_any", "identity", "noted",
      "identities", "conversion", "balanced")
    guard let name = try map["record"]?.text(),
      let kind = RecordKind.allCases.first(where: { $0.contractName == name })
    else {
      let known = RecordKind.allCases.map(\.contractName).joined(separator: ", ")
      throw node.failure("'record' is one of \(known)")
    }
    var emission = Emission(kind: kind, fields: [])
    emission.fields = try fields(map["fields"], of: kind)
    emission.amounts = try map["amounts"]?.list().map { try amount($0) } ?? []
    try require(&emission, node)
    if kind == .settlementLine && emission.amounts.isEmpty {
      throw node.failure("a settlement_line needs 'amounts'")
    }
    emission.merges = try map["merge"]?.flag() ?? false
    emission.isNoted = try map["noted"]?.flag() ?? false
    emission.sameCurrency = try map["same_currency"].map { try slots.source($0) }
    emission.requireAny = try map["require_any"]?.list().map { try slots.source($0) } ?? []
    emission.strictIdentities = try map["identities"].map { try identities($0) } ?? []
    emission.conversion = try map["conversion"].map { try conversion($0) }
    emission.balanced = try map["balanced"]?.list().map { try term($0) } ?? []
    emission.identities = try map["identity"].map { try identities($0) } ?? []
    return emission
  }

  /// Makes sure of what the ledger does not take a record without.
  private func require(_ emission: inout Emission, _ node: ContractNode) throws {
    for index in emission.fields.indices {
      let field = emission.fields[index]
      guard emission.kind.neededFields.contains(field.name) else { continue }
      let isOfAmounts =
        field.name == "currency" && emission.amounts.contains { $0.currency != nil }
      guard !field.source.isNothing || field.sum != nil || field.fallback != nil || isOfAmounts
      else {
        throw node.failure("a \(emission.kind.contractName) needs the field '\(field.name)'")
      }
      if field.fallback == nil, field.name != "currency", field.kind != .key {
        emission.fields[index].isRequired = true
      }
    }
  }

  private mutating func fields(_ node: ContractNode?, of kind: RecordKind) throws -> [FieldRule] {
    var given: [String: ContractNode] = [:]
    for (name, value) in try node?.entries() ?? [] {
      guard kind.columns.contains(where: { $0.name == name }) else {
        let known = kind.columns.map(\.name).joined(separator: ", ")
        throw value.failure("a \(kind.contractName) has no field '\(name)'; known: \(known)")
      }
      given[name] = value
    }
    return try kind.columns.map { column in
      var rule = FieldRule(name: column.name, kind: FieldKind.of(column, in: kind))
      if let node = given[column.name] {
        try fill(&rule, from: node)
        try checkConstant(rule, node)
      }
      if kind == .settlementLine, column.name == "order_id", let orderKey, !rule.source.isNothing {
        rule.source = slots.column(orderKey)
      }
      return rule
    }
  }

  private func checkConstant(_ rule: FieldRule, _ node: ContractNode) throws {
    guard rule.kind == .currency, rule.source.alternatives.count == 1,
      case .constant(let range) = rule.source.alternatives[0]
    else { return }
    let code = String(decoding: slots.constants[range], as: UTF8.self)
    guard Currency(code: code) != nil else {
      throw node.failure("'\(code)' is no currency of ISO 4217")
    }
  }

  private func amountScale(_ node: ContractNode) throws -> AmountScale {
    let text = try node.text()
    if text == "minor" { return .minorUnits }
    guard let digits = Int(text), (0...9).contains(digits) else {
      throw node.failure(
        "a scale is a number of digits (2 for cents), or minor for the currency's own, "
          + "not '\(text)'")
    }
    return .digits(digits)
  }

  private static let fieldKeys = [
    "required", "not_negative", "positive", "negate", "default", "direction", "scale", "currency",
    "near", "plus", "minus", "times", "share", "own", "absolute", "words", "other",
    "either_sign", "unreadable",
  ]

  private mutating func fill(_ rule: inout FieldRule, from node: ContractNode) throws {
    rule.source = try slots.source(node, extraKeys: Self.fieldKeys)
    if rule.kind == .money, rule.source.name.hasSuffix("*") {
      rule.sum = MoneySum(plus: [MoneyTerm(source: rule.source, isList: true)])
    }
    guard node.isMapping else { return }
    let map = Dictionary(try node.entries().map { ($0.key, $0.value) }) { first, _ in first }
    rule.isRequired = try map["required"]?.flag() ?? false
    rule.isNonNegative = try map["not_negative"]?.flag() ?? false
    rule.isPositive = try map["positive"]?.flag() ?? false
    rule.isNegated = try map["negate"]?.flag() ?? false
    rule.direction = try map["direction"].map { try direction($0) }
    rule.scale = try map["scale"].map(amountScale)
    rule.ownCurrency = try map["currency"].map { try slots.source($0) }
    rule.near = try map["near"].map { try slots.source($0) }
    rule.isAbsolute = try map["absolute"]?.flag() ?? false
    rule.hasEitherSign = try map["either_sign"]?.flag() ?? false
    if let unreadable = map["unreadable"] {
      guard try unreadable.text() == "blank" else {
        throw unreadable.failure("what is unreadable is left blank or set aside")
      }
      rule.mayBeUnreadable = true
    }
    if map["plus"] != nil || map["minus"] != nil || map["times"] != nil {
      var sum = try self.sum(map)
      let times = try map["times"].map { try slots.source($0) }
      if !rule.source.isNothing {
        let isList = rule.source.name.hasSuffix("*")
        sum.plus.insert(MoneyTerm(source: rule.source, times: times, isList: isList), at: 0)
      }
      rule.sum = sum
    }
    rule.own = try map["own"].map { try sum($0.map("plus", "minus")) }
    if let share = map["share"] { rule.share = try self.share(share, of: &rule) }
    if case .word(let words) = rule.kind { try fill(&rule, words, from: map) }
    if let value = map["default"], rule.fallback == nil {
      rule.fallback = Int64(try value.integer())
    }
  }

  /// `first` gives the first row all of it.
  private mutating func share(_ node: ContractNode, of rule: inout FieldRule) throws -> ShareRule {
    if rule.sum == nil { rule.sum = MoneySum(plus: [MoneyTerm(source: rule.source)]) }
    if node.isScalar, try node.text() == "first" {
      return ShareRule(by: MoneySum(), whole: MoneySum())
    }
    let map = try node.map("by", "whole")
    guard let by = map["by"], let whole = map["whole"] else {
      throw node.failure("'share' is 'first', or has 'by' and 'whole'")
    }
    return ShareRule(
      by: try sum(by.map("plus", "minus")), whole: try sum(whole.map("plus", "minus")))
  }

  /// `words` maps the format's words, by pattern, to the field's own; `other` stands for the rest.
  private func fill(
    _ rule: inout FieldRule, _ words: [String: Int64], from map: [String: ContractNode]
  ) throws {
    let value = { (node: ContractNode) throws -> Int64 in
      guard let value = words[try node.text()] else {
        throw node.failure(
          "'\(try node.text())' is none of \(words.keys.sorted().joined(separator: ", "))")
      }
      return value
    }
    for (pattern, word) in try map["words"]?.entries() ?? [] {
      rule.words.append((WordPattern(pattern), try value(word)))
    }
    rule.otherWord = try map["other"].map(value)
    rule.fallback = try map["default"].map(value)
  }

  private mutating func amount(_ node: ContractNode) throws -> AmountRule {
    let map = try node.map(
      "value", "sum", "labels", "negate", "sign", "skip_zero", "direction", "scale", "currency")
    let sum = try map["sum"].map { try self.sum($0.map("plus", "minus")) }
    guard let source = try map["value"].map({ try slots.source($0) }) ?? sum?.plus.first?.source
    else { throw node.failure("'value' or 'sum' is missing") }
    var rule = AmountRule(
      source: source, sum: sum,
      labels: try map["labels"]?.list().map { try slots.source($0) } ?? [],
      isNegated: try map["negate"]?.flag() ?? false,
      skipsZero: try map["skip_zero"]?.flag() ?? false,
      direction: try map["direction"].map { try direction($0) },
      scale: try map["scale"].map(amountScale),
      currency: try map["currency"].map { try slots.source($0) })
    if let sign = map["sign"] {
      rule.sign = AmountRule.Sign(rawValue: try sign.text())
      if rule.sign == nil { throw sign.failure("a sign is plus or minus") }
    }
    return rule
  }

  private mutating func direction(_ node: ContractNode) throws -> Direction {
    let map = try node.map("value", "credit", "debit", "blank")
    guard let value = map["value"] else { throw node.failure("'value' is missing") }
    if let blank = map["blank"], try blank.text() != "credit" {
      throw blank.failure("a blank direction is credit or an error")
    }
    return Direction(
      source: try slots.source(value),
      credit: try map["credit"]?.texts().map { Array($0.utf8) } ?? [],
      debit: try map["debit"]?.texts().map { Array($0.utf8) } ?? [],
      isCreditWhenBlank: map["blank"] != nil)
  }
}
