import Accounting
import Foundation
import GRDB

/// The ledger could not be used; nothing was changed.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// Another program holds it: the same may work later.
  package var isBusy = false

  package init(path: String, reason: String, isBusy: Bool = false) {
    self.path = path
    self.reason = reason
    self.isBusy = isBusy
  }

  package var description: String { "\(path): \(reason)" }
}

extension LedgerError {
  init(_ error: DatabaseError, path: String) {
    let isBusy = error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
    let advice = isBusy ? "; another program has it open, try again later" : ""
    self.init(
      path: path, reason: (error.message ?? "not a usable SQLite file") + advice, isBusy: isBusy)
  }
}

/// The operational ledger: one SQLite file, and the only place with SQL.
///
/// Every table is `STRICT` and readable by any SQLite client; what each column means stands with
/// the migration that made it.
package final class Ledger {
  /// `XFT1` in ASCII: says that a file is a ledger of this program (SQLite, `application_id`).
  static let applicationId: Int32 = 0x5846_5431

  let queue: DatabaseQueue
  /// What is kept of the run's additions, while a run wants them.
  private var arrivals: Arrivals?

  /// Opens the ledger of a books folder, making or upgrading it as needed.
  ///
  /// - Throws: `LedgerError` when the file is not a ledger, or one of a later version.
  package init(path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA trusted_schema = OFF;
          PRAGMA recursive_triggers = ON;
          PRAGMA cell_size_check = ON;
          PRAGMA mmap_size = 0;
          PRAGMA cache_size = -\(Self.cacheKilobytes);
          PRAGMA temp_store = MEMORY;
          """)
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        try Self.checkIdentity(database, path: path)
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      try Migrations.all.migrate(queue)
    } catch let error as DatabaseError {
      throw LedgerError(error, path: path)
    }
  }

  /// A copy of the ledger as it is, in a file of its own.
  package func copy(to path: String) throws -> Ledger {
    try naming {
      let target = try DatabaseQueue(path: path)
      try queue.backup(to: target)
      try target.close()
    }
    return try Ledger(path: path)
  }

  private static func checkIdentity(_ database: Database, path: String) throws {
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    if tables > 0 && id != applicationId {
      throw LedgerError(path: path, reason: "this SQLite file is not a ledger of this program")
    }
    if try Migrations.all.hasBeenSuperseded(database) {
      throw LedgerError(path: path, reason: "the ledger was made by a later version")
    }
    if tables == 0 {
      try database.execute(
        sql: "PRAGMA page_size = 16384; PRAGMA application_id = \(applicationId)")
    }
  }

  /// Runs `body` in one transaction: everything it writes is kept, or nothing.
  package func transaction<Result>(_ body: (LedgerTransaction) throws -> Result) throws -> Result {
    let mark = arrivals?.mark
    do {
      return try naming { try queue.write { try body(LedgerTransaction($0, arrivals)) } }
    } catch {
      if let mark { arrivals?.goBack(to: mark) }
      throw error
    }
  }

  /// Runs `body`, which brings much new data, with a rollback journal in place of the write-ahead
  /// log: new pages are then written once instead of twice, just as durably.
  ///
  /// `keepsArrivals`: a snapshot follows, which need not read back what `body` adds.
  package func loading<Result>(
    keepsArrivals: Bool, _ body: () throws -> Result
  ) throws -> Result {
    try setJournal("TRUNCATE")
    try pragma("cache_size = -\(Self.loadingCacheKilobytes)")
    if keepsArrivals {
      arrivals = try naming { try queue.writeWithoutTransaction { try Arrivals($0) } }
    }
    let result: Result
    do {
      result = try body()
    } catch {
      try? setJournal("WAL")
      throw error
    }
    try setJournal("WAL")
    // The pages that were written are of no use to what comes next.
    try pragma("cache_size = -\(Self.cacheKilobytes)")
    try pragma("shrink_memory")
    return result
  }

  /// What is read and written once needs little; keys that are looked up while loading need more.
  private static let cacheKilobytes = 4_000
  private static let loadingCacheKilobytes = 16_000

  private func pragma(_ text: String) throws {
    try naming { try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA \(text)") } }
  }

  /// Where another program is reading, the journal stays the one that it is.
  private func setJournal(_ mode: String) throws {
    do {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = \(mode)") }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
  }

  /// Names the file in what SQLite has to say, without the statement and its values.
  private func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError {
      throw LedgerError(error, path: queue.path)
    }
  }

  /// Reads without changing anything.
  package func read<Result>(_ body: (LedgerTransaction) throws -> Result) throws -> Result {
    try naming { try queue.read { try body(LedgerTransaction($0, arrivals)) } }
  }
}

/// The ledger inside one transaction; what it can do stands in extensions by subject.
package struct LedgerTransaction {
  let database: Database
  let arrivals: Arrivals?

  init(_ database: Database, _ arrivals: Arrivals? = nil) {
    self.database = database
    self.arrivals = arrivals
  }
}
