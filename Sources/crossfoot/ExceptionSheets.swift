import Accounting
import ArgumentParser
import Foundation
import Reconciliation

extension Crossfoot.Exceptions {
  /// Writes the queue as a sheet to work on.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the open exceptions as CSV, to be filled in and imported.",
      discussion: """
        Fill in state, owner and note; a resolved one needs a reason, one that waits for somebody \
        outside a day in waiting_until. The other columns are to read.
        """)

    @OptionGroup var options: BooksOptions
    @OptionGroup var filter: ExceptionFilterOptions

    @Option(help: "The file to write (default: standard output).")
    var out: String?

    func run() throws {
      let sheet = try options.withBooks {
        try $0.exportSheet(try filter.filter($0.settings.functionalCurrency))
      }
      let text = String(decoding: sheet, as: UTF8.self)
      guard let out else {
        if options.json {
          Terminal.print(JSON.object([("csv", .text(text))]).description)
        } else {
          Terminal.print(text.trimmingSuffix("\n"))
        }
        return
      }
      try reportingErrors {
        do { try Data(sheet).write(to: URL(filePath: out)) } catch {
          throw BooksError(.unusable, "\(out): cannot be written")
        }
      }
      let rows = text.split(separator: "\n").count - 1
      if options.json {
        Terminal.print(
          JSON.object([("file", .text(out)), ("exceptions", .integer(Int64(rows)))]).description)
      } else if !options.quiet {
        Terminal.print("\(rows) exceptions in \(out)")
      }
    }
  }

  /// Takes a sheet back.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do what a sheet says that 'exceptions export' wrote: all of it, or nothing.")

    @OptionGroup var options: BooksOptions
    @OptionGroup var hand: HandOptions
    @OptionGroup var encoding: EncodingOption

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    @Argument(help: "The sheet as saved by a spreadsheet: commas, semicolons or tabs.")
    var file: String

    func run() throws {
      let hand = try hand.hand
      let outcome = try options.withBooks {
        try $0.importSheet(file, hand, encoding: encoding.encoding, isDryRun: dryRun)
      }
      if options.json {
        Terminal.print(QueueReport.json(outcome).description)
      } else if !options.quiet || !outcome.refused.isEmpty {
        for refusal in outcome.refused {
          Terminal.error("\(file):\(refusal.line): \(refusal.id): \(refusal.reason)")
        }
        if !options.quiet { Terminal.print(QueueReport.text(outcome, isDryRun: dryRun)) }
      }
      if !outcome.refused.isEmpty { throw ExitCode(2) }
    }
  }
}
