import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// The exception queue.
  struct Exceptions: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the exceptions, or show one.",
      subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    /// Every open exception, the most severe first.
    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "List the open exceptions, worst first.")

      @OptionGroup var options: BooksOptions

      @Flag(help: "Closed ones too.")
      var all = false

      func run() throws {
        let (records, currency) = try options.withBooks {
          (try $0.exceptions().filter { all || $0.isOpen }, $0.settings.functionalCurrency)
        }
        if options.json {
          Terminal.print(
            JSON.list(records.map { ExceptionReport.json($0, currency) }).description)
        } else if !options.quiet {
          Terminal.print(ExceptionReport.text(records, currency))
        }
      }
    }

    /// One exception with its evidence.
    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Show one exception whole.")

      @OptionGroup var options: BooksOptions

      @Argument(help: "The exception's id, for example EX-1a2b3c4d5e6f.")
      var id: String

      func run() throws {
        let (record, currency) = try options.withBooks { run in
          guard let record = try run.exception(id) else {
            throw BooksError(.unusable, "\(id): no such exception; see 'exceptions list --all'")
          }
          return (record, run.settings.functionalCurrency)
        }
        if options.json {
          Terminal.print(ExceptionReport.json(record, currency).description)
        } else if !options.quiet {
          Terminal.print(ExceptionReport.detail(record, currency))
        }
      }
    }
  }
}
