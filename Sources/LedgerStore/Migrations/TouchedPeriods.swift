extension Migrations {
  /// Periods that records touched and no run has reported since, because it was asked for another.
  static let touchedPeriods = """
    CREATE TABLE touched_period (period TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    """
}
