/// Rows of an unknown file that a word in one of their columns shows to be no movement of money:
/// balances among the rows, and what is not booked yet or will never be.
struct RowsApart {
  let name: String
  let column: String
  let words: [String]
  /// The words are patterns: other files of the kind may write more than this one does.
  let arePatterns: Bool
  let doubt: String

  private static let balanceWords: Set<String> = [
    "anfangssaldo", "endsaldo", "alter kontostand", "neuer kontostand", "alter saldo",
    "neuer saldo", "opening balance", "closing balance", "beginning balance", "ending balance",
    "balance brought forward", "balance carried forward", "start balance", "end balance",
    "saldo inicial", "saldo final", "saldo anterior", "saldo iniziale", "saldo finale",
    "solde initial", "solde final", "ancien solde", "nouveau solde", "beginsaldo", "eindsaldo",
    "saldo początkowe", "saldo końcowe", "ingående saldo", "utgående saldo",
  ]
  private static let openParts = [
    "pending", "vorgemerkt", "ausstehend", "offen", "reverted", "reversed", "declined", "failed",
    "cancelled", "canceled", "rejected", "storniert", "abgelehnt", "fehlgeschlagen", "en attente",
    "annulé", "refusé", "pendiente", "cancelado", "rechazado", "in attesa", "annullato",
    "rifiutato", "oczekując", "odrzucon", "anulowan", "authorised", "authorized", "expired",
    "in progress", "processing",
  ]
  private static let bookedParts = [
    "complete", "booked", "posted", "gebucht", "settled", "cleared", "success", "succeeded",
    "paid", "done", "executed", "ausgeführt", "abgeschlossen", "effectué", "terminé",
    "comptabilisé",
    "contabilizado", "completado", "completato", "contabilizzato", "eseguito", "zaksięgowan",
    "zrealizowan", "bokförd", "approved", "finished", "captured", "bezahlt",
  ]

  static func find(in columns: [FileSurvey.Column]) -> [RowsApart] {
    columns.compactMap(balances) + [columns.lazy.compactMap(notBooked).first].compactMap(\.self)
  }

  private static func balances(_ column: FileSurvey.Column) -> RowsApart? {
    let words = Set(column.values.filter { balanceWords.contains($0.lowercased()) })
    guard !words.isEmpty else { return nil }
    return RowsApart(
      name: "balance", column: column.reference, words: words.sorted(), arePatterns: false,
      doubt: "a balance among the rows is no movement")
  }

  /// A column whose words all say what became of a movement.
  private static func notBooked(_ column: FileSurvey.Column) -> RowsApart? {
    let words = Set(column.values.map { $0.lowercased() })
    guard !words.isEmpty, words.count <= 12,
      words.allSatisfy({ isOpen($0) || isBooked($0) }),
      words.contains(where: isOpen) || ColumnRole.status.weight(of: column.name) > .none
    else { return nil }
    return RowsApart(
      name: "not booked", column: column.reference, words: openParts.map { "*\($0)*" },
      arePatterns: true, doubt: "what is pending or failed has moved no money")
  }

  private static func isOpen(_ word: String) -> Bool {
    openParts.contains { word.contains($0) }
  }

  private static func isBooked(_ word: String) -> Bool {
    !isOpen(word) && bookedParts.contains { word.contains($0) }
  }

  /// The rows' places among the cells.
  func rows(of columns: [FileSurvey.Column]) -> [Int] {
    guard let cells = columns.first(where: { $0.reference == column })?.cells else { return [] }
    return cells.indices.filter { row in
      arePatterns ? Self.isOpen(cells[row].lowercased()) : words.contains(cells[row])
    }
  }
}
