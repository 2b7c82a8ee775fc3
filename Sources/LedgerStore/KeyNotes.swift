import Accounting
import GRDB

/// What the documents of one run did to keys that others of the run may bring again, so that the
/// order of its files does not matter.
struct KeyNotes {
  enum Note: String {
    /// Rows of this run contradict each other: none of them stands.
    case withdrawn
    /// The record is older than this run, which added to it.
    case revised
  }

  private let kind: RecordKind
  private var withdrawn: Set<String> = []
  private var revised: Set<String> = []

  var isEmpty: Bool { withdrawn.isEmpty && revised.isEmpty }

  init(_ database: Database, kind: RecordKind, from firstDocument: Int64) throws {
    self.kind = kind
    let rows = try Row.fetchAll(
      database, sql: "SELECT record_key, note FROM key_note WHERE kind = ? AND document >= ?",
      arguments: [kind.table, firstDocument])
    for row in rows { keep(row["record_key"], as: Note(rawValue: row["note"])) }
  }

  func isWithdrawn(_ keys: [DatabaseValue]) -> Bool {
    !withdrawn.isEmpty && withdrawn.contains(Self.text(keys))
  }

  func isRevised(_ keys: [DatabaseValue]) -> Bool {
    !revised.isEmpty && revised.contains(Self.text(keys))
  }

  mutating func add(
    _ note: Note, _ keys: [DatabaseValue], document: Int64, to database: Database
  ) throws {
    let text = Self.text(keys)
    keep(text, as: note)
    try database.cachedStatement(
      sql: "INSERT INTO key_note (document, kind, record_key, note) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [document, kind.table, text, note.rawValue])
  }

  private mutating func keep(_ key: String, as note: Note?) {
    switch note {
    case .withdrawn: withdrawn.insert(key)
    case .revised: revised.insert(key)
    case nil: break
    }
  }

  private static func text(_ keys: [DatabaseValue]) -> String {
    keys.map(\.plainText).joined(separator: "\u{1f}")
  }
}

extension DatabaseValue {
  /// The value as text, without quotes; empty for null.
  var plainText: String {
    String.fromDatabaseValue(self) ?? Int64.fromDatabaseValue(self).map { "\($0)" } ?? ""
  }
}
