import Accounting

/// The running totals of a document, by settlement (or statement) and currency.
struct Totals {
  struct Entry {
    var id: [UInt8]
    var total: ControlTotal
    var startsAt: Int64?
    var endsAt: Int64?
    /// The sum of the amounts that are set aside for their size.
    var oversize: Int64 = 0
    /// Some amount was accepted, if only 0.
    var hasAccepted = false
    /// Told of in the total of the statement whose row it was, or that it repeats.
    var isAbsorbed = false
  }

  /// Only settlements that a header record names are known.
  private let needsHeader: Bool
  private(set) var entries: [Entry] = []
  private var byId: [[UInt8]: [Int]] = [:]
  /// Quarantined rows of settlements that no header record has named yet.
  private var waiting: [(id: String, currency: Currency?, amount: Int64?, line: Int)] = []
  /// The entry of the last row.
  private(set) var last: Int?

  init(needsHeader: Bool) { self.needsHeader = needsHeader }

  subscript(slot: Int) -> Entry { entries[slot] }

  /// The entry a row belongs to; without a currency, the settlement's own.
  mutating func slot(
    of id: Range<Int>, in cells: borrowing CellBuffer, currency: Currency?,
    isSalvage: Bool = false
  ) -> Decoded<Int> {
    let bytes = cells.bytes.span.extracting(id)
    if let last, currency == nil || entries[last].total.currency == currency,
      bytes.equals(entries[last].id)
    {
      return .value(last)
    }
    let key = bytes.copy
    let candidates = byId[key] ?? []
    guard let currency else {
      guard let first = candidates.first else {
        return .failure(needsHeader ? .unknownSettlement : .missingRequired)
      }
      last = first
      return .value(first)
    }
    if let known = candidates.first(where: { entries[$0].total.currency == currency }) {
      last = known
      return .value(known)
    }
    if needsHeader {
      return .failure(candidates.isEmpty ? .unknownSettlement : .otherCurrency)
    }
    let added = add(id: key, currency: currency)
    last = added
    return .value(added)
  }

  /// The currency of what was accepted for a settlement or statement, if there is only one.
  func currency(of id: Range<Int>, in cells: borrowing CellBuffer) -> Currency? {
    let known = (byId[cells.bytes.span.extracting(id).copy] ?? []).filter {
      entries[$0].hasAccepted
    }
    return known.count == 1 ? entries[known[0]].total.currency : nil
  }

  /// The entry of the same settlement in another currency.
  mutating func slot(sameAs slot: Int, currency: Currency) -> Int {
    let id = entries[slot].id
    if let known = byId[id]?.first(where: { entries[$0].total.currency == currency }) {
      return known
    }
    return add(id: id, currency: currency)
  }

  private mutating func add(id: [UInt8], currency: Currency) -> Int {
    let name = String(decoding: id, as: UTF8.self)
    entries.append(Entry(id: id, total: ControlTotal(settlementId: name, currency: currency)))
    byId[id, default: []].append(entries.count - 1)
    return entries.count - 1
  }

  mutating func declare(_ record: PendingSettlements.Record) {
    let slot = add(id: Array(record.id.utf8), currency: record.currency)
    entries[slot].total.declared = record.declaredTotal
    entries[slot].startsAt = record.startsAt
    entries[slot].endsAt = record.endsAt
  }

  mutating func declare(_ declared: Int64, id: String, currency: Currency) {
    let key = Array(id.utf8)
    let known = byId[key]?.first { entries[$0].total.currency == currency }
    entries[known ?? add(id: key, currency: currency)].total.declared = declared
  }

