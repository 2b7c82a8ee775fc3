extension Migrations {
  /// Matches as they stood when somebody last decided about them: one that was undone is made by no
  /// rule any more.
  static let decidedMatches = """
    CREATE TABLE decided_match (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      rule TEXT NOT NULL,
      candidates INTEGER NOT NULL,
      currency TEXT NOT NULL,
      date_on INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Amounts in minor units of the match's currency; `file:line` words, between blanks.
    CREATE TABLE decided_match_side (
      match_id TEXT NOT NULL,
      is_external INTEGER NOT NULL,
      record_key TEXT NOT NULL,
      amount INTEGER,
      evidence TEXT NOT NULL,
      PRIMARY KEY (match_id, is_external, record_key)
    ) STRICT, WITHOUT ROWID;
    """
}
