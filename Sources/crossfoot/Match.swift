import Accounting
import ArgumentParser
import LedgerStore
import Reconciliation

extension Crossfoot {
  /// What was put together, and what may be.
  struct Match: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at matches, let one stand, or take one apart.",
      discussion: """
        Payouts and bank lines are named one by one, and so is everything that was matched by \
        less than its exact key. 'list --order ID' names the exact matches of an order as well. \
        A decision changes no document; the next 'run' reports the months anew.
        """,
      subcommands: [List.self, Show.self, Confirm.self, Undo.self], defaultSubcommand: List.self)

    /// Matches, those that need a person first.
    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "List the matches.")

      @OptionGroup var options: BooksOptions

      @Option(help: "payout, order, refund or transfer.")
      var kind: Accounting.Match.Kind?

      @Option(help: "confirmed, ambiguous, suggested or undone.")
      var state: MatchState?

      @Option(help: "An order number: its exact matches too.")
      var order: String?

      func run() throws {
        let query = MatchQuery(kind: kind, state: state?.rawValue, order: order)
        let entries = try options.withBooks { try $0.matches(query) }
        if options.json {
          Terminal.print(JSON.list(entries.map(MatchReport.json)).description)
        } else if !options.quiet {
          Terminal.print(MatchReport.text(entries))
        }
      }
    }

    /// One match with its evidence and its history.
    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show one match with its evidence and its history.")

      @OptionGroup var options: BooksOptions
      @OptionGroup var reference: MatchReference

      func run() throws {
        MatchReport.print(
          try options.withBooks { try $0.match(reference.id, order: reference.order) }, options)
      }
    }

    /// Lets a match stand.
    struct Confirm: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Let a match stand that is suggested, ambiguous or undone.")

      @OptionGroup var options: BooksOptions
      @OptionGroup var hand: HandOptions
      @OptionGroup var reference: MatchReference

      @Option(help: "Why; kept with the match.")
      var reason = ""

      func run() throws {
        let hand = try hand.hand
        let entry = try options.withBooks {
          try $0.confirmMatch(reference.id, order: reference.order, reason: reason, hand)
        }
        MatchReport.print(entry, options)
      }
    }

    /// Takes a match apart.
    struct Undo: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Take a match apart; no rule puts it together again.")

      @OptionGroup var options: BooksOptions
      @OptionGroup var hand: HandOptions
      @OptionGroup var reference: MatchReference

      @Option(help: "Why; kept with the match.")
      var reason: String

      func validate() throws { try refuseBlank(reason, "reason") }

      func run() throws {
        let hand = try hand.hand
        let entry = try options.withBooks {
          try $0.undoMatch(reference.id, order: reference.order, reason: reason, hand)
        }
        MatchReport.print(entry, options)
      }
    }
  }
}

/// Which match is meant.
struct MatchReference: ParsableArguments {
  @Option(help: "The order number, where the match is an order's exact one.")
  var order: String?

  @Argument(help: "The match's id, for example MATCH-1a2b3c4d5e6f.")
  var id: String
}

enum MatchState: String, ExpressibleByArgument, CaseIterable {
  case confirmed, ambiguous, suggested, undone
}

extension Accounting.Match.Kind: ExpressibleByArgument {}
