extension Migrations {
  /// The columns of each delimited file, names apart by line feeds: headers are compared in time.
  static let fileHeaders = """
    CREATE TABLE file_header (
      document INTEGER PRIMARY KEY REFERENCES document,
      line INTEGER NOT NULL,
      known TEXT NOT NULL,
      absent TEXT NOT NULL,
      other TEXT NOT NULL,
      is_open INTEGER NOT NULL CHECK (is_open IN (0, 1))
    ) STRICT;
    """
}
