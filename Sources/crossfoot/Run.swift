import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// The main job.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import the inbox, match, cost, journal and report.")

    @OptionGroup var options: BooksOptions

    @Option(
      help:
        "Report this month, YYYY-MM (default: every month that new records touch or change).")
    var period: AccountingPeriod?

    @Option(help: "The day ages and due dates count to, YYYY-MM-DD (default: the month's last).")
    var asOf: CalendarDate?

    @OptionGroup var encoding: EncodingOption

    @Option(help: "Where reports go (default: reports/ in the books).")
    var reports: String?

    @Option(help: "Exit 1 when an open exception has this code, or this severity or a worse one.")
    var failOn: String?

    func validate() throws {
      if reports == "" { throw ValidationError("--reports: names no folder.") }
      guard let failOn, DiscrepancyCode(rawValue: failOn) == nil, severity(failOn) == nil else {
        return
      }
      throw ValidationError("--fail-on \(failOn): takes a code such as CM-01 or S1 to S4.")
    }

    func run() throws {
      let outcome = try options.withBooks(isLong: true) {
        try $0.run(
          RunRequest(
            period: period, asOf: asOf, reports: reports, now: .now, encoding: encoding.encoding))
      }
      if options.json {
        Terminal.print(RunReport.json(outcome).description)
      } else if !options.quiet {
        Terminal.print(RunReport.text(outcome))
      }
      let isFailure = outcome.files.contains(where: \.needsAttention) || meetsFailOn(outcome)
      if isFailure { throw ExitCode(1) }
    }

    private func meetsFailOn(_ outcome: RunOutcome) -> Bool {
      guard let failOn else { return false }
      if let limit = severity(failOn) {
        return outcome.openExceptions.contains { $0.severity <= limit }
      }
      return outcome.openExceptions.contains { $0.discrepancy.code.rawValue == failOn }
    }

    private func severity(_ name: String) -> Severity? {
      Severity.allCases.first { $0.name == name.uppercased() }
    }
  }
}
