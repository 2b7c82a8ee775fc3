extension Migrations {
  /// The text of each of the books' own contracts that a document was read by, and which it was.
  static let keptContracts = """
    CREATE TABLE contract_text (
      sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
      yaml TEXT NOT NULL
    ) STRICT;
    ALTER TABLE document ADD COLUMN contract TEXT NOT NULL DEFAULT '';
    """
}
