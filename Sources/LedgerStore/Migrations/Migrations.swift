import GRDB

/// The schema's history, oldest first: append only, one file each.
enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first ledger") { try $0.execute(sql: firstLedger) }
    return migrator
  }
}
