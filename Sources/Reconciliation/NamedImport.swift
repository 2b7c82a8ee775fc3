import Accounting
import LedgerStore

extension LedgerTransaction {
  private static let hashDigitsMin = 8
  private static let listedMax = 5

  /// The import that a person names: by its batch; by its file, as reports name it, as it is on
  /// disk or by its last part; or by the first eight or more digits of its SHA-256.
  ///
  /// - Throws: `BooksError` when there is none, or more than one.
  func document(named name: String) throws -> LedgerDocument {
    if let document = try document(batch: name) { return document }
    let isHash = name.count >= Self.hashDigitsMin && name.allSatisfy(\.isHexDigit)
    let all = try documents()
    let hashed = all.filter { isHash && $0.sha256.hasPrefix(name.lowercased()) }
    let named = files(named: name, among: all.map(\.name))
    let found = hashed.isEmpty ? (named.whole + named.ending).map { all[$0] } : hashed
    if found.count == 1 { return found[0] }
    guard !found.isEmpty else {
      throw BooksError(
        .unusable, "there is no import \(name); name its file, its batch or its SHA-256")
    }
    let batches = found.prefix(Self.listedMax).map { "\($0.batch) (\($0.name))" }
    throw BooksError(
      .unusable,
      "\(name) names \(found.count) imports; take one by its batch: "
        + batches.joined(separator: ", "))
  }
}
