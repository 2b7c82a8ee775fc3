import Accounting
import GRDB

/// The ledger's recurring texts (table `text`) by number, each looked up or added once.
struct TextTable: ~Copyable {
  private let find: RawStatement
  private let add: RawStatement
  private var symbols = SymbolTable()
  /// By the symbol's index; 0 for what the ledger was not asked for yet.
  private var ids: [Int64] = [0]

  init(_ handle: OpaquePointer?) throws {
    let find = try RawStatement(handle, "SELECT id FROM text WHERE value = ?")
    let add = try RawStatement(handle, "INSERT INTO text (value) VALUES (?) RETURNING id")
    self.find = find
    self.add = add
  }

  /// The number of a text that is not empty.
  ///
  /// `likely`: the text that came last in the same place; most often it comes again.
  mutating func id(of text: UnsafeBufferPointer<UInt8>, likely: inout Symbol) throws -> Int64 {
    likely = symbols.intern(text.span, likely: likely)
    let index = Int(likely.index)
    if index < ids.count { return ids[index] }
    find.bind(text, to: 1)
    var id = try find.firstInteger()
    if id == nil {
      add.bind(text, to: 1)
      id = try add.firstInteger()
    }
    // Symbols are numbered one after the other, so this is the number's place.
    ids.append(id ?? 0)
    return ids[index]
  }
}

extension LedgerTransaction {
  /// The number of a recurring text, new or known; `nil` for an empty one.
  func textId(_ text: String) throws -> Int64? {
    guard !text.isEmpty else { return nil }
    try database.execute(
      sql: "INSERT INTO text (value) VALUES (?) ON CONFLICT DO NOTHING", arguments: [text])
    return try Int64.fetchOne(
      database, sql: "SELECT id FROM text WHERE value = ?", arguments: [text])
  }
}
