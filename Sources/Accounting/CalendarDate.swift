/// A day of the proleptic Gregorian calendar, without a zone.
package struct CalendarDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  package let dayNumber: Int32

  package init(dayNumber: Int32) { self.dayNumber = dayNumber }

  /// The day of a civil date, or `nil` when there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...9999).contains(year), day >= 1,
      day <= Self.days(inMonth: month, year: year)
    else { return nil }
    self.dayNumber = Self.daysFromCivil(year: year, month: month, day: day)
  }

  /// Reads `YYYY-MM-DD`; `nil` for anything else.
  package init?(iso8601 text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.dayNumber < rhs.dayNumber }

  package func adding(days: Int) -> CalendarDate {
    CalendarDate(dayNumber: dayNumber + Int32(days))
  }

  /// Days from `other` to this day; negative when `other` is later.
  package func days(since other: CalendarDate) -> Int { Int(dayNumber) - Int(other.dayNumber) }

  /// Year, month and day of the month.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  package var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  package var period: AccountingPeriod {
    let (year, month, _) = civil
    return AccountingPeriod(ordinal: Int32(year * 12 + month - 1))
  }

  private static func daysFromCivil(year: Int, month: Int, day: Int) -> Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  private static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarDate: CustomStringConvertible {
  /// ISO 8601, `YYYY-MM-DD`.
  package var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the description's bytes.
  package func append(to bytes: inout [UInt8]) {
    let (year, month, day) = civil
    appendPadded(year, 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPadded(month, 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPadded(day, 2, to: &bytes)
  }
}

/// A calendar month, the unit that is reported and closed.
package struct AccountingPeriod: Hashable, Comparable, Sendable {
  /// Months since January of year 0.
  package let ordinal: Int32

  package init(ordinal: Int32) { self.ordinal = ordinal }

  /// Reads `YYYY-MM`; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 7, let first = CalendarDate(iso8601: "\(text)-01") else { return nil }
    self = first.period
  }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.ordinal < rhs.ordinal }

  package var next: AccountingPeriod { AccountingPeriod(ordinal: ordinal + 1) }
  package var previous: AccountingPeriod { AccountingPeriod(ordinal: ordinal - 1) }

  package var firstDay: CalendarDate {
    CalendarDate(year: Int(ordinal / 12), month: Int(ordinal % 12) + 1, day: 1)
      ?? CalendarDate(dayNumber: 0)
  }

  package var lastDay: CalendarDate {
    // The month after the calendar's last one has no first day.
    ordinal % 12 == 11 ? firstDay.adding(days: 30) : next.firstDay.adding(days: -1)
  }

  package func contains(_ date: CalendarDate) -> Bool { date >= firstDay && date <= lastDay }
}

extension AccountingPeriod: CustomStringConvertible {
  /// `YYYY-MM`.
  package var description: String {
    var bytes: [UInt8] = []
    appendPadded(Int(ordinal / 12), 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPadded(Int(ordinal % 12) + 1, 2, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Appends a number with zeros before it, so that it has at least `width` digits.
private func appendPadded(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
  var unit = 1
  for _ in 1..<width { unit *= 10 }
  guard number >= 0, number / unit < 10 else {
    return appendDecimal(Int64(number), digits: 0, to: &bytes)
  }
  while unit > 0 {
    bytes.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
    unit /= 10
  }
}
