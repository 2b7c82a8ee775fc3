import Accounting
import Testing

@testable import Matching

@Suite struct `A bank account's statements` {
  /// An account in the making: a document a statement, its number the place in the list.
  private struct Account {
    var frames: [BankStatement] = []
    var lines: [StatementLine] = []

    /// `entries`: day of January 2026 and amount; those that another document has count there.
    mutating func statement(
      _ opening: Int64?, _ closing: Int64, from start: Int, to end: Int,
      _ entries: [(day: Int, amount: Int64)] = [], isHeld: Bool = false
    ) {
      let document = Int32(frames.count)
      var frame = BankStatement(
        provenance: Provenance(document: document, line: 1), account: .none, statementId: .none,
        currency: .usd, opening: opening, closing: closing,
        openingDate: opening == nil ? nil : Self.day(start), closingDate: Self.day(end),
        isHeld: isHeld)
      if opening == nil { (frame.firstDay, frame.lastDay) = (Self.day(start), Self.day(end)) }
      frames.append(frame)
      if isHeld { return }
      for entry in entries {
        let known = lines.firstIndex {
          $0.bookingDate == Self.day(entry.day) && $0.amount == entry.amount
        }
        if let known {
          lines[known].otherDocuments.append(document)
        } else {
          lines.append(
            StatementLine(
              provenance: Provenance(document: document, line: 2), account: .none,
              bookingDate: Self.day(entry.day), amount: entry.amount, currency: .usd,
              reference: .none, text: .none))
        }
      }
    }

    /// `after` or `against` a document, the document, and the money.
    func breaks() -> [String] {
      StatementChain(frames, lines) { $0.document < $1.document }.breaks().map {
        let word = $0.isContradiction ? "against" : "after"
        return "\($0.later.frame.provenance.document) \(word) "
          + "\($0.earlier.frame.provenance.document): \($0.amount)"
      }
    }

    static func day(_ day: Int) -> CalendarDate {
      CalendarDate(iso8601: "2026-01-01")?.adding(days: day - 1) ?? CalendarDate(dayNumber: 0)
    }
  }

  @Test func `lead from one to the next`() {
    var account = Account()
    account.statement(100, 130, from: 1, to: 2, [(2, 30)])
    account.statement(130, 120, from: 2, to: 5, [(5, -10)])
    account.statement(120, 125, from: 5, to: 6, [(6, 5)])
    #expect(account.breaks() == [])
    account.frames.remove(at: 1)
    account.lines.removeAll { $0.provenance.document == 1 }
    #expect(account.breaks() == ["2 after 0: -10"])
    account.frames.reverse()
    #expect(account.breaks() == ["2 after 0: -10"])
  }

  @Test func `without an opening balance lead to the closing one`() {
    var account = Account()
    account.statement(nil, 130, from: 1, to: 10, [(2, 30)])
    account.statement(nil, 120, from: 11, to: 20, [(15, -10)])
    #expect(account.breaks() == [])
    account.statement(nil, 150, from: 21, to: 30, [(25, 20)])
    #expect(account.breaks() == ["2 after 1: 10"])
  }

  @Test func `may overlap`() {
    var account = Account()
    account.statement(100, 165, from: 1, to: 31, [(2, 30), (5, -10), (20, 45)])
    account.statement(100, 130, from: 1, to: 2, [(2, 30)])
    account.statement(130, 120, from: 4, to: 5, [(5, -10)])
    account.statement(nil, 165, from: 15, to: 31, [(20, 45)])
    account.statement(nil, 120, from: 1, to: 12, [(2, 30), (5, -10)])
    #expect(account.breaks() == [])
  }

  @Test func `of one day follow each other by balance`() {
    var account = Account()
    account.statement(100, 130, from: 2, to: 2, [(2, 30)])
    account.statement(130, 135, from: 2, to: 2, [(2, 5)])
    account.statement(135, 75, from: 2, to: 2, [(2, -60)])
    account.statement(75, 76, from: 2, to: 3, [(3, 1)])
    #expect(account.breaks() == [])
  }

  @Test func `may be taken in the middle of a day`() {
    var account = Account()
    account.statement(nil, 105, from: 1, to: 10, [(10, 5)])
    account.statement(nil, 113, from: 10, to: 20, [(10, 5), (10, 7), (12, 1)])
    #expect(account.breaks() == [])
  }

  @Test func `are told once when one has a wrong balance`() {
    var account = Account()
    account.statement(nil, 130, from: 1, to: 10, [(2, 30)])
    account.statement(nil, 121, from: 11, to: 20, [(15, -10)])
    account.statement(nil, 140, from: 21, to: 30, [(25, 20)])
    #expect(account.breaks() == ["1 after 0: 1"])
  }

  @Test func `contradict each other on the days they share`() {
    var account = Account()
    account.statement(100, 120, from: 1, to: 31, [(2, 30), (5, -10)])
    account.statement(130, 121, from: 4, to: 31, [(5, -9)])
    #expect(account.breaks() == ["1 against 0: 1"])
    account = Account()
    account.statement(130, 121, from: 4, to: 5, [(5, -9)])
    account.statement(100, 120, from: 1, to: 31, [(2, 30), (5, -10)])
    #expect(account.breaks() == ["1 against 0: 9"])
  }

  @Test func `wait for one that is held`() {
    var account = Account()
    account.statement(100, 130, from: 1, to: 2, [(2, 30)])
    account.statement(130, 120, from: 2, to: 5, isHeld: true)
    account.statement(120, 125, from: 5, to: 6, [(6, 5)])
    #expect(account.breaks() == [])
  }

  @Test func `whose balance is of a later day wait for its entries`() {
    var account = Account()
    account.statement(nil, 130, from: 1, to: 5, [(2, 30)])
    account.statement(nil, 120, from: 6, to: 10, [(7, -10)])
    account.frames[0].closingDate = Account.day(8)
    account.frames[0].closing = 120
    #expect(account.breaks() == [])
    account.frames[0].closing = 121
    #expect(account.breaks() == ["1 after 0: -1"])
    account.frames.removeLast()
    account.statement(nil, 120, from: 8, to: 10, [])
    #expect(account.breaks() == [])
  }
}
