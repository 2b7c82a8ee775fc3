import Accounting

/// A contract's rules in plain numbers, for the rows that make up most of a file.
///
/// Rules hold texts and closures of choices; reading them for every row would cost more than the
/// row. What a plan does not cover is left to the rules themselves.
struct RowPlan: Sendable {
  struct Head: Sendable {
    /// How a row that fits the rule can be taken without asking the rule.
    enum Form: UInt8, Sendable {
      case none
      /// Settlement lines of settlements with a header, and nothing unusual.
      case lines
      /// One record with a key of its own.
      case record
    }

    /// The conditions are a test for blank of single slots.
    var isQuick = true
    var isShort = false
    var refuses = false
    var tests = 0..<0
    var form = Form.none
    var kind = RecordKind.settlementLine
    var fields = 0..<0
    var amounts = 0..<0
    /// Where among the fields the record's currency and its moment stand; -1 for nowhere.
    var currency = -1
    var moment = -1
    /// The contract's rules of the record's values, of its amounts, and of their signs.
    var ranges = 0..<0
    var amountRanges = 0..<0
    var signs = 0..<0
  }

  struct Test: Sendable {
    var slot: Int
    var wantsPresent: Bool
  }

  enum Action: UInt8, Sendable {
    case source, settlementId, key, prose, currency, whole, instant, day, money, scaled, word
    /// Of the line, not of its item.
    case ofLine
    case blankText, blankNumber
  }

  /// Up to three slots of which the first filled one counts, -1 for none.
  struct Source: Sendable, Equatable {
    var first = -1
    var second = -1
    var third = -1
  }

  struct Field: Sendable, Equatable {
    var action: Action
    var source: Source
    var isRequired: Bool
    var isNegated = false
    /// Decimals of a `scaled` value.
    var digits = 0
    var least = Int64.min
    var most = Int64.max
    /// What a blank is.
    var blank = Blank.absent
    /// The words of a `word`, as they are written in lower case.
    var words = 0..<0
  }

  enum Blank: Sendable, Equatable {
    case absent, text
    case integer(Int64)

    var cell: RecordCell {
      switch self {
      case .absent: .absent
      case .text: .text(start: 0, length: 0)
      case .integer(let value): .integer(value)
      }
    }
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
  private(set) var ranges: [RangeTest] = []
  private(set) var signs: [SignTable] = []
  private(set) var words: [(text: [UInt8], value: Int64)] = []
  /// By slot, the fields that read it: bits of ``bit(of:)``.
  private(set) var readers: [UInt64]
  /// Texts of the contract that stand in for slots, numbered after the contract's references.
  private(set) var constantRanges: [Range<Int>] = []
  private let slotCount: Int

  init(_ contract: FormatContract) {
    slotCount = contract.references.count
    readers = Array(repeating: 0, count: slotCount)
    for rule in contract.rules {
      var head = Head()
      head.isShort = rule.isShort
      head.refuses = rule.refusal != nil
      add(rule.conditions, to: &head)
      if rule.counting == .accepted, rule.emissions.count == 1, rule.control == nil,
        rule.count == nil, rule.balance == nil, rule.checks.isEmpty, !rule.unpivots,
        contract.numberForms.isDisjoint(with: .namingCurrencies)
      {
        add(rule.emissions[0], contract.identity, to: &head)
        add(contract.recordRules[Int(head.kind.rawValue)], to: &head)
      }
      heads.append(head)
    }
  }

