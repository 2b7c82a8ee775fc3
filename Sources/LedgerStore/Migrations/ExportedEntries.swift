extension Migrations {
  /// What accounting programs were given, to tell what the journal says differently since.
  static let exportedEntries = """
    CREATE TABLE exported_entry (
      target TEXT NOT NULL,
      period TEXT NOT NULL,
      entry TEXT NOT NULL,
      date_on INTEGER NOT NULL,
      -- A hash of date and postings.
      mark TEXT NOT NULL,
      -- The debits in minor units of the functional currency.
      debits INTEGER NOT NULL,
      -- The day the queue stood at.
      exported_on INTEGER NOT NULL,
      PRIMARY KEY (target, period, entry)
    ) STRICT, WITHOUT ROWID;
    """
}
