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
        Self.rollTable(queue), Self.rollTable(queue, functional),
        Self.agingTable(queue, functional),
        Self.toleranceTable(queue, functional),
      ].compactMap(\.self))
  }

  private static func lead(_ roll: QueueRoll, _ functional: Currency) -> String {
    let cash = worded(Money(minorUnits: roll.closing.cashGross, currency: functional))
    return "\(counted(roll.opening.count, "finding")) carried forward into the period, "
      + "\(roll.new.count) new, \(roll.closed.count) closed: "
      + "\(counted(roll.closing.count, "finding")) open at its end, \(cash) of cash in question."
  }

  /// How many findings came and went.
  private static func rollTable(_ queue: QueueTotals) -> PageTable {
    rollTable(queue, "From the opening to the closing of the period, by kind of finding") {
      .count(Int64($0.count))
    }
  }

  /// The cash in question of the findings that came and went.
  private static func rollTable(_ queue: QueueTotals, _ functional: Currency) -> PageTable {
    rollTable(queue, "The same in cash in question, \(functional.code)") {
      .amount($0.cashGross, functional)
    }
  }

  private static func rollTable(
    _ queue: QueueTotals, _ caption: String, _ cell: (QueueTally) -> HTMLCell
  ) -> PageTable {
    var table = HTMLTable(
      caption: caption,
      columns: ["Kind", ">Opening", ">New", ">Changed", ">Closed", ">Closing"])
    for (code, roll) in queue.rollByCode {
      table.row([.text("\(code.rawValue) \(code.title)")] + roll.steps.map(cell))
    }
    table.row([.text("All")] + queue.roll.steps.map(cell), class: "total")
    return PageTable(html: table.string)
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

extension QueueRoll {
  /// opening + new + changed − closed = closing.
  fileprivate var steps: [QueueTally] { [opening, new, changed, closed, closing] }
}
