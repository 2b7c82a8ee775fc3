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

    func run() throws {
      let story = try options.withBooks { try $0.trace(reference) }
      if options.json {
        Terminal.print(json(story).description)
      } else if !options.quiet {
        Terminal.print(text(story))
      }
    }

    private func json(_ story: TraceStory) -> JSON {
      .object([
        ("reference", .text(story.title)),
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
      ])
    }

    private func text(_ story: TraceStory) -> String {
      let rows = story.steps.map { step in
        [
          step.date.description, step.amount.map { "\($0) \($0.currency.code)" } ?? "",
          step.what, step.evidence,
        ]
      }
      return "\(story.title)\n" + Terminal.table(rows, rightAligned: [1])
    }
  }
}
