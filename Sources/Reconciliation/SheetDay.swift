import Accounting

/// A day as a spreadsheet writes it back: in the form of whoever's computer it is.
enum SheetDay {
  /// The day as ISO 8601 has it; blank for a blank cell.
  ///
  /// `known`: the day that stands in the books; a cell that may mean it, means it.
  /// - Throws: `SheetConflict` for what is no day, or may be two.
  static func iso(_ cell: String, known: CalendarDate?) throws -> String {
    if cell.isEmpty { return "" }
    let days = readings(cell)
    if let known, days.contains(known) { return known.description }
    guard let day = days.first else {
      throw SheetConflict("'\(cell)' in waiting_until is no day; write it YYYY-MM-DD")
    }
    if days.count > 1 {
      throw SheetConflict(
        "'\(cell)' in waiting_until may be "
          + days.map(\.description).sorted().joined(separator: " or ") + "; write it YYYY-MM-DD")
    }
    return day.description
  }

  /// Year first; else day and month in either order between slashes or hyphens, and the day first
  /// between points.
  private static func readings(_ cell: String) -> [CalendarDate] {
    let parts = cell.split(whereSeparator: { "-/.".contains($0) }).map { String($0) }
    guard parts.count == 3, parts.allSatisfy({ $0.allSatisfy(\.isNumber) && $0.count <= 4 }) else {
      return []
    }
    if parts[0].count == 4 { return [day(parts[0], parts[1], parts[2])].compactMap(\.self) }
    guard parts[2].count == 4 else { return [] }
    let dayFirst = day(parts[2], parts[1], parts[0])
    if cell.contains(".") { return [dayFirst].compactMap(\.self) }
    let both = [dayFirst, day(parts[2], parts[0], parts[1])].compactMap(\.self)
    return both.count == 2 && both[0] == both[1] ? [both[0]] : both
  }

  private static func day(_ year: String, _ month: String, _ day: String) -> CalendarDate? {
    func padded(_ text: String) -> String { text.count == 1 ? "0\(text)" : text }
    return CalendarDate(iso8601: "\(year)-\(padded(month))-\(padded(day))")
  }
}
