import Accounting

/// What a file's numbers prove of its columns, whatever they are called.
struct NumberProof {
  /// A balance that the rows lead on, and the columns that lead it.
  struct RunningBalance {
    var balance: Int
    /// One column with money in and money out, or one for each.
    var amount: Int?
    var credit: Int?
    var debit: Int?
  }

  /// A column that is the sum of others on every row.
  struct RowSum {
    var total: Int
    /// In the order of the file.
    var parts: [(column: Int, isAdded: Bool)]
    /// On how many different rows.
    var rows: Int
  }

  /// Columns of numbers in the order of the file, one value a row; `nil` where there is none.
  private let columns: [(position: Int, values: [Int64?])]
  /// Those that are named as a balance.
  private let balances: Set<Int>
  /// Those of whole numbers alone in a file that has decimals: counts of something.
  private let counts: Set<Int>
  /// More columns make more sums than are worth a try.
  private static let partsMax = 10

  init(_ survey: FileSurvey) {
    let mark = survey.decimalMark
    columns = survey.columns.enumerated().compactMap { position, column in
      guard column.isNumber(mark: mark) else { return nil }
      return (position, column.numbers(mark: mark))
    }
    let decimals = columns.map(\.position).filter { survey.columns[$0].hasDecimals }
    counts = decimals.isEmpty ? [] : Set(columns.map(\.position)).subtracting(decimals)
    balances = Set(
      columns.map(\.position).filter {
        ColumnRole.balance.weight(of: survey.columns[$0].name) > .none
      })
  }

  /// What a column comes to, whatever the signs: how much money it is about.
  func weight(of position: Int) -> Int64 {
    values(position).reduce(0) { $0 &+ abs($1 ?? 0) }
  }

  func hasOnlyZeros(_ position: Int) -> Bool { weight(of: position) == 0 }

  /// On how many rows more two columns have the same sign than opposite ones.
  func agreement(of position: Int, with other: Int) -> Int64 {
    var count: Int64 = 0
    for (one, two) in zip(values(position), values(other)) {
      count += ((one ?? 0).signum() * (two ?? 0).signum())
    }
    return count
  }

  /// One value a row; `nil` where there is none.
  func values(_ position: Int) -> [Int64?] {
    columns.first { $0.position == position }?.values ?? []
  }

  // MARK: - Balances

  /// The first column that the rows lead on, downwards or upwards.
  func runningBalance() -> RunningBalance? {
    for balance in columns where balances.contains(balance.position) || !isCount(balance) {
      let isNamed = balances.contains(balance.position)
      for steps in [Self.steps(balance.values), Self.steps(upwards: balance.values)]
      where steps.contains(where: { $0.change != 0 }) && (isNamed || steps.count > 1) {
        if let found = leading(balance.position, steps) { return found }
      }
    }
    return nil
  }

  private func isCount(_ column: (position: Int, values: [Int64?])) -> Bool {
    counts.contains(column.position)
  }

  /// Whether each balance follows from the one before it, downwards or upwards.
  ///
  /// `changes`: one for each balance, `nil` where it cannot be read.
  static func leads(_ balances: [Int64], by changes: [Int64?]) -> Bool {
    let rows = balances.indices.dropFirst()
    if rows.isEmpty { return false }
    return rows.allSatisfy { row in
      changes[row].map { $0 == balances[row] &- balances[row - 1] } ?? true
    }
      || rows.allSatisfy { row in
        changes[row - 1].map { $0 == balances[row - 1] &- balances[row] } ?? true
      }
  }

  private typealias Step = (row: Int, change: Int64)

  private static func steps(_ values: [Int64?]) -> [Step] {
    let known = values.indices.filter { values[$0] != nil }
    return zip(known, known.dropFirst()).map {
      ($1, (values[$1] ?? 0) &- (values[$0] ?? 0))
    }
  }

