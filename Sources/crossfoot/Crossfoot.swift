import ArgumentParser

/// The command line: one file a command, each options and one call.
@main
struct Crossfoot: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "crossfoot",
    abstract: "Proves that what channels paid, the bank received and the books say agree.",
    discussion: """
      Start with 'crossfoot init books', drop files into books/inbox, then 'crossfoot run \
      --books books'.

      Exit codes: 0 all accepted; 1 done, but something was refused, set aside or held, or an \
      open exception meets --fail-on; 2 could not go on, nothing changed; 64 usage; 75 another \
      run holds the books.
      """,
    version: version,
    subcommands: [
      Init.self, Run.self, Import.self, Export.self, Exceptions.self, Trace.self, Formats.self,
      Quarantine.self, Match.self, Rollback.self, Diff.self,
    ])
}
