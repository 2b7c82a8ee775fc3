import Accounting

/// What one entry over settlement lines is about, but for its day.
struct LineScope: Hashable, Sendable {
  /// A position in `LedgerSnapshot.settlements`, or -1 for lines that did not say which when they
  /// came: their entry is to be the same when they are paid.
  var settlement: Int32
  var source: Symbol
  var currency: Currency
  /// The rows themselves name no settlement.
  var isUnnamed = false
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

  /// Sorts the lines for which both hold into groups, each in the order of the files.
  ///
  /// - Complexity: O(*n*) for lines that come in the order of their documents.
  init(
    _ lines: SettlementLines, in builder: JournalBuilder,
    isIncluded: (SettlementItem) -> Bool, isPosted: (LineEvent) -> Bool
  ) {
    var groupOf = [Int32](repeating: -1, count: lines.count)
    var counts: [Int] = []
    var last: (item: SettlementItem, group: Int32)?
    for (position, run) in lines.runs {
      let item = lines.items[Int(position)]
      guard isIncluded(item), run.contains(where: { isPosted(lines.amounts[$0].event) }) else {
        continue
      }
      let group = last.flatMap { $0.item.isGrouped(with: item) ? $0.group : nil } ?? group(of: item)
      last = (item, group)
      if Int(group) == counts.count { counts.append(0) }
      for line in run where isPosted(lines.amounts[line].event) {
        counts[Int(group)] += 1
        groupOf[line] = group
      }
    }
    fill(groupOf, counts)
    sortWithinGroups(lines, builder)
  }

  /// The positions of a group's lines.
  func lines(of group: Int) -> ArraySlice<Int32> { order[starts[group]..<starts[group + 1]] }

  private mutating func group(of item: SettlementItem) -> Int32 {
    let scope = LineScope(
      settlement: item.naming == .late ? -1 : item.settlement, source: item.source,
      currency: item.currency, isUnnamed: item.naming != .byRow || item.settlement < 0)
    let scopeId: Int
    if let known = scopeIds[scope] {
      scopeId = known
    } else {
      scopeId = scopes.count
      scopes.append(scope)
      scopeIds[scope] = scopeId
    }
    let key = UInt64(scopeId) << 32 | UInt64(UInt32(bitPattern: item.date.dayNumber))
    if let known = groupIds[key] { return known }
    let id = Int32(groups.count)
    groupIds[key] = id
    groups.append(Group(scope: scopeId, date: item.date))
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

  private mutating func sortWithinGroups(_ lines: SettlementLines, _ builder: JournalBuilder) {
    let (items, amounts) = (lines.items, lines.amounts)
    func provenance(_ position: Int32) -> Provenance {
      let amount = amounts[Int(position)]
      return Provenance(document: items[Int(amount.item)].document, line: amount.line)
    }
    for group in groups.indices {
      let range = starts[group]..<starts[group + 1]
      let isSorted = range.dropFirst().allSatisfy {
        !builder.precedes(provenance(order[$0]), provenance(order[$0 - 1]))
      }
      if isSorted { continue }
      order[range].sort { builder.precedes(provenance($0), provenance($1)) }
    }
  }
}

extension SettlementItem {
  fileprivate func isGrouped(with other: SettlementItem) -> Bool {
    date == other.date && settlement == other.settlement && source == other.source
      && currency == other.currency && naming == other.naming
  }
}
