import GRDB

/// The schema's history, oldest first: append only, one file each.
enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first ledger") { try $0.execute(sql: firstLedger) }
    migrator.registerMigration("2 quarantine work") { try $0.execute(sql: quarantineWork) }
    migrator.registerMigration("3 deliveries") { try $0.execute(sql: deliveries) }
    migrator.registerMigration("4 match work") { try $0.execute(sql: matchWork) }
    migrator.registerMigration("5 row rules") { try $0.execute(sql: rowRules) }
    migrator.registerMigration("6 exception work") { try $0.execute(sql: exceptionWork) }
    migrator.registerMigration("7 touched periods") { try $0.execute(sql: touchedPeriods) }
    migrator.registerMigration("8 record lives") { try $0.execute(sql: recordLives) }
    migrator.registerMigration("9 charge bills") { try $0.execute(sql: chargeBills) }
    migrator.registerMigration("10 exported entries") { try $0.execute(sql: exportedEntries) }
    migrator.registerMigration("11 exception standings") { try $0.execute(sql: exceptionStandings) }
    migrator.registerMigration("12 decided matches") { try $0.execute(sql: decidedMatches) }
    migrator.registerMigration("13 file headers") { try $0.execute(sql: fileHeaders) }
    migrator.registerMigration("14 refunded totals") { try $0.execute(sql: refundedTotals) }
    migrator.registerMigration("15 late names") { try $0.execute(sql: lateNames) }
    migrator.registerMigration("16 account kinds") { try $0.execute(sql: accountKinds) }
    migrator.registerMigration("17 named encodings") { try $0.execute(sql: namedEncodings) }
    migrator.registerMigration("18 line matches") { try $0.execute(sql: lineMatches) }
    migrator.registerMigration("19 line balances") { try $0.execute(sql: lineBalances) }
    migrator.registerMigration("20 payout totals") { try $0.execute(sql: payoutTotals) }
    migrator.registerMigration("21 run configurations") { try $0.execute(sql: runConfigurations) }
    migrator.registerMigration("22 statement days") { try $0.execute(sql: statementDays) }
    migrator.registerMigration("23 kept contracts") { try $0.execute(sql: keptContracts) }
    migrator.registerMigration("24 order keys") { try $0.execute(sql: orderKeys) }
    return migrator
  }
}
