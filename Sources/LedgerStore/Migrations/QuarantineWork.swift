extension Migrations {
  /// Rows set aside become work: what was decided about each, by whom and when.
  static let quarantineWork = """
    ALTER TABLE quarantined_row ADD COLUMN row_number INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE quarantined_row ADD COLUMN state TEXT NOT NULL DEFAULT 'open'
      CHECK (state IN ('open', 'fixed', 'replayed', 'discarded'));

    -- Never changed and never deleted; those of a document taken back stay as history.
    CREATE TABLE quarantine_event (
      id INTEGER PRIMARY KEY,
      quarantine_id TEXT NOT NULL,
      document INTEGER NOT NULL REFERENCES document,
      action TEXT NOT NULL CHECK (action IN ('fix', 'replay', 'discard')),
      made_by TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_event_by_row ON quarantine_event (quarantine_id);

    CREATE TABLE quarantine_change (
      event INTEGER NOT NULL REFERENCES quarantine_event,
      "column" TEXT NOT NULL,
      value TEXT NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_change_by_event ON quarantine_change (event);
    """
}
