extension Migrations {
  /// What exceptions were, and came to, at the end of earlier periods.
  static let exceptionStandings = "ALTER TABLE exception ADD COLUMN stood TEXT NOT NULL DEFAULT '';"
}
