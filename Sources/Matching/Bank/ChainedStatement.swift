import Accounting

/// A bank statement as a link in its account's chain.
///
/// What its balances say of the account *before all known entries* (its base) is the same for every
/// statement of an account of which no entry is missing. The first of several bases is the likely
/// one; the others allow for a balance that was taken in the middle of a day.
struct ChainedStatement {
  let frame: BankStatement
  let start: CalendarDate
  let end: CalendarDate
  /// Its document has no other statement of the account.
  let isAlone: Bool
  /// The day of its first entry, if it is alone.
  let firstEntry: CalendarDate?
  let openings: [Int64]
  let closings: [Int64]
  /// Of a card: the same, if its closing balance is what is owed.
  let owed: [Int64]

  init?(_ frame: BankStatement, _ entries: AccountEntries, isAlone: Bool) {
    let document = frame.provenance.document
    let own = isAlone ? entries.days(of: document) : nil
    guard let start = frame.openingDate ?? frame.firstDay ?? own?.first ?? frame.closingDate,
      let end = frame.closingDate ?? frame.lastDay ?? own?.last
    else { return nil }
    self.frame = frame
    self.isAlone = isAlone
    (self.start, self.end) = (min(start, end), end)
    firstEntry = own?.first
    openings =
      frame.opening.map { opening in
        let sums = Self.sums(before: own?.first ?? start, of: document, entries, isAlone: isAlone)
        let atDay = frame.openingDate.map {
          [entries.total(before: $0), entries.total(through: $0)]
        }
        return (sums + (atDay ?? [])).map { opening &- $0 }
      } ?? []
    let sums = Self.sums(through: end, of: document, entries)
    closings = frame.closing.map { closing in sums.map { closing &- $0 } } ?? []
    owed = frame.isCard ? frame.closing.map { owed in sums.map { -owed &- $0 } } ?? [] : []
  }

  private static func sums(
    before day: CalendarDate, of document: Int32, _ entries: AccountEntries, isAlone: Bool
  ) -> [Int64] {
    let before = entries.total(before: day)
    guard isAlone else { return [before] }
    let own = entries.total(of: document) { $0 <= day }
    return [before, entries.total(through: day) &- own]
  }

  private static func sums(
    through day: CalendarDate, of document: Int32, _ entries: AccountEntries
  ) -> [Int64] {
    let before = entries.total(before: day)
    return [
      entries.total(through: day),
      before &+ entries.total(of: document) { $0 == day },
      before &+ entries.total(of: document) { $0 >= day },
      entries.total(through: day) &+ entries.total(of: document) { $0 > day },
    ]
  }

  /// What it begins with, else ends with.
  var balance: Int64 { frame.opening ?? frame.closing ?? 0 }
  /// What that says of the account before all known entries.
  var bases: [Int64] { openings.isEmpty ? closings : openings }

  /// The balance at its end is of a day whose entries it does not have.
  var reachesBeyondItsEntries: Bool {
    guard let last = frame.lastDay, let closing = frame.closingDate else { return false }
    return closing > last.adding(days: 1)
  }
}
