import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// Everything known about one thing.
  struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell the story of an order, settlement, entry, exception or FILE:LINE.")

    @OptionGroup var options: BooksOptions

    @Argument(help: "An order, settlement, bank reference, entry, exception, or FILE:LINE.")
    var reference: String

    func validate() throws {
      if reference.trimmed.isEmpty { throw ValidationError("the reference is blank.") }
    }

    func run() throws {
      let story = try options.withBooks { try $0.trace(reference.trimmed) }
      if options.json {
        Terminal.print(json(story).description)
      } else if !options.quiet {
        Terminal.print(text(story))
      }
    }

    private func json(_ story: TraceStory) -> JSON {
      .object([
        ("reference", .text(reference)), ("title", .text(story.title)),
        (
          "steps",
          .list(
            story.steps.map { step in
              .object([
                ("date", .text(step.date.description)), ("what", .text(step.what)),
                ("amount", .text(step.amount?.description)),
                ("currency", .text(step.amount?.currency.code)),
                ("evidence", .text(step.evidence)),
              ])
            })
        ),
        ("totals", .list(story.totals.map(json))),
      ])
    }

    private func json(_ total: TraceTotal) -> JSON {
      .object([
        ("what", .text(total.what)), ("amount", .text(total.amount.description)),
        ("currency", .text(total.currency.code)),
        (
          "parts",
          .list(
            total.parts.map {
              .object([
                ("what", .text($0.what)),
                ("amount", .text(decimalText($0.amount, digits: total.currency.minorDigits))),
              ])
            })
        ),
      ])
    }

    private func text(_ story: TraceStory) -> String {
      let rows = story.steps.map { step in
        [
          step.date.dayNumber == 0 ? "" : step.date.description,
          step.amount.map { "\($0) \($0.currency.code)" } ?? "", step.what, step.evidence,
        ]
      }
      let sums = story.totals.flatMap { total in
        total.parts.map {
          ["", decimalText($0.amount, digits: total.currency.minorDigits), $0.what]
        } + [["= \(total.what)", "\(total.amount) \(total.currency.code)", ""]]
      }
      let steps = "\(story.title)\n" + Terminal.table(rows, rightAligned: [1])
      return sums.isEmpty
        ? steps : "\(steps)\nadds up:\n" + Terminal.table(sums, rightAligned: [1])
    }
  }
}
