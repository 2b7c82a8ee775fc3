extension Migrations {
  /// Which order line each settlement item is matched with, as the last run made it.
  ///
  /// An item's lines of one document stand from its first line to its last. What is the order's as
  /// a whole names the first of its lines. `record_match` has what is named one by one.
  static let lineMatches = """
    CREATE TABLE line_match (
      document INTEGER NOT NULL, first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,
      order_document INTEGER NOT NULL, order_line INTEGER NOT NULL,
      is_whole_order INTEGER NOT NULL, is_by_hand INTEGER NOT NULL
    ) STRICT;

    CREATE VIEW line_match_text AS
      SELECT settlements.name AS file, match.first_line, match.last_line, own.channel,
        own.order_id, iif(match.is_whole_order, NULL, own.order_line_id) AS order_line_id,
        iif(match.is_whole_order, NULL, own.sku) AS sku, orders.name AS order_file,
        match.order_line, iif(match.is_by_hand, 'by_hand', 'key') AS rule, 100 AS score,
        1 AS candidates, 'confirmed' AS state
      FROM line_match match
        JOIN document settlements ON settlements.id = match.document
        JOIN document orders ON orders.id = match.order_document
        JOIN order_line own
          ON own.document = match.order_document AND own.line = match.order_line;
    """
}
