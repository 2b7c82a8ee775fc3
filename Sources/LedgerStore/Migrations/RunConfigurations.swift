extension Migrations {
  /// The configuration that each run worked with: under another one, months are reported anew.
  static let runConfigurations = """
    ALTER TABLE run ADD COLUMN configuration_hash TEXT NOT NULL DEFAULT '';
    """
}
