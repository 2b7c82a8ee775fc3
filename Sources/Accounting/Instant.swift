import Foundation

/// A point in time, to the second.
package struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.seconds < rhs.seconds }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
  package var description: String {
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let second = Int(seconds - day * 86_400)
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(CalendarDate(dayNumber: Int32(day)))"
      + "T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
  }
}

/// The zone that decides on which day, and so in which period, the entity books an event.
///
/// Rules are read once for 1999 to 2060, so that a lookup is a search in a short table.
package struct BusinessZone: Sendable {
  package let identifier: String
  private let starts: [Int64]
  private let offsets: [Int64]

  /// The zone of an IANA identifier, or `nil` when there is none of that name.
  package init?(identifier: String) {
    guard let zone = TimeZone(identifier: identifier) else { return nil }
    self.identifier = identifier
    var moment = Date(timeIntervalSince1970: 915_148_800)
    let end = Date(timeIntervalSince1970: 2_871_763_200)
    var starts: [Int64] = [Int64.min]
    var offsets = [Int64(zone.secondsFromGMT(for: moment))]
    while let change = zone.nextDaylightSavingTimeTransition(after: moment), change < end {
      starts.append(Int64(change.timeIntervalSince1970.rounded()))
      offsets.append(Int64(zone.secondsFromGMT(for: change.addingTimeInterval(1))))
      moment = change
    }
    self.starts = starts
    self.offsets = offsets
  }

  /// Coordinated universal time.
  package static let utc = BusinessZone(fixedOffset: 0, identifier: "UTC")

  private init(fixedOffset: Int64, identifier: String) {
    self.identifier = identifier
    self.starts = [Int64.min]
    self.offsets = [fixedOffset]
  }

  /// The entity's calendar day at an instant.
  package func date(of instant: Instant) -> CalendarDate {
    let local = instant.seconds + offset(at: instant.seconds)
    return CalendarDate(dayNumber: Int32(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
  }

  /// The instant at which the clocks of the zone show midnight at the start of `date`.
  package func startOfDay(_ date: CalendarDate) -> Instant {
    let local = Int64(date.dayNumber) * 86_400
    return Instant(seconds: local - offset(at: local - offset(at: local)))
  }

  /// The instant at which the clocks of the zone show `local` seconds since 1970-01-01T00:00.
  ///
  /// Of two such instants the earlier one; in a gap the clocks' time before it counts on.
  package func instant(localSeconds local: Int64) -> Instant {
    let earlier = local - offset(at: local - 86_400)
    if earlier + offset(at: earlier) == local { return Instant(seconds: earlier) }
    let later = local - offset(at: local + 86_400)
    return Instant(seconds: later + offset(at: later) == local ? later : earlier)
  }

  private func offset(at seconds: Int64) -> Int64 {
    if starts.count == 1 { return offsets[0] }
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= seconds { low = middle } else { high = middle }
    }
    return offsets[low]
  }
}
