import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// The rows that were set aside, as a work list.
  struct Quarantine: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Work through the rows that were set aside.",
      discussion: """
        A row stays on the list, and in every report, until it is replayed or discarded by its \
        id. A fix changes columns for the reading; the file in the archive keeps its bytes.
        """,
      subcommands: [List.self, Show.self, Fix.self, Replay.self, Discard.self],
      defaultSubcommand: List.self)

    /// Every row that waits, by file and line.
    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "List the rows set aside.")

      @OptionGroup var options: BooksOptions

      @Flag(help: "Replayed and discarded ones too.")
      var all = false

      func run() throws {
        let rows = try options.withBooks { try $0.setAsideRows().filter { all || $0.isWaiting } }
        if options.json {
          Terminal.print(JSON.list(rows.map(SetAsideReport.json)).description)
        } else if !options.quiet {
          Terminal.print(SetAsideReport.text(rows))
        }
      }
    }

    /// One row with its columns and its history.
    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show one row by column, with what was done about it.")

      @OptionGroup var options: BooksOptions

      @Argument(help: "The row's id, for example quarantine-1a2b3c4d5e6f.")
      var id: String

      func run() throws {
        SetAsideReport.print(try options.withBooks { try $0.setAsideRow(id) }, options)
      }
    }

    /// Changes columns of a row.
    struct Fix: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Change columns of a row; its contract checks it at once, 'replay' takes it.")

      @OptionGroup var options: BooksOptions

      @OptionGroup var hand: HandOptions

      @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A column's new value; may be given again.", valueName: "column=value"))
      var changes: [ColumnChange]

      @Option(help: "Why; kept with the row.")
      var reason = ""

      @Argument(help: "The row's id.")
      var id: String

      func run() throws {
        let hand = try hand.hand
        let row = try options.withBooks {
          try $0.fix(
            id, changes: changes.map { (column: $0.column, value: $0.value) }, reason: reason,
            hand)
        }
        SetAsideReport.print(row, options)
      }
    }

    /// Takes rows into the ledger.
    struct Replay: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Take fixed rows, or the rows named, into the ledger.")

      @OptionGroup var options: BooksOptions

      @OptionGroup var hand: HandOptions

      @Argument(help: "Rows by id; every fixed one without any.")
      var ids: [String] = []

      func run() throws {
        let hand = try hand.hand
        let outcome = try options.withBooks { try $0.replay(ids, hand) }
        if options.json {
          Terminal.print(
            JSON.object([
              ("replayed", .list(outcome.taken.map(SetAsideReport.json))),
              ("waiting", .list(outcome.waiting.map(SetAsideReport.json))),
              (
                "held",
                .list(
                  outcome.held.map {
                    .object([("source_file", .text($0.file)), ("reason", .text($0.reason))])
                  })
              ),
            ]).description)
        } else if !options.quiet {
          Terminal.print(SetAsideReport.text(outcome))
        }
        if !outcome.waiting.isEmpty || !outcome.held.isEmpty { throw ExitCode(1) }
      }
    }

    /// Puts rows off the list.
    struct Discard: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Put rows off the list for good; the reason stays on record.")

      @OptionGroup var options: BooksOptions

      @OptionGroup var hand: HandOptions

      @Option(help: "Why; kept with each row.")
      var reason: String

      @Argument(help: "Rows by id.")
      var ids: [String]

      func validate() throws { try refuseBlank(reason, "reason") }

      func run() throws {
        let hand = try hand.hand
        let rows = try options.withBooks { try $0.discard(ids, reason: reason, hand) }
        if options.json {
          Terminal.print(JSON.list(rows.map(SetAsideReport.json)).description)
        } else if !options.quiet {
          Terminal.print(rows.map { "discarded \($0.row.id)" }.joined(separator: "\n"))
        }
      }
    }
  }
}

/// `column=value`, as `quarantine fix --set` takes it.
struct ColumnChange: ExpressibleByArgument {
  var column: String
  var value: String

  init?(argument: String) {
    var depth = 0
    // A path may have an = in brackets: Component[Type=Tax]/Amount=1.00.
    let equals = argument.indices.first { index in
      if argument[index] == "[" { depth += 1 }
      if argument[index] == "]" { depth -= 1 }
      return argument[index] == "=" && depth <= 0
    }
    guard let equals, equals > argument.startIndex else { return nil }
    column = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
