extension Migrations {
  /// The exception queue becomes work: whose it is, what was decided, by whom and when.
  static let exceptionWork = """
    ALTER TABLE exception ADD COLUMN entered_in INTEGER;
    ALTER TABLE exception ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
    ALTER TABLE exception ADD COLUMN waits_until_on INTEGER;
    ALTER TABLE exception ADD COLUMN reason TEXT NOT NULL DEFAULT '';
    ALTER TABLE exception ADD COLUMN comment TEXT NOT NULL DEFAULT '';

    -- Never changed and never deleted.
    CREATE TABLE exception_event (
      id INTEGER PRIMARY KEY,
      exception TEXT NOT NULL,
      action TEXT NOT NULL CHECK (action IN ('assign', 'comment', 'review', 'wait', 'resolve',
        'close', 'reopen', 'void', 'write_off')),
      made_by TEXT NOT NULL,
      -- By the clock of whoever did it; a run has none.
      made_at INTEGER,
      -- The day the queue stood at.
      as_of_on INTEGER NOT NULL,
      state TEXT NOT NULL,
      owner TEXT NOT NULL,
      text TEXT NOT NULL,
      waits_until_on INTEGER
    ) STRICT;
    CREATE INDEX exception_event_by_exception ON exception_event (exception);

    -- A difference given up, or taken up again: what is posted to an account's open item.
    CREATE TABLE write_off (
      event INTEGER PRIMARY KEY REFERENCES exception_event,
      exception TEXT NOT NULL,
      source TEXT NOT NULL,
      settlement_id TEXT NOT NULL,
      date_on INTEGER NOT NULL,
      account TEXT,
      item TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      base INTEGER NOT NULL,
      evidence TEXT NOT NULL
    ) STRICT;
    """
}
