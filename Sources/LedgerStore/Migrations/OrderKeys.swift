extension Migrations {
  /// The column that crossfoot.yaml named as the order's when a document was read; blank for the
  /// format's own.
  static let orderKeys = """
    ALTER TABLE document ADD COLUMN order_key TEXT NOT NULL DEFAULT '';
    """
}
