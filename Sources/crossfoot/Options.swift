import Accounting
import ArgumentParser
import Foundation
import Reconciliation

/// Where the books are, and how to speak.
struct BooksOptions: ParsableArguments {
  @Option(help: "The books folder (default: CROSSFOOT_BOOKS, else the current folder).")
  var books: String?

  @Flag(help: "Print one JSON document and nothing else.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  var folder: BooksFolder {
    get throws { try BooksFolder.open(path: path) }
  }

  var path: String {
    books ?? ProcessInfo.processInfo.environment["CROSSFOOT_BOOKS"] ?? "."
  }

  /// Opens the books for changing them; the lock is held while `body` runs.
  ///
  /// `isLong`: how far it is shows on a terminal.
  func withBooks<Result>(
    isLong: Bool = false, _ body: (CloseRun) throws -> Result
  ) throws -> Result {
    try reportingErrors {
      let folder = try folder
      let lock = try BooksLock(folder)
      let result = try ProgressLine.showing(isLong && !quiet) { meter in
        try body(try CloseRun(folder, version: Crossfoot.version, meter: meter))
      }
      lock.release()
      return result
    }
  }
}

/// Says what went wrong on stderr and turns it into the promised exit code.
func reportingErrors<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let exit as ExitCode {
    throw exit
  } catch let error as BooksError {
    Terminal.error("\(error)")
    switch error.code {
    case .busy: throw ExitCode(75)
    case .usage: throw ExitCode(64)
    case .unusable: throw ExitCode(2)
    }
  } catch {
    Terminal.error("\(error)")
    throw ExitCode(isLedgerBusy(error) ? 75 : 2)
  }
}

extension AccountingPeriod: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension CalendarDate: ExpressibleByArgument {
  package init?(argument: String) { self.init(iso8601: argument) }
}
