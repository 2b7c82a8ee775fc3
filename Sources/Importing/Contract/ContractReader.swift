import Accounting
import DelimitedText

/// Reads one contract file and compiles it.
struct ContractReader {
  private var slots = SlotTable()
  private var vocabularies: [String: Vocabulary]
  private var contract: FormatContract

  /// The contract of a YAML text.
  ///
  /// - Throws: ``ContractError`` with the place that does not fit.
  static func read(
    _ node: ContractNode, vocabularies: [String: Vocabulary]
  ) throws -> FormatContract {
    var reader = try ContractReader(node, vocabularies: vocabularies)
    try reader.compile(node)
    reader.contract.references = reader.slots.references
    reader.contract.constants = reader.slots.constants
    return reader.contract
  }

  private init(_ node: ContractNode, vocabularies: [String: Vocabulary]) throws {
    self.vocabularies = vocabularies
    let map = try Self.topLevel(node)
    guard let name = try map["format"]?.text() else { throw node.failure("'format' is missing") }
    let identity = try map["identity"]?.text() ?? "row"
    guard let identity = FormatContract.Identity(rawValue: identity) else {
      throw node.failure("identity is document, row or key, not '\(identity)'")
    }
    contract = FormatContract(
      name: name, version: try map["version"]?.integer() ?? 1,
      title: try map["title"]?.text() ?? name,
      description: try map["description"]?.text() ?? "",
      source: try map["source"]?.text() ?? "", identity: identity, origin: node.file,
      shape: .delimited(DelimitedShape()))
  }

  private static func topLevel(_ node: ContractNode) throws -> [String: ContractNode] {
    try node.map(
      "format", "version", "title", "description", "source", "identity", "text", "columns", "xml",
      "tagged",
      "dates", "numbers", "vocabulary", "meanings", "rows", "units", "totals", "promises",
      "expects_control")
  }

  private mutating func compile(_ node: ContractNode) throws {
    let map = try Self.topLevel(node)
    contract.datePatterns = try map["dates"]?.texts().map { DatePattern($0) } ?? []
    if let numbers = map["numbers"] { try readNumbers(numbers) }
    if let name = map["vocabulary"] {
      guard let shared = vocabularies[try name.text()] else {
        throw name.failure("there is no vocabulary '\(try name.text())'")
      }
      contract.vocabulary = shared
    }
    if let meanings = map["meanings"] {
      contract.vocabulary.entries.insert(
        contentsOf: try Vocabulary(meanings).entries, at: 0)
    }
    contract.totalsByDocument = try map["totals"]?.text() == "document"
    contract.expectsControl = try map["expects_control"]?.flag() ?? false
    contract.promises =
      try map["promises"]?.entries().map { ($0.key, try $0.value.text()) } ?? []
    if map["xml"] != nil || map["tagged"] != nil {
      try readMarkup(map["xml"], tagged: map["tagged"], units: map["units"], in: node)
    } else {
      try readDelimited(text: map["text"], columns: map["columns"])
      guard let rows = map["rows"] else { throw node.failure("'rows' is missing") }
      contract.rules = try rows.list().map { try rule($0) }
    }
  }

  private mutating func readNumbers(_ node: ContractNode) throws {
    let map = try node.map("decimal_marks", "forms")
    if let marks = map["decimal_marks"] {
      contract.decimalMarks = try marks.texts().compactMap { $0.utf8.first }
    }
    let forms: [String: NumberForms] = [
      "parentheses": .parentheses, "trailing_minus": .trailingMinus,
      "unicode_minus": .unicodeMinus, "currency_sign": .currencySign,
      "no_break_space": .noBreakSpace, "grouping": .grouping,
    ]
    for item in try map["forms"]?.list() ?? [] {
      guard let form = forms[try item.text()] else {
        throw item.failure("unknown number form '\(try item.text())'")
      }
      contract.numberForms.insert(form)
    }
  }

  // MARK: - Shapes

  private mutating func readDelimited(text: ContractNode?, columns: ContractNode?) throws {
    var shape = DelimitedShape()
    if let map = try text?.map("delimiters", "quote", "encodings") {
      let names: [String: String] = ["tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"]
      if let delimiters = map["delimiters"] {
        shape.delimiters = try delimiters.texts().compactMap { (names[$0] ?? $0).utf8.first }
      }
      if let quote = try map["quote"]?.text() {
        shape.quote = quote == "none" ? nil : quote.utf8.first
      }
      for item in try map["encodings"]?.list() ?? [] {
        guard let encoding = TextEncoding(rawValue: try item.text()) else {
          throw item.failure("unknown encoding '\(try item.text())'")
        }
        shape.encodings.append(encoding)
      }
    }
    if let map = try columns?.map("required", "optional", "others", "header_row", "starts_with") {
      shape.required = try map["required"]?.texts() ?? []
      shape.optional = try map["optional"]?.texts() ?? []
      shape.allowsOtherColumns = try map["others"]?.text() == "allowed"
      shape.headerRowType = try map["header_row"]?.text()
      shape.leadingRowTypes = try map["starts_with"]?.texts() ?? []
    }
    contract.shape = .delimited(shape)
  }

