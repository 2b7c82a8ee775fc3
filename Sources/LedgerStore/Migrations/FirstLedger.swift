extension Migrations {
  /// `*_at` are seconds since 1970 (UTC), `*_on` days since 1970, amounts minor units of the row's
  /// currency.
  ///
  /// Enumerations hold the raw values of the types of the same name.
  static let firstLedger = """
    CREATE TABLE document (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      name TEXT NOT NULL,
      format TEXT NOT NULL,
      format_version INTEGER NOT NULL,
      source TEXT NOT NULL,
      identity TEXT NOT NULL CHECK (identity IN ('document', 'row', 'key')),
      outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'held', 'rolled_back')),
      batch TEXT NOT NULL,
      byte_count INTEGER NOT NULL,
      row_count INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      quarantined INTEGER NOT NULL,
      ignored INTEGER NOT NULL,
      imported_on INTEGER,
      -- The number of the first document that came in the same run.
      first_of_run INTEGER NOT NULL,
      reason TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX document_by_content ON document (sha256);

    CREATE TABLE refused_document (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL,
      name TEXT NOT NULL,
      code TEXT NOT NULL,
      reason TEXT NOT NULL,
      line INTEGER NOT NULL,
      refused_on INTEGER,
      UNIQUE (sha256, name)
    ) STRICT;

    CREATE TABLE duplicate_document (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL,
      name TEXT NOT NULL,
      first_name TEXT NOT NULL,
      seen_on INTEGER,
      UNIQUE (sha256, name)
    ) STRICT;

    CREATE TABLE quarantined_row (
      id TEXT PRIMARY KEY,
      document INTEGER NOT NULL REFERENCES document,
      line INTEGER NOT NULL,
      byte_offset INTEGER NOT NULL,
      code TEXT NOT NULL,
      reason TEXT NOT NULL,
      "column" TEXT NOT NULL,
      value TEXT NOT NULL,
      raw TEXT NOT NULL,
      settlement_id TEXT NOT NULL,
      currency TEXT NOT NULL,
      amount INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE key_note (
      id INTEGER PRIMARY KEY,
      document INTEGER NOT NULL REFERENCES document,
      kind TEXT NOT NULL,
      record_key TEXT NOT NULL,
      note TEXT NOT NULL CHECK (note IN ('withdrawn', 'revised'))
    ) STRICT;
    CREATE INDEX key_note_by_document ON key_note (document);

    CREATE TABLE order_line (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      channel TEXT NOT NULL, order_id TEXT NOT NULL, order_line_id TEXT NOT NULL,
      sku TEXT NOT NULL, ordered_at INTEGER NOT NULL, shipped_at INTEGER,
      currency TEXT NOT NULL, quantity INTEGER NOT NULL, item_price INTEGER NOT NULL,
      item_tax INTEGER, shipping INTEGER, shipping_tax INTEGER, discount INTEGER,
      tax_jurisdiction TEXT, tax_remitted_by INTEGER, customer_id TEXT, status INTEGER,
      updated_at INTEGER
    ) STRICT;

    CREATE TABLE refund (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      refund_id TEXT NOT NULL, order_id TEXT NOT NULL, order_line_id TEXT NOT NULL,
      refunded_at INTEGER NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
      tax INTEGER, reason TEXT, returned_quantity INTEGER, disposition INTEGER,
      updated_at INTEGER
    ) STRICT;

    CREATE TABLE receipt (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      receipt_id TEXT NOT NULL, po_id TEXT, received_at INTEGER NOT NULL, sku TEXT NOT NULL,
      quantity INTEGER NOT NULL, unit_cost_millionths INTEGER NOT NULL, currency TEXT NOT NULL,
      supplier TEXT, weight_thousandths INTEGER, volume_thousandths INTEGER, updated_at INTEGER
    ) STRICT;

    CREATE TABLE landed_cost_charge (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      charge_id TEXT NOT NULL, receipt_id TEXT NOT NULL, kind INTEGER NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, incurred_at INTEGER NOT NULL,
      basis INTEGER, updated_at INTEGER
    ) STRICT;

    CREATE TABLE exchange_rate (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      date_on INTEGER NOT NULL, base TEXT NOT NULL, quote TEXT NOT NULL,
      rate INTEGER NOT NULL CHECK (rate > 0)
    ) STRICT;

    CREATE TABLE fee_rate (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      channel TEXT NOT NULL, fee INTEGER NOT NULL, sku TEXT NOT NULL,
      percent_millionths INTEGER, fixed INTEGER, currency TEXT, minimum INTEGER,
      valid_from_on INTEGER NOT NULL, valid_to_on INTEGER, updated_at INTEGER
    ) STRICT;

    CREATE TABLE settlement (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      source TEXT NOT NULL, settlement_id TEXT NOT NULL, marketplace TEXT,
      currency TEXT NOT NULL, starts_at INTEGER, ends_at INTEGER, deposit_at INTEGER,
      declared_total INTEGER, bank_reference TEXT,
      is_restated INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    -- Texts that recur; the view settlement_line_text shows them in their places.
    CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;

    -- What a channel's words for a line come to, and the words, joined with '/'.
    CREATE TABLE line_meaning (
      id INTEGER PRIMARY KEY,
      event INTEGER NOT NULL, component INTEGER NOT NULL, label TEXT NOT NULL,
      UNIQUE (event, component, label)
    ) STRICT;

    -- What neighbouring lines of a document share: in a settlement most lines differ from the one
    -- before in meaning and amount only. source, settlement, marketplace, sku and currency are
    -- numbers of a text; blank is NULL.
    CREATE TABLE settlement_item (
      id INTEGER PRIMARY KEY,
      document INTEGER NOT NULL,
      source INTEGER NOT NULL, settlement INTEGER, marketplace INTEGER, order_id TEXT,
      item_code TEXT, sku INTEGER, shipment TEXT, adjustment TEXT, currency INTEGER NOT NULL,
      quantity INTEGER, posted_at INTEGER NOT NULL, reference TEXT
    ) STRICT;

    CREATE TABLE settlement_line (
      item INTEGER NOT NULL, line INTEGER NOT NULL, meaning INTEGER NOT NULL,
      amount INTEGER NOT NULL, row_hash TEXT
    ) STRICT;
    CREATE INDEX settlement_line_by_content ON settlement_line (row_hash)
      WHERE row_hash IS NOT NULL;

    CREATE VIEW settlement_line_text AS
      SELECT item.document, line.line, source.value AS source,
        settlement.value AS settlement_id, marketplace.value AS marketplace, item.order_id,
        item.item_code, sku.value AS sku, item.shipment, item.adjustment, meaning.event,
        meaning.component, meaning.label, line.amount, currency.value AS currency,
        item.quantity, item.posted_at, item.reference, line.row_hash
      FROM settlement_line line
        JOIN settlement_item item ON item.id = line.item
        JOIN line_meaning meaning ON meaning.id = line.meaning
        JOIN text source ON source.id = item.source
        JOIN text currency ON currency.id = item.currency
        LEFT JOIN text settlement ON settlement.id = item.settlement
        LEFT JOIN text marketplace ON marketplace.id = item.marketplace
        LEFT JOIN text sku ON sku.id = item.sku;

    CREATE TABLE bank_statement (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      account TEXT NOT NULL, statement_id TEXT, currency TEXT NOT NULL, opening INTEGER,
      closing INTEGER, opening_on INTEGER, closing_on INTEGER
    ) STRICT;

    CREATE TABLE bank_statement_line (
      document INTEGER NOT NULL, line INTEGER NOT NULL,
      account TEXT NOT NULL, statement_id TEXT, booked_on INTEGER NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, reference TEXT, text TEXT, row_hash TEXT
    ) STRICT;

    CREATE TABLE exception (
      id TEXT PRIMARY KEY,
      code TEXT NOT NULL,
      severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 4),
      state TEXT NOT NULL,
      owner TEXT NOT NULL,
      due_on INTEGER,
      first_seen_on INTEGER NOT NULL,
      closed_on INTEGER,
      source TEXT NOT NULL,
      -- What it is about: our key, else theirs.
      subject TEXT NOT NULL,
      event_on INTEGER NOT NULL,
      -- In place of what the severity and the code give.
      own_due_on INTEGER,
      own_severity INTEGER CHECK (own_severity BETWEEN 1 AND 4),
      channel TEXT NOT NULL,
      order_id TEXT NOT NULL,
      sku TEXT NOT NULL,
      settlement_id TEXT NOT NULL,
      currency TEXT,
      external INTEGER,
      internal INTEGER,
      -- Impacts are in minor units of the functional currency.
      cash_impact INTEGER NOT NULL,
      margin_impact INTEGER NOT NULL,
      tax_impact INTEGER NOT NULL,
      inventory_impact INTEGER NOT NULL,
      rule TEXT NOT NULL,
      -- `file:line` words.
      external_evidence TEXT NOT NULL,
      internal_evidence TEXT NOT NULL,
      note TEXT NOT NULL,
      is_closed_at_once INTEGER NOT NULL CHECK (is_closed_at_once IN (0, 1))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reported_period (
      period TEXT PRIMARY KEY,
      run_id TEXT NOT NULL,
      as_of_on INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      command TEXT NOT NULL,
      as_of_on INTEGER,
      timings TEXT NOT NULL
    ) STRICT;

    CREATE TABLE journal_entry (
      id TEXT PRIMARY KEY,
      date_on INTEGER NOT NULL,
      description TEXT NOT NULL,
      rule TEXT NOT NULL,
      settlement_id TEXT NOT NULL,
      source_file TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE posting (
      entry TEXT NOT NULL REFERENCES journal_entry,
      position INTEGER NOT NULL,
      account TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      base INTEGER NOT NULL,
      item TEXT NOT NULL,
      source_file TEXT NOT NULL,
      source_lines TEXT NOT NULL,
      order_id TEXT NOT NULL,
      PRIMARY KEY (entry, position)
    ) STRICT, WITHOUT ROWID;
    """
}
