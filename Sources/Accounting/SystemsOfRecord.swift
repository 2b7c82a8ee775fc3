/// A kind of record that more than one system may tell of.
package enum RecordArea: String, Sendable, CaseIterable {
  case orders, refunds, rates, costs, payouts
}

/// Which system is believed where several tell of one record.
package struct SystemsOfRecord: Sendable {
  /// Names of formats or of sources, first choice first.
  private var owners: [RecordArea: [String]] = [:]

  package init() {}

  package mutating func set(_ names: [String], for area: RecordArea) { owners[area] = names }

  /// How a format of a source ranks: the least is the owner.
  ///
  /// What the settings name comes first, then our own files, then the others by name of format.
  package func rank(_ area: RecordArea, format: String, source: String) -> OwnerRank {
    let names = owners[area] ?? []
    let place = names.firstIndex { $0 == format || (!source.isEmpty && $0 == source) }
    return OwnerRank(
      place: place ?? names.count, isNamed: place != nil, isReport: !source.isEmpty,
      format: format.hasPrefix("crossfoot-") ? "" : format)
  }
}

/// The rank of a system among those that tell of one record.
package struct OwnerRank: Comparable, Hashable, Sendable {
  let place: Int
  /// Whether the settings name it.
  package let isNamed: Bool
  let isReport: Bool
  let format: String

  package static func < (lhs: Self, rhs: Self) -> Bool {
    if lhs.place != rhs.place { return lhs.place < rhs.place }
    if lhs.isReport != rhs.isReport { return !lhs.isReport }
    return lhs.format < rhs.format
  }
}

/// Two systems that tell of one record and do not agree; what the owner says stands.
package struct SystemDisagreement: Sendable {
  package var area: RecordArea
  /// What it is about, the same from run to run.
  package var key: String
  package var channel: String
  package var orderId: String
  package var settlementId: String
  package var date: CalendarDate
  package var owner: Provenance
  package var other: Provenance
  package var currency: Currency?
  package var ownerAmount: Int64?
  package var otherAmount: Int64?
  /// What they differ in, in words.
  package var difference: String

  package init(
    area: RecordArea, key: String, date: CalendarDate, owner: Provenance, other: Provenance,
    difference: String
  ) {
    self.area = area
    self.key = key
    self.date = date
    self.owner = owner
    self.other = other
    self.difference = difference
    channel = ""
    orderId = ""
    settlementId = ""
  }
}
