import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// Makes a books folder.
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a new books folder with a commented crossfoot.yaml.")

    @Argument(help: "The folder to make.", completion: .directory)
    var directory: String

    @Option(help: "The reporting entity's name.")
    var entity = "My company"

    @Option(help: "The functional currency, an ISO 4217 code.")
    var currency = "USD"

    @Option(help: "The time zone that decides on which day an event falls, an IANA name.")
    var timeZone = "UTC"

    @Flag(help: "Print one JSON document and nothing else.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
      guard Currency(code: currency) != nil else {
        throw ValidationError("--currency \(currency): not an ISO 4217 code such as EUR.")
      }
      guard BusinessZone(identifier: timeZone) != nil else {
        throw ValidationError("--time-zone \(timeZone): not an IANA zone such as Europe/Berlin.")
      }
    }

    func run() throws {
      let books = try reportingErrors {
        try BooksFolder.create(
          path: directory,
          configuration: configurationTemplate(
            entity: entity, currency: currency.uppercased(), zone: timeZone))
      }
      if json {
        Terminal.print(JSON.object([("books", .text(books.path))]).description)
      } else if !quiet {
        Terminal.print(
          """
          made \(books.path)
          next: drop files into \(books.inbox), then: crossfoot run --books \(directory)
          """)
      }
    }
  }
}
