extension Migrations {
  /// What the systems that keep orders say was given back of each in all.
  static let refundedTotals = """
    CREATE TABLE refunded_total (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      channel TEXT NOT NULL, order_id TEXT NOT NULL, currency TEXT NOT NULL,
      amount INTEGER NOT NULL
    ) STRICT;
    """
}
