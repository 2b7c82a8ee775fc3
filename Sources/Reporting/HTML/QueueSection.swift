import Accounting

/// The exception queue: what the period changed, how old it is and what was forgiven.
struct QueueSection {
  let section: PageSection

  init(_ index: ReportIndex, _ scope: ReportScope, _ queue: QueueTotals) {
    let functional = index.functional
    section = PageSection(
      anchor: "queue", label: "Queue", title: "The exception queue",
      lead: Self.lead(queue.roll, functional),
      tables: [
        Self.rollTable(queue, functional), Self.agingTable(queue, functional),
        Self.toleranceTable(queue, functional),
      ].compactMap(\.self))
  }

  private static func lead(_ roll: QueueRoll, _ functional: Currency) -> String {
    let cash = worded(Money(minorUnits: roll.closing.cashGross, currency: functional))
    return "\(counted(roll.opening.count, "finding")) carried forward into the period, "
      + "\(roll.new.count) new, \(roll.closed.count) closed: "
      + "\(counted(roll.closing.count, "finding")) open at its end, \(cash) of cash in question."
  }

  private static func rollTable(_ queue: QueueTotals, _ functional: Currency) -> PageTable {
    var table = HTMLTable(
      caption: "From the opening to the closing of the period, by kind of finding",
      columns: [
        "Kind", ">Opening", ">New", ">Closed", ">Closing", ">Closing cash, \(functional.code)",
      ])
    for (code, roll) in queue.rollByCode {
      table.row(cells("\(code.rawValue) \(code.title)", roll, functional))
    }
    table.row(cells("All", queue.roll, functional), class: "total")
    return PageTable(html: table.string)
  }

  private static func cells(
    _ name: String, _ roll: QueueRoll, _ functional: Currency
  ) -> [HTMLCell] {
    [.text(name)]
      + [roll.opening, roll.new, roll.closed, roll.closing].map { .count(Int64($0.count)) }
      + [.amount(roll.closing.cashGross, functional)]
  }

  private static func agingTable(_ queue: QueueTotals, _ functional: Currency) -> PageTable {
    var table = HTMLTable(
      caption: "Open findings by owner and days since the event, and the cash in question",
      columns: ["Owner"]
        + AgeBucket.allCases.flatMap { [">\($0.name) days", ">\(functional.code)"] })
    for (owner, aging) in queue.agingByOwner {
      table.row(cells(owner, aging, functional))
    }
    table.row(cells("All", queue.aging, functional), class: "total")
    return PageTable(html: table.string)
  }

  private static func cells(
    _ name: String, _ aging: QueueAging, _ functional: Currency
  ) -> [HTMLCell] {
    [.text(name)]
      + AgeBucket.allCases.flatMap { bucket -> [HTMLCell] in
        let tally = aging[bucket]
        return tally.count == 0
          ? [.number(""), .number("")]
          : [.count(Int64(tally.count)), .amount(tally.cashGross, functional)]
      }
  }

  /// Nothing forgiven, nothing to show.
  private static func toleranceTable(
    _ queue: QueueTotals, _ functional: Currency
  ) -> PageTable? {
    if queue.forgiven.isEmpty { return nil }
    var table = HTMLTable(
      caption: "Tolerance spent in the period, in \(functional.code)",
      columns: ["Source", ">Forgiven", ">Spent", ">Budget", ">Left", ""], class: "fit")
    for sum in queue.forgiven {
      table.row([
        .text(sourceTitle(sum.source)), .count(Int64(sum.count)), .amount(sum.spent, functional),
        .amount(sum.budget, functional), .amount(max(0, sum.budget - sum.spent), functional),
        .text(sum.isUsedUp ? "used up" : ""),
      ])
    }
    return PageTable(html: table.string)
  }
}
