extension Migrations {
  /// The encoding that a person named for a file.
  static let namedEncodings = """
    ALTER TABLE document ADD COLUMN encoding TEXT NOT NULL DEFAULT '';
    """
}
