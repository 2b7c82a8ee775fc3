/// What the rows of a file take from the rows above them.
struct RowFilling {
  private let carry: CarryRule?
  private let numbering: NumberingRule?
  private let fillDown: [Int]
  /// Fields are parts of values that rows of one key share.
  private let sharesValues: Bool
  private var carriedKey: [UInt8] = []
  private var carried: [[UInt8]] = []
  private var carriedRows = 0
  /// The first row of those that share values was set aside, so that the others have no share.
  private var isFirstAside = false
  /// What the columns that are filled down had last.
  private var lastFilled: [[UInt8]]
  /// How many rows there were of what is numbered.
  private var numbered: [[UInt8]: Int] = [:]

  init(_ contract: FormatContract, _ shape: DelimitedShape) {
    carry = shape.carry
    numbering = shape.numbering
    fillDown = shape.fillDown
    lastFilled = Array(repeating: [], count: shape.fillDown.count)
    sharesValues = contract.rules.contains { rule in
      rule.emissions.contains { $0.fields.contains { $0.share != nil } }
    }
  }

  /// Completes the row in the record maker's cells.
  mutating func fill(_ maker: inout RecordMaker) {
    if let carry { fill(carry, in: &maker) }
    if let numbering { number(numbering, in: &maker) }
    for (position, slot) in fillDown.enumerated() {
      let range = maker.cells.ranges[slot]
      if range.isEmpty {
        maker.cells.place(slot, maker.append(lastFilled[position]))
      } else {
        lastFilled[position] = Array(maker.cells.bytes[range])
      }
    }
  }

  private mutating func number(_ rule: NumberingRule, in maker: inout RecordMaker) {
    let values = rule.key.map { Array(maker.cells.bytes[maker.cells.ranges[$0]]) }
    let key = Array(values.joined(separator: [0]))
    let count = numbered[key, default: 0] + 1
    numbered[key] = count
    var text = values.last ?? []
    if count > 1 && !text.isEmpty { text += Array(" #\(count)".utf8) }
    maker.cells.place(rule.slot, maker.append(text))
  }

  /// Puts into blank cells what the first row of the same key had there.
  private mutating func fill(_ carry: CarryRule, in maker: inout RecordMaker) {
    let key = Array(maker.cells.bytes[maker.cells.ranges[carry.key]])
    carriedRows = key == carriedKey ? carriedRows + 1 : 1
    maker.cells.place(carry.position, maker.append(Array("\(carriedRows)".utf8)))
    if carriedRows == 1 {
      maker.shares.begin()
      carriedKey = key
      carried = carry.slots.map { Array(maker.cells.bytes[maker.cells.ranges[$0]]) }
      return
    }
    for (slot, value) in zip(carry.slots, carried) where maker.cells.ranges[slot].isEmpty {
      maker.cells.place(slot, maker.append(value))
    }
  }

  /// Takes over what a person has changed in the row under way, for the rows below it.
  mutating func takeChanges(of maker: borrowing RecordMaker) {
    if let carry, carriedRows == 1 {
      carried = carry.slots.map { Array(maker.cells.bytes[maker.cells.ranges[$0]]) }
    }
    for (position, slot) in fillDown.enumerated() {
      let range = maker.cells.ranges[slot]
      if !range.isEmpty { lastFilled[position] = Array(maker.cells.bytes[range]) }
    }
  }

  // MARK: - Shares

  /// Why the row under way cannot be taken: it shares a value with a row that was set aside.
  var fault: RecordMaker.Fault? {
    sharesValues && carriedRows > 1 && isFirstAside
      ? RecordMaker.Fault(failure: .firstRowAside) : nil
  }

  /// Takes note of what became of the row under way.
  mutating func note(_ outcome: RecordMaker.Outcome) {
    guard sharesValues, carriedRows == 1 else { return }
    isFirstAside = false
    if case .quarantined = outcome { isFirstAside = true }
  }

  /// Takes note that the row under way was discarded.
  mutating func noteDiscarded() { if carriedRows == 1 { isFirstAside = true } }
}
