extension Migrations {
  /// What import saw of rows beside taking them: rules they break, and files that share them.
  static let rowRules = """
    CREATE TABLE broken_rule (
      document INTEGER NOT NULL REFERENCES document,
      line INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      rule TEXT NOT NULL,
      message TEXT NOT NULL,
      record_key TEXT NOT NULL,
      channel TEXT NOT NULL,
      order_id TEXT NOT NULL,
      sku TEXT NOT NULL,
      settlement_id TEXT NOT NULL,
      currency TEXT NOT NULL,
      amount INTEGER,
      happened_at INTEGER
    ) STRICT;
    CREATE INDEX broken_rule_by_document ON broken_rule (document);

    -- A row of a document that stands in another one, where it is counted.
    CREATE TABLE shared_row (
      document INTEGER NOT NULL REFERENCES document,
      line INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      -- What finds the row that counts, by its content; else its document and line.
      row_hash TEXT,
      other_document INTEGER,
      other_line INTEGER
    ) STRICT;
    CREATE INDEX shared_row_by_document ON shared_row (document);
    """
}
