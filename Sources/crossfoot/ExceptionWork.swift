import Accounting
import ArgumentParser
import Reconciliation

extension BooksOptions {
  /// Does one thing about some exceptions and says what became of them.
  fileprivate func work(
    _ change: ExceptionChange, _ ids: ExceptionIds, _ hand: HandOptions
  ) throws {
    let hand = try hand.hand
    let report = try withBooks { run in
      ExceptionReport(
        try run.work(change, on: ids.ids, hand), functional: run.settings.functionalCurrency,
        asOf: try run.queueDay(), period: try run.queueOverview(nil).roll.period)
    }
    if json {
      Terminal.print(report.json.description)
    } else if !quiet {
      Terminal.print(report.standing)
    }
  }

  /// Says what giving up differences will post.
  fileprivate func printPostings(of ids: ExceptionIds) throws {
    if json || quiet { return }
    let lines = try withBooks { run in
      try ids.ids.compactMap { id in
        try run.history(of: id).last?.writeOff.map { ExceptionReport.posting(id, $0) }
      }
    }
    Terminal.print(lines.joined(separator: "\n"))
  }
}

extension Crossfoot.Exceptions {
  /// Gives exceptions to somebody.
  struct Assign: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put somebody in charge; they stay in charge until somebody else is.",
      discussion: """
        A day that somebody outside promised stays, unless who is in charge already takes it up \
        again.
        """)

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(
      name: [.customLong("to"), .customLong("owner")],
      help: ArgumentHelp("Who is in charge from now on.", valueName: "owner"))
    var owner: String

    @OptionGroup var ids: ExceptionIds

    func validate() throws { try refuseBlank(owner, "to") }
    func run() throws { try options.work(.assign(to: owner), ids, hand) }
  }

  /// Says something about exceptions.
  struct Comment: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Note something; it stays on record.")

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(
      name: [.customLong("text"), .customLong("note"), .customLong("message")],
      help: ArgumentHelp("What there is to say.", valueName: "text"))
    var message: String

    @OptionGroup var ids: ExceptionIds

    func validate() throws { try refuseBlank(message, "text") }
    func run() throws { try options.work(.comment(message), ids, hand) }
  }

  /// Says that somebody looks into it.
  struct Review: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that it is being looked into (in_review).")

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions
    @OptionGroup var ids: ExceptionIds

    func run() throws { try options.work(.review, ids, hand) }
  }

  /// Says that somebody outside must answer first.
  struct Wait: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that somebody outside must answer first (waiting_external).")

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(help: "The day they promised, YYYY-MM-DD.")
    var until: CalendarDate

    @OptionGroup var ids: ExceptionIds

    func run() throws { try options.work(.wait(until: until), ids, hand) }
  }

  /// Ends the work on exceptions.
  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the work on exceptions; one that is found again with other figures reopens.",
      discussion: """
        The reasons are matched, corrected at source, adjusted, accepted timing, duplicate and \
        rule changed; 'write-off' is a command of its own.
        """)

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(help: "Why it is settled: one of the reasons, for example 'corrected at source'.")
    var reason: String

    @Option(help: "What else there is to say about it.")
    var note: String?

    @OptionGroup var ids: ExceptionIds

    func validate() throws {
      try refuseBlank(reason, "reason")
      if ResolutionReason.reading(reason) == nil {
        throw ValidationError(ResolutionReason.advice(reason))
      }
    }

    func run() throws {
      let said = [reason, note ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
      try options.work(.resolve(reason: said), ids, hand)
    }
  }

  /// Gives up differences.
  struct WriteOff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give up a difference, within the limits of write_offs in crossfoot.yaml.",
      discussion: """
        What stands on an open item (a payout's difference to the bank, a deposit nobody \
        announced, a reserve, what a change of currency left) is posted to \
        Expenses:ReconciliationDifferences on the last run's as-of date. What the books hold as \
        income or expense already (a fee, a price) posts nothing: they have it as settled.
        """)

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(help: "Why it is given up.")
    var reason: String

    @Option(help: "Who allows more than the limits: one of write_offs.approvers.")
    var approvedBy: String?

    @OptionGroup var ids: ExceptionIds

    func validate() throws { try refuseBlank(reason, "reason") }
    func run() throws {
      try options.work(.writeOff(reason: reason, approvedBy: approvedBy), ids, hand)
      try options.printPostings(of: ids)
    }
  }

  /// Takes exceptions up again.
  struct Reopen: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take up again what was resolved or closed; a write-off is taken back.")

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions

    @Option(
      name: [.customLong("reason"), .customLong("cause")],
      help: ArgumentHelp("Why it is taken up again.", valueName: "cause"))
    var cause: String

    @OptionGroup var ids: ExceptionIds

    func validate() throws { try refuseBlank(cause, "reason") }
    func run() throws { try options.work(.reopen(cause: cause), ids, hand) }
  }
}
