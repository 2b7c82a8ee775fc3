extension Migrations {
  /// The account's balance after a line of a bank's; NULL where its format has none.
  static let lineBalances = "ALTER TABLE bank_statement_line ADD COLUMN balance INTEGER;"
}
