import Accounting
import ArgumentParser
import Foundation
import Reconciliation

extension Crossfoot {
  /// Two books side by side.
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two books, or one under two configurations: what would differ in a month.",
      discussion: """
        For a change of rules or a cut-over: what would match, post or age differently. Nothing is \
        written in either. Exit code 0: the same; 1: something differs.
        """)

    @Flag(help: "Print one JSON document and nothing else.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    @Option(help: "The first books folder (default: CROSSFOOT_BOOKS, else the current folder).")
    var books: String?

    @Option(help: "The month, YYYY-MM.")
    var period: AccountingPeriod

    @Option(
      help: "The day that ages and due dates count to, YYYY-MM-DD (default: the month's last).")
    var asOf: CalendarDate?

    @Option(help: "Another crossfoot.yaml for the second books, or for the one named.")
    var config: String?

    @Argument(help: "A books folder, and another one unless --config is given.")
    var folders: [String] = []

    func validate() throws {
      let count = folders.count + (books == nil ? 0 : 1)
      guard count == 2 || (count < 2 && config != nil) else {
        throw ValidationError("takes two books folders, or one and --config with another file.")
      }
    }

    func run() throws {
      let environment = ProcessInfo.processInfo.environment["CROSSFOOT_BOOKS"]
      let sides = (books.map { [$0] } ?? []) + folders
      let first = sides.first ?? environment ?? "."
      let outcome = try reportingErrors {
        try parallelRun(
          first, sides.count == 2 ? sides[1] : first, configuration: config, period: period,
          asOf: asOf)
      }
      if json {
        Terminal.print(Self.json(outcome).description)
      } else if !quiet {
        Terminal.print(Self.text(outcome))
      }
      if !outcome.differences.isEmpty { throw ExitCode(1) }
    }

    private static func json(_ run: ParallelRun) -> JSON {
      .object([
        ("period", .text(run.period.description)), ("as_of", .text(run.asOf.description)),
        ("same", .flag(run.differences.isEmpty)),
        ("warnings", .list(run.warnings.map { .text($0) })),
        (
          "counts",
          .object(
            ParallelRun.Kind.allCases.map { ($0.rawValue, .integer(Int64(run.count($0)))) })
        ),
        (
          "differences",
          .list(
            run.differences.map {
              .object([
                ("kind", .text($0.kind.rawValue)), ("key", .text($0.key)),
                ("what", .text($0.what)), ("a", $0.a.isEmpty ? .null : .text($0.a)),
                ("b", $0.b.isEmpty ? .null : .text($0.b)),
              ])
            })
        ),
      ])
    }

    private static let titles: [ParallelRun.Kind: String] = [
      .match: "would match differently", .posting: "would post differently",
      .balance: "balances that differ", .exception: "exceptions that differ, or age differently",
    ]

    private static func text(_ run: ParallelRun) -> String {
      let warnings = run.warnings.map { "warning: \($0)" }
      if run.differences.isEmpty {
        return (warnings + ["\(run.period) as of \(run.asOf): the same"])
          .joined(separator: "\n")
      }
      var lines =
        warnings + ["\(run.period) as of \(run.asOf): \(run.differences.count) differences"]
      for kind in ParallelRun.Kind.allCases where run.count(kind) > 0 {
        lines.append("\(titles[kind] ?? kind.rawValue): \(run.count(kind))")
        for difference in run.differences where difference.kind == kind {
          lines.append("  \(difference.key): \(difference.what)")
          lines.append("    a: \(difference.a.isEmpty ? "not there" : difference.a)")
          lines.append("    b: \(difference.b.isEmpty ? "not there" : difference.b)")
        }
      }
      return lines.joined(separator: "\n")
    }
  }
}
