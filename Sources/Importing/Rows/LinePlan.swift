import Accounting

/// A contract's rules in plain numbers, for the rows that make up most of a file.
///
/// Rules hold texts and closures of choices; reading them for every row would cost more than the
/// row. What a plan does not cover is left to the rules themselves.
struct LinePlan: Sendable {
  struct Head: Sendable {
    /// The conditions are a test for blank of single slots.
    var isQuick = true
    var tests = 0..<0
    /// The rule brings settlement lines of settlements with a header, and nothing unusual.
    var isFast = false
    var fields = 0..<0
    var amounts = 0..<0
  }

  struct Test: Sendable {
    var slot: Int
    var wantsPresent: Bool
  }

  enum Action: UInt8, Sendable {
    case source, settlementId, key, prose, currency, whole, instant, amount, event, component
    case label, rowHash, blankText, blankNumber
  }

  /// Up to three slots of which the first filled one counts, -1 for none.
  struct Source: Sendable {
    var first = -1
    var second = -1
    var third = -1
  }

  struct Field: Sendable {
    var action: Action
    var source: Source
    var isRequired: Bool
  }

  struct Amount: Sendable {
    var source: Source
    var labels: Range<Int>
    var isNegated: Bool
    var skipsZero: Bool
  }

  private(set) var heads: [Head] = []
  private(set) var tests: [Test] = []
  private(set) var fields: [Field] = []
  private(set) var amounts: [Amount] = []
  private(set) var labels: [Source] = []
  /// Texts of the contract that stand in for slots, numbered after the contract's references.
  private(set) var constantRanges: [Range<Int>] = []
  private var slotCount: Int

  init(_ contract: FormatContract) {
    slotCount = contract.references.count
    for rule in contract.rules {
      var head = Head()
      add(rule.conditions, to: &head)
      if contract.identity == .document, rule.counting == .accepted, rule.emissions.count == 1,
        rule.emissions[0].kind == .settlementLine
      {
        add(rule.emissions[0], to: &head)
      }
      heads.append(head)
    }
  }

  private mutating func add(_ conditions: [Condition], to head: inout Head) {
    let start = tests.count
    for condition in conditions {
      guard condition.source.alternatives.count == 1,
        case .slot(let slot) = condition.source.alternatives[0]
      else {
        head.isQuick = false
        return
      }
      switch condition.test {
      case .present: tests.append(Test(slot: slot, wantsPresent: true))
      case .empty: tests.append(Test(slot: slot, wantsPresent: false))
      case .among, .notAmong:
        head.isQuick = false
        return
      }
    }
    head.tests = start..<tests.count
  }

  private mutating func add(_ emission: Emission, to head: inout Head) {
    guard emission.sameCurrency == nil, emission.requireAny.isEmpty, emission.identity == nil
    else { return }
    let fieldStart = fields.count
    for field in emission.fields {
      guard let planned = plan(field) else { return }
      fields.append(planned)
    }
    let amountStart = amounts.count
    for rule in emission.amounts {
      guard rule.direction == nil, rule.scale == nil, rule.currency == nil,
        let source = plan(rule.source)
      else { return }
      let labelStart = labels.count
      for label in rule.labels {
        guard let source = plan(label) else { return }
        labels.append(source)
      }
      amounts.append(
        Amount(
          source: source, labels: labelStart..<labels.count, isNegated: rule.isNegated,
          skipsZero: rule.skipsZero))
    }
    head.fields = fieldStart..<fields.count
    head.amounts = amountStart..<amounts.count
    head.isFast = true
  }

  private mutating func plan(_ field: FieldRule) -> Field? {
    guard !field.isNonNegative, !field.isPositive, !field.isNegated, field.fallback == nil,
      field.direction == nil, field.scale == nil, field.ownCurrency == nil,
      let source = plan(field.source)
    else { return nil }
    let isBlank = field.source.isNothing
    let action: Action
    switch field.kind {
    case .source: action = .source
    case .amount: action = .amount
    case .event: action = .event
    case .component: action = .component
    case .label: action = .label
    case .rowHash: action = .rowHash
    case .currency: action = .currency
    case .key where field.name == "settlement_id": action = .settlementId
    case .key: action = isBlank ? .blankText : .key
    case .prose: action = isBlank ? .blankText : .prose
    case .whole: action = isBlank ? .blankNumber : .whole
    case .instant: action = isBlank ? .blankNumber : .instant
    default: return nil
    }
    return Field(action: action, source: source, isRequired: field.isRequired)
  }

  /// A source that is nothing but slots and constants.
  private mutating func plan(_ source: ValueSource) -> Source? {
    guard source.alternatives.count <= 3, source.blanks.isEmpty else { return nil }
    var slots: [Int] = []
    for alternative in source.alternatives {
      switch alternative {
      case .slot(let slot): slots.append(slot)
      case .constant(let range):
        slots.append(slotCount + constantRanges.count)
        constantRanges.append(range)
      case .template, .join: return nil
      }
    }
    return Source(
      first: !slots.isEmpty ? slots[0] : -1, second: slots.count > 1 ? slots[1] : -1,
      third: slots.count > 2 ? slots[2] : -1)
  }
}