  private static func steps(upwards values: [Int64?]) -> [Step] {
    let known = values.indices.filter { values[$0] != nil }
    return zip(known, known.dropFirst()).map {
      ($0, (values[$0] ?? 0) &- (values[$1] ?? 0))
    }
  }

  private func leading(_ balance: Int, _ steps: [Step]) -> RunningBalance? {
    let others = columns.filter { $0.position != balance && !isCount($0) }
    let one = others.first { column in
      steps.allSatisfy { column.values[$0.row] ?? 0 == $0.change }
    }
    if let one, !one.values.contains(nil) {
      return RunningBalance(balance: balance, amount: one.position)
    }
    for credit in others {
      for debit in others where debit.position != credit.position {
        if Self.lead(credit.values, debit.values, steps) {
          return RunningBalance(
            balance: balance, credit: credit.position, debit: debit.position)
        }
      }
    }
    return one.map { RunningBalance(balance: balance, amount: $0.position) }
  }

  /// Whether a row has money in or money out, and either leads the balance.
  private static func lead(_ credit: [Int64?], _ debit: [Int64?], _ steps: [Step]) -> Bool {
    let isOneOfTwo = credit.indices.allSatisfy {
      (credit[$0] ?? 0 == 0) != (debit[$0] ?? 0 == 0)
    }
    return isOneOfTwo
      && steps.allSatisfy { row, change in
        (credit[row] ?? 0) &- abs(debit[row] ?? 0) == change
      }
  }

  // MARK: - Sums

  /// How `total` comes of some of the columns on every row; `nil` when it does not, or is one
  /// of them.
  func sum(of total: Int, from candidates: [Int]) -> RowSum? {
    let target = values(total)
    let rows = target.indices.filter { target[$0] != nil }
    let parts = candidates.filter { $0 != total && !hasOnlyZeros($0) }
    guard !rows.isEmpty, (2...Self.partsMax).contains(parts.count), !hasOnlyZeros(total) else {
      return nil
    }
    let wanted = rows.map { target[$0] ?? 0 }
    let numbers = parts.map { part in rows.map { values(part)[$0] ?? 0 } }
    var signs = [Int64](repeating: 0, count: parts.count)
    guard Self.solve(0, wanted, numbers, &signs), signs.count(where: { $0 != 0 }) > 1 else {
      return nil
    }
    return RowSum(
      total: total,
      parts: zip(parts, signs).filter { $0.1 != 0 }.map { ($0.0, $0.1 > 0) },
      rows: Set(rows.map { row in [target[row] ?? 0] + parts.map { values($0)[row] ?? 0 } }).count)
  }

  /// Finds signs, added before taken off before left out, so that the numbers come to `rest`.
  private static func solve(
    _ part: Int, _ rest: [Int64], _ numbers: [[Int64]], _ signs: inout [Int64]
  ) -> Bool {
    guard part < numbers.count else { return rest.allSatisfy { $0 == 0 } }
    for sign in [1, -1, 0] as [Int64] {
      signs[part] = sign
      let next = zip(rest, numbers[part]).map { $0 &- sign &* $1 }
      if solve(part + 1, next, numbers, &signs) { return true }
    }
    return false
  }

  /// A column that is another's units times a quantity on every row.
  func product(of unit: Int, times quantity: Int, among candidates: [Int]) -> Int? {
    candidates.first { candidate in
      candidate != unit && candidate != quantity && !hasOnlyZeros(candidate)
        && isProduct(values(candidate), values(unit), values(quantity))
    }
  }

  private func isProduct(_ whole: [Int64?], _ unit: [Int64?], _ times: [Int64?]) -> Bool {
    whole.indices.allSatisfy { row in
      let product = Int128(unit[row] ?? 0) * Int128(times[row] ?? 0)
      // Values are millionths, so that their product is in squares of them.
      return Int128(whole[row] ?? 0) * 1_000_000 == product
    }
  }
}
