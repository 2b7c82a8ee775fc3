import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// Takes one import back.
  struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take one import back whole; the file can be imported again.")

    @OptionGroup var options: BooksOptions

    @Option(help: "Why; kept with the import.")
    var reason: String

    @Argument(help: "The import: its batch as 'import --json' names it, its file, or its SHA-256.")
    var batch: String

    private static func text(_ replacement: RollbackOutcome.Replacement) -> String {
      let rows = replacement.rows == 1 ? "1 row" : "\(replacement.rows) rows"
      let what = replacement.wasHeld ? "held until now" : "\(rows) set aside until now"
      return "\nin its place: \(replacement.file), \(what)"
    }

    func run() throws {
      let outcome = try options.withBooks { try $0.rollBack(batch, reason: reason) }
      if options.json {
        Terminal.print(
          JSON.object([
            ("batch", .text(outcome.batch)), ("file", .text(outcome.file)),
            ("restored", .list(outcome.restored.map { .text($0) })),
            ("withdrawn_exceptions", .integer(Int64(outcome.withdrawnExceptions))),
            ("withdrawn_entries", .integer(Int64(outcome.withdrawnEntries))),
            ("changed_entries", .integer(Int64(outcome.changedEntries))),
            (
              "in_its_place",
              .list(
                outcome.replacements.map {
                  .object([
                    ("file", .text($0.file)), ("was_held", .flag($0.wasHeld)),
                    ("rows", .integer(Int64($0.rows))),
                  ])
                })
            ),
          ]).description)
      } else if !options.quiet {
        Terminal.print(
          """
          took back \(outcome.file) (\(outcome.batch)); it can be imported again
          withdrawn: \(outcome.withdrawnEntries) journal entries, \
          \(outcome.withdrawnExceptions) exceptions; new or changed: \
          \(outcome.changedEntries) journal entries
          """ + outcome.replacements.map(Self.text).joined())
      }
    }
  }
}
