import Accounting
import Testing

@testable import Reconciliation

/// The queue from run to run.
@Suite struct `An exception's life` {
  private func finding(_ code: DiscrepancyCode) -> Discrepancy {
    Discrepancy(
      code: code, source: "amazon", key: "Amazon.com|1|1-1|settlement",
      eventDate: CalendarDate(dayNumber: 20_000), rule: "a_rule")
  }

  private func merge(
    _ known: [ExceptionRecord], _ found: [Discrepancy], day: Int32
  ) -> [ExceptionRecord] {
    ExceptionLife(settings: Settings(), asOf: CalendarDate(dayNumber: day)).merge(
      known, with: found)
  }

  @Test(arguments: [
    (DiscrepancyCode.cm02, DiscrepancyCode.cm03, "Marketplace ops"),
    (.am06, .am01, "Order ops"), (.am01, .am06, "none"),
  ])
  func `keeps its id and gets the owner of its new code`(
    before: DiscrepancyCode, after: DiscrepancyCode, owner: String
  ) {
    let first = merge([], [finding(before)], day: 20_001)
    let second = merge(first, [finding(after)], day: 20_002)
    #expect(second.map(\.id) == first.map(\.id))
    #expect(second.map(\.firstSeen) == first.map(\.firstSeen))
    #expect(second.map(\.discrepancy.code) == [after])
    #expect(second.map(\.owner) == [owner])
  }

  @Test func `keeps the owner a person gave it`() {
    var first = merge([], [finding(.cm02)], day: 20_001)
    first[0].state = .assigned
    first[0].assignee = "Ada"
    #expect(merge(first, [finding(.cm03)], day: 20_002).map(\.owner) == ["Ada"])
  }

  @Test func `closes and opens again by itself, or waits for a person`() {
    let both = merge([], [finding(.cm02), finding(.am05)], day: 20_001)
    let gone = merge(both, [], day: 20_002)
    #expect(
      Set(gone.map { "\($0.discrepancy.code.rawValue) \($0.state.rawValue)" })
        == ["CM-02 closed", "AM-05 open"])
    let back = merge(gone, [finding(.cm02), finding(.am05)], day: 20_003)
    #expect(back.allSatisfy { $0.isOpen && $0.closedOn == nil && $0.discrepancy.note.isEmpty })
  }

  @Test func `waits for a promised day, and is ours again after it`() {
    var first = merge([], [finding(.am01)], day: 20_001)
    first[0].state = .waitingExternal
    first[0].waitsUntil = CalendarDate(dayNumber: 20_020)
    let before = merge(first, [finding(.am01)], day: 20_015)
    #expect(before[0].state == .waitingExternal && before[0].severity == .s2)
    #expect(before[0].due == CalendarDate(dayNumber: 20_020), "not past due before it")
    var found = before
    for isFound in [true, true, false] {
      let former = found
      found = merge(found, isFound ? [finding(.am01)] : [], day: 20_021)
      #expect(found[0].state == .open && found[0].severity == .s1)
      #expect(found[0].discrepancy.note.contains("promised for 2024-10-24, which has passed"))
      let life = ExceptionLife(settings: Settings(), asOf: CalendarDate(dayNumber: 20_021))
      let events = life.events(from: former, to: found)
      #expect(events.map(\.action) == (former[0].state == .open ? [] : [.wait]))
    }
    var filter = ExceptionFilter()
    filter.isForOverdue = true
    #expect(filter.lets(found[0], on: CalendarDate(dayNumber: 20_021)))
    #expect(!filter.lets(before[0], on: CalendarDate(dayNumber: 20_015)))
  }
}
