/// From an unknown CSV to a reconciled month; the indented lines are a script, which a test runs.
let formatGuide = """
  FROM AN UNKNOWN CSV TO A RECONCILED MONTH

  A format is a contract: a YAML file that says how a file is laid out, what its columns mean, and
  what makes two of its rows the same. No program is written, and nothing is built. This page takes
  ten minutes; its indented lines can be pasted into a shell in an empty folder.

  1. BOOKS, AND WHAT THE SHOP KNOWS

  Orders, goods received and the channel's payments are in formats that are built in.

      crossfoot init books --entity Harbour --currency EUR --time-zone Europe/Berlin
      cat > books/inbox/orders.csv <<'END'
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      #1001,1,2026-09-14T10:00:00Z,2026-09-15T10:00:00Z,Shopify,EUR,SOAP,4,40.00,shipped
      #1002,1,2026-09-14T11:00:00Z,2026-09-15T11:00:00Z,Shopify,EUR,SOAP,6,60.00,shipped
      END
      cat > books/inbox/receipts.csv <<'END'
      receipt_id,received_at,sku,quantity,unit_cost,currency
      RC-1,2026-09-01T09:00:00Z,SOAP,20,3.00,EUR
      END
      cat > books/inbox/payments.csv <<'END'
      Transaction Date,Type,Order,Payout Date,Payout ID,Amount,Fee,Net,Currency
      2026-09-14 10:00:00 UTC,charge,#1001,2026-09-16,90001,40.00,1.46,38.54,EUR
      2026-09-14 11:00:00 UTC,charge,#1002,2026-09-16,90001,60.00,2.04,57.96,EUR
      END

  2. A FILE THAT NO FORMAT KNOWS

  The bank sends a CSV of its own making: a line before the column names, semicolons, German dates
  and commas, money in and money out in columns of their own.

      cat > september.csv <<'END'
      Kontonummer: 12345678;;;;
      Buchungstag;Verwendungszweck;Soll;Haben;Saldo
      01.09.2026;Eroeffnung;;1.000,00;1.000,00
      02.09.2026;Miete September;850,00;;150,00
      17.09.2026;SHOPIFY PAYOUT 90001;;96,50;246,50
      30.09.2026;Gebuehr;siehe Anlage;;241,60
      END

  'formats init' looks at it and drafts a contract. Whatever it guesses is marked 'guess'. What the
  numbers prove is none: each Saldo follows from the one before, so that Soll is money out, and the
  Saldo becomes the file's control.

      crossfoot formats init september.csv --name nordbank --currency EUR --out nordbank.yaml
      cat nordbank.yaml

  3. TRY IT, LINE BY LINE

  'formats check' keeps nothing. It says what each line would become, and why a line would be set
  aside: line 6 has words where an amount belongs. It ends with 1 when a line would be set aside.

      crossfoot formats check nordbank.yaml september.csv || true

  Look at every guess. Here the account's number is ours to settle. Line 3 is no deposit but the
  opening balance: a rule of its own leaves it out. Edit the file, or let sed do it:

      sed -i "s/account: .*/account: {text: '12345678'}/" nordbank.yaml
      sed -i "s/^rows:/&\\n  - {when: {Verwendungszweck: [Eroeffnung]}, as: ignored}/" nordbank.yaml

  Then put it into the books. It is used from now on; 'formats list' names it.

      mkdir -p books/formats && mv nordbank.yaml books/formats/
      crossfoot formats list --books books

  4. THE MONTH

  The run ends with 1, because line 6 is in quarantine: set aside with its reason, in every report
  until somebody replays or discards it.

      cp september.csv books/inbox/
      crossfoot run --books books --period 2026-09 || true
      crossfoot quarantine list --books books

  The bank's letter says 4.90, and so does the last Saldo: with any other amount the file would not
  lead from balance to balance, and be held. 'fix' changes the columns for the reading, the archived file keeps
  its bytes, 'replay' takes the row. Who did it, when and why is kept.

      ID=$(crossfoot quarantine list --books books --json | grep -o 'quarantine-[0-9a-f]*' | head -n 1)
      crossfoot quarantine fix $ID --set Soll=4,90 --reason 'letter of the bank' --by Ada --books books
      crossfoot quarantine replay --by Ada --books books
      crossfoot run --books books --period 2026-09
      cat books/reports/2026-09/bank.csv books/reports/2026-09/settlements.csv

  Payout 90001 is matched with the bank's line of 96.50; every line of the bank is told. Open
  books/reports/2026-09/discrepancies.html for the rest.

  5. WHAT STANDS IN A CONTRACT

  format, version  The name, and a number to raise when the same columns mean something else.
  source           The channel that sends it, as 'sources' in crossfoot.yaml names it; blank for a
                   bank and for our own records.
  identity         document: a settlement's number is one document. row: files may overlap, equal
                   rows are known by their content. key: records with an id of their own.
  text             delimiters (comma, semicolon, tab, pipe), quote, and encodings: what a file
                   may be in that is not UTF-8 (windows-1252, iso-8859-1, gb18030 for GBK,
                   shift_jis, euc-kr, big5; the first counts). For one file, --encoding says it.
  columns          required: a file without one of them is refused as DC-05, which names the
                   columns that went and the ones that came. optional: known; any other column is
                   warned about by name, unless 'others: allowed'. An optional column that every
                   file had before and one lacks, and a new one that is unknown, are DC-05 too,
                   and the file is taken; 'varying' names those that come and go. preamble: rows
                   before the names, at most; preamble_values: {$currency: ['All amounts in ']}
                   takes the word behind a text there. trailing: allowed, for rows with blank
                   cells beyond the last. aliases: {Amount: [Betrag, Importe]}: other names of a
                   column, so that a renamed one needs no new version. repeated: stand twice, the
                   first counts. names: of a file without a row of names, what its columns are, in
                   order. A column whose name cannot stand for it ({a}, $b, a blank) is $0, $1 …,
                   its place from 0.
  columns, rows    carry: {key: Order, columns: [Tax]}: rows of one order stand together, and take
  that belong      these columns from the first where they leave them blank; $position is a row's
  together         place among them. fill_down: [Date]: a blank is what stands above. numbered:
                   [Order, SKU]: $numbered is the SKU, the second time 'SKU #2'. header_row and
                   starts_with: of files whose rows begin with their type.
  dates            Patterns of yyyy yy MM M MMM dd d HH H mm ss z, and 'text' in quotes. A value that two of them read as
                   different days is set aside.
  numbers          decimal_marks; forms: grouping (1,234,567), lakh (12,34,567), parentheses,
                   trailing_minus (12.50-, and 12.50+), credit_debit (12.50 DR, 12.50Cr., 12,50 S),
                   unicode_minus, currency_sign, currency_code (12,50 PLN), no_break_space,
                   float_noise (19.989999999999998). What is not declared is set aside, never guessed.
  meanings         [word, …, event, component]: what a channel's words come to. A word without a
                   meaning is imported, goes to suspense and is DC-03.
                   Events: sale refund chargeback chargeback_reversal charge reimbursement
                   reserve_held reserve_released payout payout_returned balance_forward
                   card_payment conversion memo, stated (in the buyer's own currency),
                   paid_directly (to us, as cash is). Components: none principal tax shipping
                   gift_wrap discount withheld gross, and the fees commission fulfilment payment
                   closing refund_commission storage subscription advertising shipping_label
                   dispute conversion other.
  rows             The first rule whose 'when' fits a row takes it. when: {Column: present, empty,
                   nonzero, [values], {not: [values]} or {like: ['*pattern*']}}. as: accepted or ignored. emit: records with their
                   fields. A field is a column, the first filled of [columns], {text: constant} or
                   '{Template}', with required, negate, absolute, positive, not_negative, default,
                   blank (words that stand for nothing), zero: blank (an amount of nothing is
                   none), join: [columns] (all of them), after or before: [texts] (the word there),
                   words: {their word: ours} and other, currency_of: Amount (by its sign),
                   direction: {value: Column, credit: [H], debit: [S]} for the sign, plus and
                   minus: [columns] that are added or taken off, times: Quantity for a price of
                   one, scale: 2 or minor for cents. unpivot makes a record of each column.
  orders           item_price is the line's, without its discount: {column: Unit price, times:
                   Quantity}. What all rows of an order repeat is the order's: with carry,
                   shipping: {column: Shipping, share: first} gives it to the first row, and
                   share: {by: {plus: [Price]}, whole: {plus: [Subtotal]}} to each its part, to the
                   cent; own: {plus: [Column]} adds what is the line's. discount is positive.
  totals           control: {group: total, currency: Currency, plus: [Total]} of a row that states
                   what the file comes to; with rows: {plus: [Amount]} of what each row adds; of:
                   Statement for one of several. count: {value: Rows} states their number, balance:
                   {value, change, currency} the balance after a row, declared_total of a
                   settlement what its lines come to. A file that does not come to it is held.
                   expects_control: true warns of a file that states nothing. promises: a row of
                   one type needs one of another.
  records          order_line refund receipt charge rate fee_rate settlement settlement_line
                   statement statement_line dispute deferral. Their fields are named where one is
                   not known; 'formats show NAME --contract' has them as the built-in ones use them.
                   A settlement: settlement_id, currency, deposit_at, declared_total, bank_reference
                   (what the bank line says), payout_status; its lines: settlement_id, order_id,
                   sku, posted_at, reference. merge: true for a settlement that each row names.
                   balance, of a statement_line: the account's balance after it. It is part of what
                   makes two lines the same, and the file is held when its lines do not lead from
                   the first balance to the last.
  amounts          In a settlement_line: {value: Column, labels: [words], negate, sign: plus or
                   minus, currency, skip_zero}, one line of the settlement each.
  identity (emit)  {total: Net, plus: [Amount], minus: [Fee]} is checked on every row; a list of
                   them holds if one does, identities if all do. conversion: {from, currency, rate,
                   to, within} is the same across a rate.
  row_identity     Of format-wide rows: [reference, amount, currency], where a number makes a row
                   known whatever else it says; else all of it does.
  rules            What must hold of values that can be read, [{rule: its name, record: order_line,
                   field: shipped_at, not_before: ordered_at}, …]. least and most bound a number,
                   an amount in whole units (of any currency; with in: USD, of one about as
                   large as a dollar: JPY a hundred times as much) or a date; not_before takes a date of the record, or
                   'sale' for a refund; within_days is its other end, of a date of the record; sign takes, for the
                   amount of a settlement_line, {sale/principal: plus, refund: minus}, except: for
                   [labels]; same_as: settlement is for its currency; unless: a field whose value
                   excuses any number;
                   unique: true for a reference that is one transaction's (DU-03). A row that breaks
                   one is taken and posted, and is DC-04 under the rule's name: verify it at the
                   source.

  A file is read by the books' own format that names every column of it, else by the one that
  requires the most of its columns; where an own one and another both fit, each import says so.
  'crossfoot formats show NAME' tells of each built-in format.
  """
