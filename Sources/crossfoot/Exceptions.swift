import Accounting
import ArgumentParser
import Foundation
import Reconciliation

extension Crossfoot {
  /// The exception queue.
  struct Exceptions: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Work through the exceptions: list, assign, resolve, write off, export, import.",
      discussion: """
        An exception keeps its id from run to run. It goes from open to assigned, in_review, \
        waiting_external and resolved, and closes by itself when its cause is gone. Who did what, \
        when and why stays on record.
        """,
      subcommands: [
        List.self, Show.self, Assign.self, Comment.self, Review.self, Wait.self, Resolve.self,
        WriteOff.self, Reopen.self, Aging.self, Export.self, Import.self,
        Explain.self,
      ], defaultSubcommand: List.self)

    /// Every open exception, the most severe first.
    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "List the open exceptions, the worst and then the most money first.",
        discussion: "Three or more of one cause are one line, unless each is asked for.")

      @OptionGroup var options: BooksOptions

      @OptionGroup var filter: ExceptionFilterOptions

      @Flag(help: "A line for each cause, however few it has.")
      var group = false

      @Flag(help: "A line for each exception, however many have the same cause.")
      var each = false

      func validate() throws {
        if group && each { throw ValidationError("--group and --each exclude each other.") }
        if let cause = filter.cause, cause.isEmpty { throw ValidationError("--cause is blank.") }
      }

      func run() throws {
        let report = try options.withBooks { run in
          ExceptionReport(
            try run.exceptions(try filter.filter(run.settings.functionalCurrency)),
            functional: run.settings.functionalCurrency, asOf: try run.queueDay(),
            period: try run.queueOverview(nil).roll.period)
        }
        if options.json {
          Terminal.print((group ? report.groupsJSON : report.json).description)
        } else if !options.quiet {
          let limit = group ? 1 : each || filter.cause != nil ? Int.max : 3
          Terminal.print(report.text(groupedFrom: limit))
        }
      }
    }

    /// One exception with its evidence and its history.
    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show one exception whole, with what was done about it.")

      @OptionGroup var options: BooksOptions

      @Argument(help: "The exception's id, for example EX-1a2b3c4d5e6f.")
      var id: String

      func run() throws {
        let (report, history) = try options.withBooks { run in
          (
            ExceptionReport(
              [try run.exception(id)], functional: run.settings.functionalCurrency,
              asOf: try run.queueDay(), period: try run.queueOverview(nil).roll.period),
            try run.history(of: id)
          )
        }
        if options.json {
          Terminal.print(report.wholeJSON(history).description)
        } else if !options.quiet {
          Terminal.print(report.detail(history))
        }
      }
    }

    /// The queue in figures.
    struct Aging: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show how old the open exceptions are, by owner, and what a month changed.")

      @OptionGroup var options: BooksOptions

      @Option(help: "The month, YYYY-MM (default: the last one reported).")
      var period: AccountingPeriod?

      func run() throws {
        let overview = try options.withBooks { try $0.queueOverview(period) }
        if options.json {
          Terminal.print(QueueReport.json(overview).description)
        } else if !options.quiet {
          Terminal.print(QueueReport.text(overview))
        }
      }
    }
  }
}
