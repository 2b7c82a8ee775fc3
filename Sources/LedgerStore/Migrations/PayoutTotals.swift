extension Migrations {
  /// What reports that are recorded and not posted say each payout comes to.
  static let payoutTotals = """
    CREATE TABLE payout_total (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      source TEXT NOT NULL, settlement_id TEXT NOT NULL, currency TEXT NOT NULL,
      deposit_at INTEGER, total INTEGER NOT NULL
    ) STRICT;
    """
}
