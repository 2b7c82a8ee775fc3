/// What a column is for, as far as its name tells.
enum ColumnRole: CaseIterable {
  case date, amount, debit, credit, balance, currency, reference, text, account
  case order, orderLine, sku, quantity, price, tax, shipping, discount, fee, kind, payout, status

  /// Words that name such a column, the surest first; a name that has one in it is a weaker sign.
  private var words: [String] {
    switch self {
    case .date:
      [
        "date", "booking date", "transaction date", "posting date", "created", "created at",
        "datum", "buchungstag", "buchungsdatum", "fecha", "data", "date opération", "timestamp",
        "posted", "日付",
      ]
    case .amount:
      ["amount", "betrag", "umsatz", "importe", "montant", "importo", "bedrag", "gross", "total"]
    case .debit:
      [
        "debit", "soll", "débit", "cargo", "dare", "paid out", "withdrawal", "money out",
        "withdrawals", "debits", "belastung", "lastschrift", "ausgang", "payments", "salida", "出金",
      ]
    case .credit:
      [
        "credit", "haben", "crédit", "abono", "avere", "paid in", "deposit", "money in",
        "deposits", "credits", "gutschrift", "eingang", "receipts", "entrada", "入金",
      ]
    case .balance: ["balance", "saldo", "solde", "running balance", "kontostand", "残高"]
    case .currency: ["currency", "währung", "waehrung", "devise", "divisa", "moneda", "ccy"]
    case .reference:
      [
        "reference", "ref", "end to end", "operation number", "transaction id", "kundenreferenz",
        "referenz", "référence", "referencia", "id",
      ]
    case .text:
      [
        "description", "label", "memo", "details", "narrative", "verwendungszweck", "text",
        "libellé", "concepto", "causale", "payee", "partner name", "name", "buchungstext",
        "omschrijving", "mededelingen", "摘要",
      ]
    case .account: ["account", "iban", "konto", "account number", "bank account", "cuenta"]
    case .order:
      ["order", "order id", "order number", "order no", "merchant reference", "invoice id"]
    case .orderLine: ["order line", "order line id", "line id", "item id", "line"]
    case .sku: ["sku", "article", "item", "product", "artikel", "item number"]
    case .quantity: ["quantity", "qty", "menge", "anzahl", "cantidad", "quantité"]
    case .price: ["item price", "price", "line total", "subtotal", "preis", "precio", "prix"]
    case .tax: ["tax", "vat", "item tax", "mwst", "ust", "iva", "tva"]
    case .shipping: ["shipping", "versand", "postage", "envío"]
    case .discount: ["discount", "rabatt", "descuento", "remise"]
    case .fee: ["fee", "fees", "commission", "gebühr", "gebuehr", "provision", "comisión", "frais"]
    case .kind: ["type", "transaction type", "typ", "art", "tipo", "kind", "event"]
    case .payout: ["payout", "payout id", "settlement", "settlement id", "batch", "transfer id"]
    case .status: ["status", "state", "order status"]
    }
  }

  /// "Debit Amount" is a debit before it is an amount, "Order Reference" an order.
  private var boost: Int { [.debit, .credit, .order].contains(self) ? 20 : 0 }

  /// How sure the name is; 0 when it says nothing.
  func weight(of name: String) -> Int {
    let folded = HeaderBinding.folded(
      name.replacing("_", with: " ").replacing("-", with: " ").replacing(".", with: ""))
    if let place = words.firstIndex(of: folded) { return 100 - place }
    let parts = folded.split(separator: " ")
    if let place = words.firstIndex(where: { word in parts.contains { $0 == word } }) {
      return 50 - place + boost
    }
    return 0
  }
}
