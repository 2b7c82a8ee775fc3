extension Migrations {
  /// Matches that are named one by one, as the last run made them, and what people decided.
  static let matchWork = """
    CREATE TABLE record_match (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      rule TEXT NOT NULL,
      score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
      candidates INTEGER NOT NULL,
      currency TEXT NOT NULL,
      date_on INTEGER NOT NULL,
      -- Minor units of the currency; keys and `file:line` words stand a line each.
      external INTEGER,
      internal INTEGER,
      external_keys TEXT NOT NULL,
      internal_keys TEXT NOT NULL,
      external_evidence TEXT NOT NULL,
      internal_evidence TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Never changed and never deleted: the last word on a pair holds.
    CREATE TABLE match_event (
      id INTEGER PRIMARY KEY,
      match_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      external_key TEXT NOT NULL,
      internal_key TEXT NOT NULL,
      action TEXT NOT NULL CHECK (action IN ('confirm', 'undo')),
      made_by TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX match_event_by_match ON match_event (match_id);
    """
}
