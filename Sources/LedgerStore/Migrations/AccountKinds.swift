extension Migrations {
  /// Whether a statement is a bank account's or a card's; NULL where its format does not say.
  static let accountKinds = "ALTER TABLE bank_statement ADD COLUMN account_kind INTEGER;"
}