  /// Lets rows of a statement that were set aside for their currency explain its gap.
  ///
  /// Nothing of another currency was taken, so that there is no total of its own to tell.
  mutating func absorbStrangers(into slot: Int) {
    for other in byId[entries[slot].id] ?? [] where other != slot {
      let stranger = entries[other].total
      guard stranger.declared == nil, stranger.quarantinedRows > 0, !entries[other].hasAccepted
      else { continue }
      entries[slot].total.quarantinedRows += stranger.quarantinedRows
      entries[slot].total.hasUnreadable = true
      entries[other].isAbsorbed = true
      if last == other { last = nil }
    }
    byId[entries[slot].id]?.removeAll { entries[$0].isAbsorbed }
  }

  /// What comes later under the same number and currency gets an entry of its own.
  mutating func close(_ slot: Int) {
    byId[entries[slot].id]?.removeAll { $0 == slot }
    if last == slot { last = nil }
  }

  /// Leaves out the total of a statement that was there before.
  mutating func drop(_ slot: Int) { entries[slot].isAbsorbed = true }

  mutating func declare(_ declared: Int64, slot: Int) { entries[slot].total.declared = declared }

  func isOutside(_ seconds: Int64, slot: Int) -> Bool {
    if let start = entries[slot].startsAt, seconds < start { return true }
    if let end = entries[slot].endsAt, seconds > end { return true }
    return false
  }

  /// Adds an accepted amount.
  ///
  /// - Throws: ``ImportRefusal`` when 64 bits do not hold the sum.
  mutating func accept(_ amount: Int64, slot: Int, line: Int) throws {
    let (sum, overflow) = entries[slot].total.accepted.addingReportingOverflow(amount)
    if overflow { throw Self.overflow(line: line) }
    entries[slot].total.accepted = sum
    entries[slot].hasAccepted = true
  }

  /// Counts a quarantined row of a settlement, `amount` where it could be read.
  mutating func quarantine(id: String, currency: Currency?, amount: Int64?, line: Int) throws {
    let candidates = byId[Array(id.utf8)] ?? []
    let known =
      candidates.first { entries[$0].total.currency == currency } ?? candidates.first
      ?? (entries.count == 1 ? 0 : nil)
    guard let slot = known else {
      waiting.append((id, currency, amount, line))
      return
    }
    entries[slot].total.quarantinedRows += 1
    guard let amount, currency == entries[slot].total.currency else {
      entries[slot].total.hasUnreadable = true
      return
    }
    guard ValueLimits.holds(amount: amount) else {
      // Too large to keep, yet it counts when the sum is beyond all bounds.
      let (sum, overflow) = entries[slot].oversize.addingReportingOverflow(amount)
      if overflow { throw Self.overflow(line: line) }
      entries[slot].oversize = sum
      entries[slot].total.hasUnreadable = true
      return
    }
    let (sum, overflow) = entries[slot].total.quarantined.addingReportingOverflow(amount)
    if overflow { throw Self.overflow(line: line) }
    entries[slot].total.quarantined = sum
  }

  /// Counts the quarantined rows that came before their settlement's header record.
  ///
  /// - Throws: ``ImportRefusal`` when 64 bits do not hold the sum.
  mutating func placeWaiting() throws {
    let rows = waiting
    waiting = []
    for row in rows {
      try quarantine(id: row.id, currency: row.currency, amount: row.amount, line: row.line)
    }
  }

  static func overflow(line: Int) -> ImportRefusal {
    ImportRefusal(
      reason: "sum_overflow", message: "the sum of the amounts is beyond what 64 bits hold",
      line: line)
  }

  /// What the rows of a settlement come to, those set aside included.
  func sum(id: String, currency: Currency) -> Int64 {
    guard
      let slot = byId[Array(id.utf8)]?.first(where: { entries[$0].total.currency == currency })
    else { return 0 }
    let total = entries[slot].total
    // Beyond 64 bits it is refused elsewhere, and here equals nothing.
    return total.accepted &+ total.quarantined
  }

  /// Sorted by settlement and currency.
  var sorted: [ControlTotal] {
    entries.filter { !$0.isAbsorbed }.map(\.total).sorted {
      ($0.settlementId, $0.currency) < ($1.settlementId, $1.currency)
    }
  }
}