  /// The bit of a field in a set of fields; those beyond the sixty-third share one.
  static func bit(of field: Int) -> UInt64 { 1 << UInt64(min(field, 63)) }

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
      case .among, .notAmong, .like, .unmoved, .nonZero:
        head.isQuick = false
        return
      }
    }
    head.tests = start..<tests.count
  }

  private mutating func add(
    _ emission: Emission, _ identity: FormatContract.Identity, to head: inout Head
  ) {
    guard emission.sameCurrency == nil, emission.requireAny.isEmpty, emission.identities.isEmpty,
      emission.conversion == nil, emission.balanced.isEmpty,
      emission.strictIdentities.isEmpty, !emission.merges
    else { return }
    let form: Head.Form
    switch emission.kind {
    case .settlementLine where identity == .document: form = .lines
    case .orderLine, .refund, .receipt, .charge, .rate, .feeRate, .dispute: form = .record
    default: return
    }
    let fieldStart = fields.count
    for field in emission.fields {
      guard let planned = plan(field, form) else { return }
      fields.append(planned)
    }
    let amountStart = amounts.count
    for rule in emission.amounts {
      guard let planned = plan(rule) else { return }
      amounts.append(planned)
    }
    head.kind = emission.kind
    head.fields = shared(fieldStart..<fields.count, form)
    head.amounts = amountStart..<amounts.count
    head.currency = emission.fields.firstIndex { $0.name == "currency" } ?? -1
    head.moment = emission.fields.firstIndex { $0.kind == .instant } ?? -1
    head.form = form
    for index in head.fields { note(fields[index].source, readBy: index) }
  }

  private mutating func add(_ rules: RecordRules, to head: inout Head) {
    let start = ranges.count
    ranges += rules.ranges.map(\.test)
    head.ranges = start..<ranges.count
    ranges += rules.amountRanges.map(\.test)
    head.amountRanges = head.ranges.upperBound..<ranges.count
    let firstSign = signs.count
    signs += rules.signs.map(\.table)
    head.signs = firstSign..<signs.count
  }

  /// The same fields of a rule before, if there is one: rows of both then follow each other.
  private mutating func shared(_ added: Range<Int>, _ form: Head.Form) -> Range<Int> {
    for head in heads where head.form == form && fields[head.fields] == fields[added] {
      fields.removeSubrange(added)
      return head.fields
    }
    return added
  }

  private mutating func note(_ source: Source, readBy field: Int) {
    for slot in [source.first, source.second, source.third] where slot >= 0 && slot < slotCount {
      readers[slot] |= Self.bit(of: field)
    }
  }

  private mutating func plan(_ rule: AmountRule) -> Amount? {
    guard rule.direction == nil, rule.scale == nil, rule.currency == nil, rule.sum == nil,
      rule.sign == nil, let source = plan(rule.source)
    else { return nil }
    let start = labels.count
    for label in rule.labels {
      guard let source = plan(label) else { return nil }
      labels.append(source)
    }
    return Amount(
      source: source, labels: start..<labels.count, isNegated: rule.isNegated,
      skipsZero: rule.skipsZero)
  }

  private mutating func plan(_ field: FieldRule, _ form: Head.Form) -> Field? {
    guard field.direction == nil, field.scale == nil, field.ownCurrency == nil,
      field.sum == nil, field.share == nil, field.own == nil, field.near == nil,
      field.words.isEmpty, !field.isAbsolute,
      let source = plan(field.source)
    else { return nil }
    let isBlank = field.source.isNothing
    var planned = Field(action: .blankNumber, source: source, isRequired: field.isRequired)
    switch field.kind {
    case .source: planned.action = .source
    case .amount, .event, .component, .label, .rowHash: planned.action = .ofLine
    case .currency where isBlank && form == .record: return nil
    case .currency: planned.action = .currency
    case .key where field.name == "settlement_id": planned.action = .settlementId
    case .key: planned.action = isBlank ? .blankText : .key
    case .prose: planned.action = isBlank ? .blankText : .prose
    case _ where isBlank: break
    case .whole: planned.action = .whole
    case .instant: planned.action = .instant
    case .day: planned.action = .day
    case .money: planned.action = .money
    case .scaled(let digits): (planned.action, planned.digits) = (.scaled, digits)
    case .word(let values):
      planned.action = .word
      planned.words = add(values)
    }
    let limit = ValueLimits.of(field)
    planned.most = limit
    planned.least = field.isPositive ? 1 : field.isNonNegative ? 0 : -limit
    planned.isNegated = field.isNegated
    if let fallback = field.fallback {
      planned.blank = .integer(fallback)
    } else if [.key, .prose, .currency, .settlementId, .blankText].contains(planned.action) {
      planned.blank = .text
    }
    return planned
  }

  private mutating func add(_ values: [String: Int64]) -> Range<Int> {
    let start = words.count
    for (text, value) in values.sorted(by: { $0.value < $1.value }) {
      words.append((Array(text.utf8), value))
    }
    return start..<words.count
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
      case .template, .join, .word, .sign, .currency: return nil
      }
    }
    return Source(
      first: !slots.isEmpty ? slots[0] : -1, second: slots.count > 1 ? slots[1] : -1,
      third: slots.count > 2 ? slots[2] : -1)
  }
}
