/// Where a value comes from: the first of its alternatives that is not blank.
struct ValueSource: Sendable {
  indirect enum Alternative: Sendable {
    case slot(Int)
    case constant(Range<Int>)
    /// All parts must be there.
    case template([Part])
    /// The parts that are there, with a space between.
    case join([Int])
    /// The word right after, or right before, the first of some texts inside a value.
    case word(slot: Int, marks: [[UInt8]], isBefore: Bool)
    /// `CR` or `DR`, by the sign of an amount.
    case sign(slot: Int, credit: Range<Int>, debit: Range<Int>)
    /// The currency that the sign of an amount stands for, where it is that of one only.
    case currency(slot: Int)
  }

  enum Part: Sendable {
    case slot(Int)
    /// A date, as `YYYY-MM-DD`.
    case day(Int)
    case literal(Range<Int>)
  }

  var alternatives: [Alternative] = []
  /// Words that stand for nothing, for example `--`.
  var blanks: [[UInt8]] = []
  /// An amount of nothing is a blank.
  var isBlankWhenZero = false
  /// The name in reports: the first column or path.
  var name = ""

  static let nothing = ValueSource()
  var isNothing: Bool { alternatives.isEmpty }
}

/// Collects what a contract refers to, so that rows are read by number.
struct SlotTable {
  private(set) var references: [String] = []
  /// Texts that the contract itself supplies, in one run of bytes.
  private(set) var constants: [UInt8] = []
  private var known: [String: Int] = [:]
  /// The slots that were asked for since this was last emptied.
  var asked: Set<Int> = []

  /// The value of one column or element, as it stands.
  mutating func column(_ reference: String) -> ValueSource {
    ValueSource(alternatives: [.slot(slot(reference))], name: reference)
  }

  mutating func slot(_ reference: String) -> Int {
    let slot = number(reference)
    asked.insert(slot)
    return slot
  }

  private mutating func number(_ reference: String) -> Int {
    if let slot = known[reference] { return slot }
    known[reference] = references.count
    references.append(reference)
    return references.count - 1
  }

  mutating func constant(_ text: String) -> Range<Int> {
    let start = constants.count
    constants.append(contentsOf: text.utf8)
    return start..<constants.count
  }

  /// Reads a source: a column or path, a list of fallbacks, a `{template}`, or a mapping with
  /// `column`, `text`, `join`, `blank`, `zero`, `sign` for `CR` or `DR` by an amount's sign,
  /// `currency_of` for what its currency sign stands for, and `after` or `before` for a word inside
  /// a text.
  mutating func source(_ node: ContractNode, extraKeys: [String] = []) throws -> ValueSource {
    var source = ValueSource()
    guard node.isMapping else {
      for item in try node.list() {
        let text = try item.text()
        if source.name.isEmpty { source.name = text }
        source.alternatives.append(alternative(text))
      }
      return source
    }
    for (key, value) in try node.entries() {
      switch key {
      case "column", "value":
        let inner = try self.source(value)
        source.alternatives += inner.alternatives
        source.name = inner.name
      case "after", "before": continue
      case "text": source.alternatives.append(.constant(constant(try value.text())))
      case "sign":
        source.alternatives.append(
          .sign(slot: slot(try value.text()), credit: constant("CR"), debit: constant("DR")))
      case "currency_of": source.alternatives.append(.currency(slot: slot(try value.text())))
      case "join": source.alternatives.append(.join(try value.texts().map { slot("\($0)*") }))
      case "blank": source.blanks = try value.texts().map { Array($0.utf8) }
      case "zero":
        guard try value.text() == "blank" else { throw value.failure("a zero may be 'blank'") }
        source.isBlankWhenZero = true
      case _ where extraKeys.contains(key): continue
      default: throw value.failure("unknown key '\(key)' in a value")
      }
    }
    for (key, value) in try node.entries() where key == "after" || key == "before" {
      let marks = try value.texts().map { Array($0.utf8) }
      source.alternatives = source.alternatives.map { alternative in
        guard case .slot(let slot) = alternative else { return alternative }
        return .word(slot: slot, marks: marks, isBefore: key == "before")
      }
    }
    return source
  }

  private mutating func alternative(_ text: String) -> ValueSource.Alternative {
    guard text.contains("{") else { return .slot(slot(text)) }
    var parts: [ValueSource.Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.literal(constant(String(rest[..<open])))) }
      let reference = rest[rest.index(after: open)..<close]
      let isDay = reference.hasSuffix("|day")
      let number = slot(String(isDay ? reference.dropLast(4) : reference))
      parts.append(isDay ? .day(number) : .slot(number))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(constant(String(rest)))) }
    return .template(parts)
  }
}
