import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// Brings files into the ledger without reporting.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import files, or the inbox, into the ledger.")

    @OptionGroup var options: BooksOptions

    @Option(help: "The format's name, instead of detecting it ('formats list').")
    var format: String?

    @OptionGroup var encoding: EncodingOption

    @Flag(help: "Show what would happen; change nothing.")
    var dryRun = false

    @Argument(help: "The files to import; the inbox without any.", completion: .file())
    var files: [String] = []

    func run() throws {
      let outcomes = try options.withBooks(isLong: true) {
        try $0.importFiles(
          files, format: format, encoding: encoding.encoding, dryRun: dryRun)
      }
      if options.json {
        Terminal.print(ImportReport.json(outcomes).description)
      } else if !options.quiet {
        Terminal.print(ImportReport.text(outcomes, showsAllRows: dryRun))
      }
      let failed = outcomes.filter { $0.kind == .refused }
      if !files.isEmpty && failed.count == outcomes.count { throw ExitCode(2) }
      if outcomes.contains(where: \.needsAttention) { throw ExitCode(1) }
    }
  }
}
