import Accounting
import ArgumentParser
import Reconciliation

/// Which exceptions a command is about.
struct ExceptionFilterOptions: ParsableArguments {
  @Flag(help: "Those that are no longer open too.")
  var all = false

  @Flag(help: "Only those whose due or promised day has passed.")
  var overdue = false

  @Option(help: "Only this owner's; may be given again, as may the next four.")
  var owner: [String] = []

  @Option(help: "Only this code, for example AM-02.")
  var code: [DiscrepancyCode] = []

  @Option(help: "Only this severity, S1 to S4.")
  var severity: [Severity] = []

  @Option(help: "Only this channel, for example Amazon.com.")
  var channel: [String] = []

  @Option(help: "Only this state, for example waiting_external.")
  var state: [ExceptionState] = []

  @Option(
    help: ArgumentHelp(
      "Only with this much at stake, 100 or 100..500, in the functional currency.",
      valueName: "min[..max]"))
  var amount: NumberRange?

  @Option(
    help: ArgumentHelp("Only this many days old, 31 or 31..60.", valueName: "min[..max]"))
  var age: NumberRange?

  @Option(help: "Only those of events of this month, YYYY-MM.")
  var period: AccountingPeriod?

  @Option(help: "Only those of one cause, as '--group' names it.")
  var cause: String?

  /// The filter in minor units of the books' currency.
  func filter(_ currency: Currency) throws -> ExceptionFilter {
    var filter = ExceptionFilter()
    filter.owners = Set(owner.map { $0.lowercased() })
    filter.codes = Set(code)
    filter.severities = Set(severity)
    filter.channels = Set(channel.map { $0.lowercased() })
    filter.states = Set(state)
    filter.amount = try amount?.units(digits: currency.minorDigits)
    filter.age = try age?.units(digits: 0).clampedToInt
    filter.period = period
    filter.cause = cause
    filter.isForAll = all
    filter.isForOverdue = overdue
    return filter
  }
}

/// `100`: that or more; `100..500`: from one to the other; `..500`: that or less.
struct NumberRange: ExpressibleByArgument {
  let least: String
  let most: String

  init?(argument: String) {
    guard let dots = argument.firstRange(of: "..") else {
      (least, most) = (argument, "")
      return
    }
    least = String(argument[..<dots.lowerBound])
    most = String(argument[dots.upperBound...])
  }

  func units(digits: Int) throws -> ClosedRange<Int64> {
    let from = try number(least, digits) ?? 0
    let to = try number(most, digits) ?? .max
    guard from <= to else { throw ValidationError("\(least)..\(most): nothing is in between") }
    return from...to
  }

  private func number(_ text: String, _ digits: Int) throws -> Int64? {
    if text.isEmpty { return nil }
    guard let number = parseAmount(text, digits: digits), number >= 0 else {
      throw ValidationError("\(text): takes a number such as 100, or two, 100..500")
    }
    return number
  }
}

extension ClosedRange<Int64> {
  fileprivate var clampedToInt: ClosedRange<Int> {
    Int(clamping: lowerBound)...Int(clamping: upperBound)
  }
}

extension DiscrepancyCode: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension Severity: ExpressibleByArgument {
  package init?(argument: String) {
    let name = argument.uppercased()
    guard let match = Self.allCases.first(where: { $0.name == name || $0.name == "S\(name)" })
    else { return nil }
    self = match
  }

  package static var allValueStrings: [String] { allCases.map(\.name) }
}

extension ExceptionState: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(rawValue: argument.lowercased().replacing("-", with: "_"))
  }
}

/// The exceptions a command changes.
struct ExceptionIds: ParsableArguments {
  @Argument(help: "Exceptions by id, for example EX-1a2b3c4d5e6f.")
  var ids: [String]
}