  private mutating func readMarkup(
    _ xml: ContractNode?, tagged: ContractNode?, units: ContractNode?, in node: ContractNode
  ) throws {
    var shape = MarkupShape()
    if let map = try xml?.map("root", "elements", "known") {
      shape.root = try map["root"]?.text() ?? ""
      shape.elements =
        try map["elements"]?.texts().map { $0.split(separator: "/").map(String.init) } ?? []
      shape.knownNames = Set(try map["known"]?.texts() ?? [])
    }
    shape.isXML = xml != nil
    if let tagged {
      let (root, tagged) = try TaggedShape.read(tagged)
      shape.tagged = tagged
      if !root.isEmpty { shape.root = root }
    }
    guard let units else { throw node.failure("'units' is missing") }
    for unit in try units.list() {
      let map = try unit.map("unit", "keep", "rows")
      guard let path = try map["unit"]?.text() else { throw unit.failure("'unit' is missing") }
      let start = contract.rules.count
      for row in try map["rows"]?.list() ?? [] { contract.rules.append(try rule(row)) }
      shape.units.append(
        UnitRule(
          path: path.split(separator: "/").map(String.init),
          isKept: try map["keep"]?.flag() ?? false, rules: start..<contract.rules.count))
    }
    contract.shape = .markup(shape)
  }

  // MARK: - Rows

  private mutating func rule(_ node: ContractNode) throws -> RowRule {
    let map = try node.map(
      "name", "when", "each", "as", "emit", "control", "count", "names_columns", "unpivot")
    var rule = RowRule()
    rule.each = try map["each"]?.texts().map { ElementPattern($0) } ?? []
    if let counting = map["as"] {
      guard let value = RowRule.Counting(rawValue: try counting.text()) else {
        throw counting.failure("a row counts as accepted, noted, ignored or none")
      }
      rule.counting = value
    }
    rule.isColumnHeader = try map["names_columns"]?.flag() ?? false
    rule.conditions = try conditions(map["when"])
    rule.emissions = try map["emit"]?.list().map { try emission($0) } ?? []
    if rule.counting == .noted {
      for position in rule.emissions.indices { rule.emissions[position].isNoted = true }
    }
    if let control = map["control"] { rule.control = try self.control(control) }
    if let count = map["count"] {
      let map = try count.map("value", "since")
      guard let value = map["value"] else { throw count.failure("'value' is missing") }
      rule.count = CountRule(
        source: try slots.source(value), since: try map["since"]?.texts() ?? [])
    }
    if let unpivot = map["unpivot"] {
      rule.unpivots = true
      rule.unpivotBlanks =
        try unpivot.map("blank")["blank"]?.texts().map { Array($0.utf8) } ?? []
    }
    return rule
  }

  /// Mappings of a column to `present`, `empty`, a list of values, or `{not: [values]}`.
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

  private func test(_ node: ContractNode) throws -> Condition.Test {
    if node.isMapping {
      let words = try node.map("not")["not"]?.texts() ?? []
      return .notAmong(words.map { Array($0.utf8) })
    }
    if node.isScalar, try node.text() == "present" { return .present }
    if node.isScalar, try node.text() == "empty" { return .empty }
    return .among(try node.texts().map { Array($0.utf8) })
  }

  private mutating func control(_ node: ContractNode) throws -> ControlRule {
    let map = try node.map("group", "currency", "plus", "minus", "scale", "of")
    guard let currency = map["currency"] else { throw node.failure("'currency' is missing") }
    return ControlRule(
      group: try map["group"]?.text() ?? "", currency: try slots.source(currency),
      plus: try map["plus"]?.list().map { try slots.source($0) } ?? [],
      minus: try map["minus"]?.list().map { try slots.source($0) } ?? [],
      scale: try map["scale"]?.integer(), of: try map["of"].map { try slots.source($0) })
  }

