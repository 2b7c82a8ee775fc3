extension Migrations {
  /// The days that a statement says it covers; NULL where its format does not say.
  static let statementDays = """
    ALTER TABLE bank_statement ADD COLUMN from_on INTEGER;
    ALTER TABLE bank_statement ADD COLUMN to_on INTEGER;
    """
}
