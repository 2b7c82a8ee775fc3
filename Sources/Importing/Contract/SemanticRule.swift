import Accounting

/// What a contract says must hold of a record's values, although each of them can be read.
struct SemanticRule: Sendable {
  enum Test: Sendable {
    /// A value, or its distance from another one of the record, lies in a range.
    case range(RangeTest)
    /// The sign of an amount, by what the line means.
    case signs(SignTable)
    /// Shows at matching alone.
    case meeting(MeetingRule)
  }

  var name: String
  var field: String
  var test: Test
  /// The rule in words, for reference pages.
  var text: String
  /// Labels of amounts that the rule does not speak of.
  var exceptions: [WordPattern] = []

  /// The field as files call it: percent, unit_cost.
  var shownField: String { Self.shown(field) }

  static func shown(_ field: String) -> String { field.replacing("_millionths", with: "") }
}

/// Whether a value lies in a range, in the units that the ledger keeps it in.
struct RangeTest: Sendable {
  /// The position of the value among the record's columns.
  var field: Int
  /// The position of the value that it is counted from; -1 for none.
  var origin = -1
  var least = Bound(.min)
  var most = Bound(.max)
  /// The position of a value that excuses any other; -1 for none.
  var unless = -1
  /// The magnitude of the currency that limits on amounts are meant in; `nil` for the record's own.
  var magnitude: Int?
  /// The value is in minor units of the record's currency.
  var isInMinorUnits = true

  /// Whether the rule holds; a blank breaks none.
  func holds(_ value: Int64, from origin: Int64, _ unit: MoneyUnit) -> Bool {
    let (distance, overflow) = value.subtractingReportingOverflow(origin)
    let digits = unit.digits(likeMagnitude: magnitude, isInMinorUnits)
    return !overflow && distance >= least.byDigits[digits] && distance <= most.byDigits[digits]
  }
}

/// What a minor unit of a record's currency is worth, by powers of ten.
struct MoneyUnit: Sendable {
  private let digits: Int
  private let magnitude: Int

  init(_ currency: Currency?) {
    digits = currency?.minorDigits ?? 2
    magnitude = currency?.magnitude ?? 0
  }

  /// How many digits an amount as large as a unit of some magnitude has beyond its first one;
  /// without a magnitude, beyond a unit of the currency's own.
  func digits(likeMagnitude other: Int?, _ isInMinorUnits: Bool) -> Int {
    let own = isInMinorUnits ? digits : 0
    guard let other else { return own }
    return min(max(own + magnitude - other, 0), Bound.mostDigits)
  }
}

/// A limit in minor units, for each number of digits that make one.
struct Bound: Sendable {
  static let mostDigits = 8
  var byDigits: InlineArray<9, Int64>

  init(_ value: Int64) { byDigits = InlineArray(repeating: value) }

  /// A limit that is written as a decimal of whole units; `nil` when it is none.
  ///
  /// `digits`: those that the value has in any currency.
  init?(decimal text: String, digits least: Int = 0) {
    byDigits = InlineArray(repeating: 0)
    for digits in byDigits.indices {
      guard let value = Self.units(text, digits: least + digits) else { return nil }
      byDigits[digits] = value
    }
  }

  /// Units of 10⁻ᵈⁱᵍⁱᵗˢ in a decimal; digits beyond are dropped.
  static func units(_ text: String, digits: Int) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.joined().utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    let fraction = (parts.count > 1 ? String(parts[1]) : "").prefix(digits)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    let whole = "\(parts[0])\(fraction)\(zeros)"
    guard whole.utf8.count < 19 else { return isNegative ? .min : .max }
    return Int64("\(isNegative ? "-" : "")\(whole)")
  }
}

/// The sign that an amount has by event and component; a blank says nothing.
struct SignTable: Sendable {
  private static let width = 32
  private var signs = [Int8](repeating: 0, count: LineEvent.allCases.count * width)

  /// Sets the sign of an event's component; of all its components without one.
  mutating func set(_ sign: Int8, _ event: LineEvent, _ component: LineComponent?) {
    let first = Int(event.rawValue) * Self.width
    if let component {
      signs[first + Int(component.rawValue)] = sign
    } else {
      for place in first..<first + Self.width { signs[place] = sign }
    }
  }

  func holds(_ amount: Int64, _ event: LineEvent, _ component: LineComponent) -> Bool {
    let sign = signs[Int(event.rawValue) * Self.width + Int(component.rawValue)]
    return sign == 0 || amount == 0 || (amount > 0) == (sign > 0)
  }
}

/// The rules of one kind of record, in the order of the contract.
struct RecordRules: Sendable {
  private(set) var all: [SemanticRule] = []
  /// Those of the record's own values.
  private(set) var ranges: [(rule: Int, test: RangeTest)] = []
  /// Those of each amount of a settlement line.
  private(set) var amountRanges: [(rule: Int, test: RangeTest)] = []
  private(set) var signs: [(rule: Int, table: SignTable)] = []

  mutating func add(_ rule: SemanticRule) {
    switch rule.test {
    case .range(let test) where test.field < 0: amountRanges.append((all.count, test))
    case .range(let test): ranges.append((all.count, test))
    case .signs(let table): signs.append((all.count, table))
    case .meeting: break
    }
    all.append(rule)
  }
}

extension FormatContract {
  /// The rules in words, in the order of the contract.
  package var ruleTexts: [(name: String, text: String)] {
    RecordKind.allCases.flatMap { kind in
      recordRules[Int(kind.rawValue)].all.map { ($0.name, "\(kind.contractName): \($0.text)") }
    }
  }

  /// The rules that show at matching alone.
  package var statedRules: [StatedRule] {
    RecordKind.allCases.flatMap { kind in
      recordRules[Int(kind.rawValue)].all.compactMap { rule in
        guard case .meeting(let meeting) = rule.test else { return nil }
        return StatedRule(name: rule.name, record: kind, rule: meeting)
      }
    }
  }
}
