import Accounting
import DelimitedText

/// Reads one contract file and compiles it.
struct ContractReader {
  var slots = SlotTable()
  private var vocabularies: [String: Vocabulary]
  private var contract: FormatContract
  /// The column or path of the order number, where the contract's own is not wanted.
  private(set) var orderKey: String?

  /// The contract of a YAML text.
  ///
  /// - Throws: ``ContractError`` with the place that does not fit.
  static func read(
    _ node: ContractNode, vocabularies: [String: Vocabulary], orderKeys: [String: String] = [:]
  ) throws -> FormatContract {
    var reader = try ContractReader(node, vocabularies: vocabularies)
    reader.orderKey = orderKeys[reader.contract.source]
    try reader.compile(node)
    reader.contract.references = reader.slots.references
    reader.contract.constants = reader.slots.constants
    return reader.contract
  }

  private init(_ node: ContractNode, vocabularies: [String: Vocabulary]) throws {
    self.vocabularies = vocabularies
    let map = try Self.topLevel(node)
    guard let name = try map["format"]?.text() else { throw node.failure("'format' is missing") }
    guard !name.isEmpty, !name.contains(where: { $0 == "/" || $0.isWhitespace }) else {
      throw (map["format"] ?? node).failure("a format's name has no blank and no '/'")
    }
    if let version = map["version"], try version.integer() < 1 {
      throw version.failure("versions count from 1")
    }
    let identity = try map["identity"]?.text() ?? "row"
    guard let identity = FormatContract.Identity(rawValue: identity) else {
      throw (map["identity"] ?? node).failure(
        "identity is document, row or key, not '\(identity)'")
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
      "dates", "dates_agree", "numbers", "vocabulary", "meanings", "rows", "units", "totals",
      "promises", "tagged", "expects_control", "posted_by", "row_identity", "rules")
  }