  private mutating func emission(_ node: ContractNode) throws -> Emission {
    let map = try node.map(
      "record", "fields", "amounts", "merge", "same_currency", "require_any", "identity", "noted")
    guard let name = try map["record"]?.text(),
      let kind = RecordKind.allCases.first(where: { $0.contractName == name })
    else {
      let known = RecordKind.allCases.map(\.contractName).joined(separator: ", ")
      throw node.failure("'record' is one of \(known)")
    }
    var emission = Emission(kind: kind, fields: [])
    emission.fields = try fields(map["fields"], of: kind)
    emission.amounts = try map["amounts"]?.list().map { try amount($0) } ?? []
    if kind == .settlementLine && emission.amounts.isEmpty {
      throw node.failure("a settlement_line needs 'amounts'")
    }
    emission.merges = try map["merge"]?.flag() ?? false
    emission.isNoted = try map["noted"]?.flag() ?? false
    emission.sameCurrency = try map["same_currency"].map { try slots.source($0) }
    emission.requireAny = try map["require_any"]?.list().map { try slots.source($0) } ?? []
    if let identity = map["identity"] {
      let map = try identity.map("total", "plus", "minus")
      guard let total = map["total"] else { throw identity.failure("'total' is missing") }
      emission.identity = IdentityRule(
        total: try slots.source(total),
        plus: try map["plus"]?.list().map { try slots.source($0) } ?? [],
        minus: try map["minus"]?.list().map { try slots.source($0) } ?? [])
    }
    return emission
  }

  private mutating func fields(_ node: ContractNode?, of kind: RecordKind) throws -> [FieldRule] {
    var given: [String: ContractNode] = [:]
    for (name, value) in try node?.entries() ?? [] {
      guard kind.columns.contains(where: { $0.name == name }) else {
        throw value.failure("a \(kind.contractName) has no field '\(name)'")
      }
      given[name] = value
    }
    return try kind.columns.map { column in
      var rule = FieldRule(name: column.name, kind: FieldKind.of(column, in: kind))
      if let node = given[column.name] { try fill(&rule, from: node) }
      return rule
    }
  }

  private static let fieldKeys = [
    "required", "not_negative", "positive", "negate", "default", "direction", "scale", "currency",
    "near",
  ]

  private mutating func fill(_ rule: inout FieldRule, from node: ContractNode) throws {
    rule.source = try slots.source(node, extraKeys: Self.fieldKeys)
    guard node.isMapping else { return }
    let map = Dictionary(try node.entries().map { ($0.key, $0.value) }) { first, _ in first }
    rule.isRequired = try map["required"]?.flag() ?? false
    rule.isNonNegative = try map["not_negative"]?.flag() ?? false
    rule.isPositive = try map["positive"]?.flag() ?? false
    rule.isNegated = try map["negate"]?.flag() ?? false
    rule.direction = try map["direction"].map { try direction($0) }
    rule.scale = try map["scale"]?.integer()
    rule.ownCurrency = try map["currency"].map { try slots.source($0) }
    rule.near = try map["near"].map { try slots.source($0) }
    if let value = map["default"] {
      if case .word(let words) = rule.kind {
        rule.fallback = words[try value.text()]
      } else {
        rule.fallback = Int64(try value.integer())
      }
    }
  }

  private mutating func amount(_ node: ContractNode) throws -> AmountRule {
    let map = try node.map(
      "value", "labels", "negate", "skip_zero", "direction", "scale", "currency")
    guard let value = map["value"] else { throw node.failure("'value' is missing") }
    return AmountRule(
      source: try slots.source(value),
      labels: try map["labels"]?.list().map { try slots.source($0) } ?? [],
      isNegated: try map["negate"]?.flag() ?? false,
      skipsZero: try map["skip_zero"]?.flag() ?? false,
      direction: try map["direction"].map { try direction($0) },
      scale: try map["scale"]?.integer(),
      currency: try map["currency"].map { try slots.source($0) })
  }

  private mutating func direction(_ node: ContractNode) throws -> Direction {
    let map = try node.map("value", "credit", "debit")
    guard let value = map["value"] else { throw node.failure("'value' is missing") }
    return Direction(
      source: try slots.source(value),
      credit: try map["credit"]?.texts().map { Array($0.utf8) } ?? [],
      debit: try map["debit"]?.texts().map { Array($0.utf8) } ?? [])
  }
}

extension RecordKind {
  /// The name of the kind in contracts.
  var contractName: String {
    switch self {
    case .charge: "charge"
    case .rate: "rate"
    case .statement: "statement"
    case .statementLine: "statement_line"
    default: table
    }
  }
}

extension StringProtocol {
  var trimmingBlanks: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }
}
