extension Migrations {
  /// Items whose row named no settlement in an earlier run, and which a later export completed.
  static let lateNames = """
    ALTER TABLE settlement_item ADD COLUMN is_named_later INTEGER NOT NULL DEFAULT 0;
    """
}