  private mutating func compile(_ node: ContractNode) throws {
    let map = try Self.topLevel(node)
    contract.datePatterns = try map["dates"]?.list().map { try datePattern($0) } ?? []
    if let numbers = map["numbers"] { try readNumbers(numbers) }
    if let name = map["vocabulary"] {
      guard let shared = vocabularies[try name.text()] else {
        throw name.failure("there is no vocabulary '\(try name.text())'")
      }
      contract.vocabulary = shared
      contract.vocabularyName = try name.text()
    }
    if let meanings = map["meanings"] {
      contract.vocabulary.entries.insert(
        contentsOf: try Vocabulary(meanings).entries, at: 0)
    }
    if let rules = map["rules"] { contract.recordRules = try semanticRules(rules) }
    contract.datesAgree = try map["dates_agree"]?.flag() ?? false
    contract.rowIdentity = Set(try map["row_identity"]?.texts() ?? [])
    contract.postedBy = try map["posted_by"]?.texts() ?? []
    if !contract.postedBy.isEmpty { contract.vocabulary.turnIntoMemos() }
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
      try checkColumns(rows)
      try checkShares(rows)
      needTotals()
    }
    try checkIdentity(map["identity"] ?? node)
  }

  /// Lines of statements and settlements have no key of their own.
  private func checkIdentity(_ node: ContractNode) throws {
    let kinds = contract.rules.flatMap(\.emissions).map(\.kind)
    guard contract.identity == .key,
      let kind = kinds.first(where: { $0 == .statementLine || $0 == .settlementLine })
    else { return }
    throw node.failure("a \(kind.contractName) has no key: its identity is row")
  }

  /// Refuses rows that read a column which the contract does not name: it would always be blank.
  private func checkColumns(_ rows: ContractNode) throws {
    guard case .delimited(let shape) = contract.shape, !shape.allowsOtherColumns else { return }
    let named = Set((shape.required + shape.optional).map(HeaderBinding.folded))
    let given = Set(shape.preambleValues.map(\.slot))
    for (slot, reference) in slots.references.enumerated()
    where !reference.hasPrefix("$") && !given.contains(slot) && reference != orderKey {
      let name = reference.hasSuffix("*") ? String(reference.dropLast()) : reference
      guard named.contains(HeaderBinding.folded(name)) else {
        throw rows.place(of: name).failure(
          "'columns' has no '\(name)': add it there as required or optional, or correct the name")
      }
    }
  }

  /// A column that every file has, and that a row must come to, is not left blank beside its parts;
  /// where nothing is booked, it may be.
  private mutating func needTotals() {
    guard case .delimited(let shape) = contract.shape, contract.postedBy.isEmpty else { return }
    let required = Set(shape.required)
    let mark = { (identities: inout [IdentityRule]) in
      for index in identities.indices {
        identities[index].needsTotal = required.contains(identities[index].total.source.name)
      }
    }
    for rule in contract.rules.indices {
      for emission in contract.rules[rule].emissions.indices {
        mark(&contract.rules[rule].emissions[emission].identities)
        mark(&contract.rules[rule].emissions[emission].strictIdentities)
      }
    }
  }

  /// Refuses shares of values where nothing says which rows share them.
  private func checkShares(_ rows: ContractNode) throws {
    guard case .delimited(let shape) = contract.shape, shape.carry == nil else { return }
    let fields = contract.rules.flatMap(\.emissions).flatMap(\.fields)
    guard fields.contains(where: { $0.share != nil }) else { return }
    throw rows.failure("'share' needs 'carry' in 'columns': the key that the rows have in common")
  }

  private func datePattern(_ node: ContractNode) throws -> DatePattern {
    let text = try node.text()
    guard let pattern = DatePattern(checked: text) else {
      throw node.failure(
        "'\(text)' is no pattern of a date: it has yyyy or yy, MM, M, MMM or MMMM, and dd or d, "
          + "perhaps HH:mm:ss and z, each of them once; M, d, H and h are not followed by a digit; "
          + "other letters stand between ' and '")
    }
    return pattern
  }

  private mutating func readNumbers(_ node: ContractNode) throws {
    let map = try node.map("decimal_marks", "forms")
    if let marks = map["decimal_marks"] {
      contract.decimalMarks = try marks.list().map { node in
        let mark = try node.text()
        guard mark == "." || mark == "," else {
          throw node.failure("a decimal mark is '.' or ',', in quotes, not '\(mark)'")
        }
        return mark.utf8.first ?? 0
      }
      if contract.decimalMarks.isEmpty {
        throw marks.failure("a decimal mark is missing: '.', ',' or both, and the file decides")
      }
    }
    let forms: [String: NumberForms] = [
      "parentheses": .parentheses, "trailing_minus": .trailingMinus,
      "unicode_minus": .unicodeMinus, "currency_sign": .currencySign,
      "currency_code": .currencyCode,
      "no_break_space": .noBreakSpace, "grouping": .grouping, "float_noise": .floatNoise,
      "lakh": .lakh, "credit_debit": .creditDebit,
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
    try readDialect(text, into: &shape)
    if let map = try columns?.map(
      "required", "optional", "others", "header_row", "starts_with", "preamble",
      "preamble_values", "aliases", "names", "carry", "numbered", "fill_down", "repeated",
      "varying",
      "trailing")
    {
      try readColumns(map, into: &shape)
      try readFilling(map, into: &shape)
    }
    contract.shape = .delimited(shape)
  }

  private func readDialect(_ text: ContractNode?, into shape: inout DelimitedShape) throws {
    if let map = try text?.map("delimiters", "quote", "encodings") {
      let names: [String: String] = ["tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"]
      if let delimiters = map["delimiters"] {
        shape.delimiters = try delimiters.list().map { node in
          let text = try node.text()
          guard let byte = (names[text] ?? text).utf8.first, (names[text] ?? text).utf8.count == 1
          else {
            throw node.failure(
              "a delimiter is tab, comma, semicolon, pipe or one character, not '\(text)'")
          }
          return byte
        }
      }
      if let quote = try map["quote"]?.text() {
        shape.quote = quote == "none" ? nil : quote.utf8.first
      }
      for item in try map["encodings"]?.list() ?? [] {
        guard let encoding = TextEncoding(name: try item.text()) else {
          throw item.failure("unknown encoding '\(try item.text())'")
        }
        shape.encodings.append(encoding)
      }
    }
  }

  private mutating func readColumns(
    _ map: [String: ContractNode], into shape: inout DelimitedShape
  ) throws {
    shape.required = try map["required"]?.texts() ?? []
    if let names = map["names"] {
      guard map["required"] == nil, map["preamble"] == nil else {
        throw names.failure(
          "'names' are those of a file without a row of names: not 'required' too")
      }
      shape.required = try names.texts()
      shape.isNameless = true
    }
    shape.optional = try map["optional"]?.texts() ?? []
    if let others = map["others"] {
      let word = try others.text()
      guard word == "allowed" || word == "currencies" else {
        throw others.failure("other columns are 'allowed', or 'currencies' that name columns")
      }
      shape.allowsOtherColumns = true
      shape.hasCurrencyColumns = word == "currencies"
    }
    if let trailing = map["trailing"] {
      guard try trailing.text() == "allowed" else {
        throw trailing.failure("blank cells beyond the last column are 'allowed'")
      }
      shape.allowsTrailingBlanks = true
    }
    shape.headerRowType = try map["header_row"]?.text()
    shape.leadingRowTypes = try map["starts_with"]?.texts() ?? []
    shape.preambleMax = try map["preamble"]?.integer() ?? 0
    for (name, marks) in try map["preamble_values"]?.entries() ?? [] {
      shape.preambleValues.append((slots.slot(name), try marks.texts()))
    }
    for (name, others) in try map["aliases"]?.entries() ?? [] {
      for other in try others.texts() {
        shape.aliases[HeaderBinding.folded(other)] = HeaderBinding.folded(name)
      }
    }
    shape.varying = Set(try map["varying"]?.texts().map(HeaderBinding.folded) ?? [])
    shape.repeated = Set(try map["repeated"]?.texts().map(HeaderBinding.folded) ?? [])
  }

  /// What rows take from the rows above them.
  private mutating func readFilling(
    _ map: [String: ContractNode], into shape: inout DelimitedShape
  ) throws {
    shape.fillDown = try map["fill_down"]?.texts().map { slots.slot($0) } ?? []
    if let columns = try map["numbered"]?.texts(), !columns.isEmpty {
      shape.numbering = NumberingRule(
        key: columns.map { slots.slot($0) }, slot: slots.slot("$numbered"))
    }
    if let map = try map["carry"]?.map("key", "columns") {
      shape.carry = CarryRule(
        key: slots.slot(try map["key"]?.text() ?? ""),
        slots: try map["columns"]?.texts().map { slots.slot($0) } ?? [],
        position: slots.slot("$position"))
    }
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
}

extension RecordKind {
  /// Fields without which the ledger does not take a record.
  var neededFields: Set<String> {
    switch self {
    case .orderLine:
      [
        "channel", "order_id", "order_line_id", "sku", "ordered_at", "currency", "quantity",
        "item_price",
      ]
    case .refund: ["refund_id", "order_id", "refunded_at", "currency", "amount"]
    case .receipt:
      ["receipt_id", "sku", "received_at", "currency", "quantity", "unit_cost_millionths"]
    case .charge: ["charge_id", "receipt_id", "kind", "amount", "currency", "incurred_at"]
    case .rate: ["date_on", "base", "quote", "rate"]
    case .feeRate: ["channel", "fee", "valid_from_on"]
    case .settlement: ["settlement_id", "currency"]
    case .settlementLine: ["posted_at", "currency"]
    case .statement: ["account", "currency"]
    case .statementLine: ["account", "booked_on", "amount", "currency"]
    case .dispute: ["dispute_id", "opened_at", "currency", "amount"]
    case .deferral: ["currency", "amount", "earned_at"]
    case .refundedTotal: ["channel", "order_id", "currency", "amount"]
    case .payoutTotal: ["settlement_id", "currency", "total"]
    }
  }

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
