extension Migrations {
  /// Which compressed file a document came in.
  static let deliveries = """
    ALTER TABLE document ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
    """
}
