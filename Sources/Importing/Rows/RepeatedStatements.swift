import Accounting

/// Which statements of a document were there before, so that what stands in it twice counts once.
///
/// A statement is known by its frame (account, number, balances and their dates) and its lines.
struct RepeatedStatements {
  private struct Statement {
    var frame: String
    /// Sorted.
    var lines: [UInt64]
    var setAside: Int
  }

  /// The contract has statements with lines.
  private let isNeeded: Bool
  private var ended: [[UInt8]: [Statement]] = [:]
  /// The statement under way: its lines, and what the document had come to when it began.
  private(set) var lines: [UInt64] = []
  private var quarantinedBefore = 0
  private(set) var brokenRulesBefore = 0
  /// Rows that a repeated statement had set aside, by their place among all that were.
  private(set) var droppedQuarantine: [Range<Int>] = []

  init(_ contract: FormatContract) {
    isNeeded = contract.rules.contains { rule in
      rule.emissions.contains { $0.kind == .statement && !$0.isNoted }
    }
  }

  /// Whether a statement of this number has ended already.
  func mayRepeat(_ number: [UInt8]) -> Bool { !ended.isEmpty && ended[number] != nil }

  mutating func add(line hash: String) {
    if isNeeded { lines.append(UInt64(hash.prefix(16), radix: 16) ?? 0) }
  }

  /// Ends the statement under way; `true` when it repeats an earlier one.
  mutating func end(_ number: [UInt8], frame: String, quarantined: Int) -> Bool {
    lines.sort()
    let dropped = droppedQuarantine.reduce(0) { $0 + $1.count }
    let setAside = quarantined + dropped - quarantinedBefore
    let statement = Statement(frame: frame, lines: lines, setAside: setAside)
    let isRepeated =
      lines.count + setAside > 0
      && (ended[number] ?? []).contains { Self.areSame($0, statement) }
    if isRepeated {
      droppedQuarantine.append(quarantinedBefore..<quarantinedBefore + setAside)
    } else {
      ended[number, default: []].append(statement)
    }
    return isRepeated
  }

  /// Begins the next statement.
  mutating func begin(quarantined: Int, brokenRules: Int) {
    lines.removeAll(keepingCapacity: true)
    quarantinedBefore = quarantined + droppedQuarantine.reduce(0) { $0 + $1.count }
    brokenRulesBefore = brokenRules
  }

  /// The same frame and the same lines; what is set aside in one may have been mended in the other.
  private static func areSame(_ first: Statement, _ second: Statement) -> Bool {
    guard first.frame == second.frame,
      first.lines.count + first.setAside == second.lines.count + second.setAside
    else { return false }
    let shared = count(in: first.lines, and: second.lines)
    return first.lines.count - shared <= second.setAside
      && second.lines.count - shared <= first.setAside
  }

  /// How many elements two sorted lists share, equal ones as often as both have them.
  private static func count(in first: [UInt64], and second: [UInt64]) -> Int {
    var count = 0
    var other = 0
    for element in first {
      while other < second.count, second[other] < element { other += 1 }
      if other < second.count, second[other] == element {
        count += 1
        other += 1
      }
    }
    return count
  }
}

extension RecordMaker {
  /// Appends a line of a statement, so that it can be taken back while the statement may be one
  /// that was there before.
  mutating func appendStatementLine(_ emission: Emission, slot: Int?, line: Int) {
    if let slot, repeats.mayRepeat(totals[slot].id) { output.hold(emission.kind) }
    repeats.add(line: appendRecord(emission, line: line))
  }

  /// Appends the statement in `scratch`, which ends; takes its lines back when it is a repetition.
  mutating func appendStatement(_ emission: Emission, slot: Int?, line: Int) {
    defer {
      output.release()
      repeats.begin(quarantined: tally.quarantined, brokenRules: brokenRules.count)
    }
    guard let slot,
      repeats.end(totals[slot].id, frame: frame(emission), quarantined: tally.quarantined)
    else {
      appendRecord(emission, line: line)
      return
    }
    let setAside = repeats.droppedQuarantine.last?.count ?? 0
    output.dropHeld()
    totals.drop(slot)
    brokenRules.removeSubrange(repeats.brokenRulesBefore...)
    tally.accepted -= repeats.lines.count
    tally.quarantined -= setAside
    tally.ignored += repeats.lines.count + setAside
    tally.warn(
      "repeated_statement",
      "statement \(totals[slot].total.settlementId) stands in the file again; it counts once")
  }

  private func frame(_ emission: Emission) -> String {
    scratch.map { cell in
      cell.form == .text ? cells.text(cell.range) : cell.optional.map(String.init) ?? ""
    }.joined(separator: "\u{1F}")
  }
}
