import Accounting

/// What one entry over settlement lines is about, but for its day.
struct LineScope: Hashable, Sendable {
  /// A position in `LedgerSnapshot.settlements`, or -1 for lines not paid out yet.
  var settlement: Int32
  var source: Symbol
  var currency: Currency
}

/// The settlement lines to be booked, by scope and day.
struct LineGroups: Sendable {
  struct Group: Sendable {
    var scope: Int
    var date: CalendarDate
  }

  private(set) var scopes: [LineScope] = []
  private(set) var groups: [Group] = []
  /// Positions of settlement lines, group after group.
  private var order: [Int32] = []
  private var starts: [Int] = []
  private var scopeIds: [LineScope: Int] = [:]
  private var groupIds: [UInt64: Int32] = [:]

  /// Sorts the lines for which `isIncluded` holds into groups, each in the order of the files.
  ///
  /// - Complexity: O(*n*) for lines that come in the order of their documents.
  init(
    _ lines: [SettlementLine], in builder: JournalBuilder,
    isIncluded: (SettlementLine) -> Bool
  ) {
    var groupOf = [Int32](repeating: -1, count: lines.count)
    var counts: [Int] = []
    var lastScope = LineScope(settlement: -2, source: .none, currency: .usd)
    var lastDate = CalendarDate(dayNumber: Int32.min)
    var lastGroup: Int32 = -1
    for index in lines.indices where isIncluded(lines[index]) {
      let line = lines[index]
      let scope = LineScope(
        settlement: line.settlement, source: line.source, currency: line.currency)
      if line.date != lastDate || scope != lastScope {
        lastGroup = group(of: scope, on: line.date)
        lastScope = scope
        lastDate = line.date
      }
      if Int(lastGroup) == counts.count { counts.append(0) }
      counts[Int(lastGroup)] += 1
      groupOf[index] = lastGroup
    }
    fill(groupOf, counts)
    sortWithinGroups(lines, builder)
  }

  /// The positions of a group's lines.
  func lines(of group: Int) -> ArraySlice<Int32> { order[starts[group]..<starts[group + 1]] }

  private mutating func group(of scope: LineScope, on date: CalendarDate) -> Int32 {
    let scopeId: Int
    if let known = scopeIds[scope] {
      scopeId = known
    } else {
      scopeId = scopes.count
      scopes.append(scope)
      scopeIds[scope] = scopeId
    }
    let key = UInt64(scopeId) << 32 | UInt64(UInt32(bitPattern: date.dayNumber))
    if let known = groupIds[key] { return known }
    let id = Int32(groups.count)
    groupIds[key] = id
    groups.append(Group(scope: scopeId, date: date))
    return id
  }

  /// A counting sort: lines keep their order within a group.
  private mutating func fill(_ groupOf: [Int32], _ counts: [Int]) {
    starts = [0]
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    var next = starts
    order = Array(repeating: 0, count: starts[counts.count])
    for (index, group) in groupOf.enumerated() where group >= 0 {
      order[next[Int(group)]] = Int32(index)
      next[Int(group)] += 1
    }
  }

  private mutating func sortWithinGroups(_ lines: [SettlementLine], _ builder: JournalBuilder) {
    for group in groups.indices {
      let range = starts[group]..<starts[group + 1]
      let isSorted = range.dropFirst().allSatisfy {
        !builder.precedes(
          lines[Int(order[$0])].provenance, lines[Int(order[$0 - 1])].provenance)
      }
      if isSorted { continue }
      order[range].sort {
        builder.precedes(lines[Int($0)].provenance, lines[Int($1)].provenance)
      }
    }
  }
}
