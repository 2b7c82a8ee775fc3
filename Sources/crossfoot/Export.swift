import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// Writes the journal the way an accounting system takes it.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one period's journal for an accounting system.")

    @OptionGroup var options: BooksOptions

    @Option(help: "The month, YYYY-MM.")
    var period: AccountingPeriod

    @Option(help: "csv, hledger, beancount, quickbooks-online or xero.")
    var to: String

    @Option(help: "The file to write (default: the period's reports folder).", completion: .file())
    var out: String?

    func run() throws {
      let outcome = try options.withBooks {
        try $0.exportJournal(period: period, target: to, out: out)
      }
      if options.json {
        Terminal.print(
          JSON.object([
            ("target", .text(to)), ("files", .list(outcome.paths.map { .text($0) })),
          ]).description)
      } else if !options.quiet {
        Terminal.print(outcome.paths.joined(separator: "\n"))
      }
      for path in outcome.leftovers {
        Terminal.note("\(path) is left of an earlier export: it is no part of this one")
      }
    }
  }
}
