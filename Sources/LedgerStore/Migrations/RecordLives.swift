extension Migrations {
  /// What becomes of records in time: versions of order lines, states of payouts, disputes, and
  /// money that a channel keeps until a date.
  static let recordLives = """
    ALTER TABLE settlement ADD COLUMN payout_status INTEGER;
    ALTER TABLE settlement ADD COLUMN payout_kind INTEGER;
    ALTER TABLE bank_statement_line ADD COLUMN charges INTEGER;

    -- What order lines said before they changed, as the document that said so had it.
    CREATE TABLE order_line_version (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      channel TEXT NOT NULL, order_id TEXT NOT NULL, order_line_id TEXT NOT NULL,
      sku TEXT NOT NULL, ordered_at INTEGER NOT NULL, shipped_at INTEGER,
      currency TEXT NOT NULL, quantity INTEGER NOT NULL, item_price INTEGER NOT NULL,
      item_tax INTEGER, shipping INTEGER, shipping_tax INTEGER, discount INTEGER,
      tax_jurisdiction TEXT, tax_remitted_by INTEGER, customer_id TEXT, status INTEGER,
      updated_at INTEGER
    ) STRICT;

    CREATE TABLE dispute (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      source TEXT, dispute_id TEXT NOT NULL, order_id TEXT,
      opened_at INTEGER NOT NULL, due_at INTEGER, currency TEXT NOT NULL,
      amount INTEGER NOT NULL, fee INTEGER, outcome INTEGER, decided_at INTEGER, reason TEXT,
      updated_at INTEGER
    ) STRICT;

    CREATE TABLE deferral (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      source TEXT, marketplace TEXT, order_id TEXT, sku TEXT, reference TEXT,
      currency TEXT NOT NULL, amount INTEGER NOT NULL, earned_at INTEGER NOT NULL,
      release_at INTEGER, row_hash TEXT
    ) STRICT;
    """
}
