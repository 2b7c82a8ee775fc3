import Accounting
import GRDB

extension LedgerTransaction {
  /// The words of lines that nobody understood, by the ledger's number of them.
  package func unknownMeanings() throws -> [(id: Int64, label: String)] {
    try Row.fetchAll(
      database, sql: "SELECT id, label FROM line_meaning WHERE event = ? ORDER BY label",
      arguments: [LineEvent.unknown.rawValue]
    ).map { ($0["id"], $0["label"]) }
  }

  /// Gives lines of a format that have one meaning another one.
  ///
  /// The months of the lines are to be reported anew.
  package func setMeaning(
    _ event: LineEvent, _ component: LineComponent, label: String, from old: Int64,
    ofFormat format: String, zone: BusinessZone
  ) throws {
    let items = """
      SELECT item.id FROM settlement_item item JOIN document ON document.id = item.document
      WHERE document.format = :format
      """
    let moments = try Int64.fetchAll(
      database,
      sql: """
        SELECT DISTINCT item.posted_at FROM settlement_line line
          JOIN settlement_item item ON item.id = line.item
        WHERE line.meaning = :old AND item.id IN (\(items))
        """, arguments: ["old": old, "format": format])
    guard !moments.isEmpty else { return }
    try database.execute(
      sql: """
        INSERT INTO line_meaning (event, component, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
        """, arguments: [event.rawValue, component.rawValue, label])
    try database.execute(
      sql: """
        UPDATE settlement_line SET meaning = (
          SELECT id FROM line_meaning
          WHERE event = :event AND component = :component AND label = :label)
        WHERE meaning = :old AND item IN (\(items))
        """,
      arguments: [
        "event": event.rawValue, "component": component.rawValue, "label": label, "old": old,
        "format": format,
      ])
    try noteTouched(Set(moments.map { zone.date(of: Instant(seconds: $0)).period }))
  }
}
