/// What a column is for, as far as its name tells.
enum ColumnRole: CaseIterable {
  case date, shippedOn, paidOn, amount, net, debit, credit, balance, currency, reference, text
  case account, order, orderLine, sku, quantity, price, unitPrice, tax, shipping, discount, fee
  case kind, payout, status

  /// How sure a name is: a role's own word, a word that stands in it, or none.
  struct Weight: Comparable {
    static let none = Weight(value: 0)
    let value: Int
    var isExact: Bool { value > 70 }

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }
  }

  /// What such a column holds is an amount of money.
  var isMoney: Bool {
    switch self {
    case .amount, .net, .debit, .credit, .balance, .price, .unitPrice, .tax, .shipping, .discount,
      .fee:
      true
    default: false
    }
  }

  /// "Debit Amount" is a debit before it is an amount, "Order Reference" an order.
  private var boost: Int {
    [.debit, .credit, .order, .shippedOn, .paidOn, .unitPrice].contains(self) ? 20 : 0
  }

  /// How sure the name is.
  func weight(of name: String) -> Weight {
    let folded = Self.plain(name)
    let words = roleWords[self] ?? []
    if let place = words.firstIndex(of: folded) { return Weight(value: 130 - place) }
    let parts = folded.split(separator: " ")
    let part = words.firstIndex { word in
      parts.contains { $0 == word } || (!word.utf8.contains { $0 < 0x80 } && folded.contains(word))
        || (word.contains(" ") && " \(folded) ".contains(" \(word) "))
    }
    return part.map { Weight(value: max(1, 50 - $0) + boost) } ?? .none
  }

  /// Lower case, with blanks for whatever is no letter or digit.
  static func plain(_ name: String) -> String {
    let letters = name.map { $0.isLetter || $0.isNumber ? $0 : " " }
    return HeaderBinding.folded(String(letters).trimmingBlanks)
  }
}

/// Words that name a column of a role, the surest first; one inside a name is a weaker sign.
private let roleWords: [ColumnRole: [String]] = [
  .date: [
    "date", "booking date", "transaction date", "posting date", "order date", "created",
    "created at", "datum", "buchungstag", "buchungsdatum", "bestelldatum", "fecha", "data",
    "data operacji", "date opération", "timestamp", "posted", "bokföringsdag", "bogføringsdato",
    "bokføringsdato", "dato", "päivä", "tarih", "dátum", "日付", "日期", "年月日",
  ],
  .shippedOn: [
    "shipped at", "shipped", "ship date", "shipping date", "dispatched", "versanddatum",
    "versendet am", "date d expédition", "fecha de envío", "data di spedizione",
  ],
  .paidOn: [
    "payout date", "paid on", "paid at", "deposit date", "settlement date", "payment date",
    "auszahlungsdatum", "date de paiement", "fecha de pago", "data di pagamento",
  ],
  .amount: [
    "amount", "betrag", "umsatz", "importe", "montant", "importo", "bedrag", "kwota", "belopp",
    "beløb", "beløp", "valor", "gross", "brutto", "total", "gesamt", "gesamtbetrag", "summe",
    "summa", "částka", "összeg", "suma", "tutar", "montante", "montante bruto", "金額", "金额",
  ],
  .net: [
    "net", "netto", "net amount", "net total", "net proceeds", "neto", "nettobetrag",
    "importe neto", "montant net", "importo netto", "payout amount", "amount received",
    "you receive", "earnings", "auszahlungsbetrag", "montante líquido", "valor líquido", "líquido",
    "liquido", "net payout", "payout",
  ],
  .debit: [
    "debit", "soll", "débit", "cargo", "dare", "paid out", "withdrawal", "money out",
    "withdrawals", "debits", "belastung", "lastschrift", "ausgang", "payments", "salida",
    "uscite", "uscita", "addebiti", "addebito", "ausgaben", "dépenses", "gastos", "salidas",
    "出金", "支払", "お引出し", "支出",
  ],
  .credit: [
    "credit", "haben", "crédit", "abono", "avere", "paid in", "deposit", "money in",
    "deposits", "credits", "gutschrift", "eingang", "receipts", "entrada",
    "entrate", "entrata", "accrediti", "accredito", "einnahmen", "recettes", "ingresos", "entradas",
    "入金", "お預入れ", "預り", "收入",
  ],
  .balance: [
    "balance", "saldo", "solde", "running balance", "kontostand", "saldo po operacji", "zůstatek",
    "egyenleg", "bakiye", "残高", "余额",
  ],
  .currency: [
    "currency", "währung", "waehrung", "devise", "divisa", "moneda", "valuta", "waluta", "ccy",
    "měna", "通貨", "币种",
  ],
  .reference: [
    "reference", "ref", "end to end", "operation number", "transaction id", "kundenreferenz",
    "referenz", "référence", "referencia", "id",
  ],
  .text: [
    "description", "label", "memo", "details", "narrative", "verwendungszweck", "text",
    "libellé", "concepto", "causale", "payee", "partner name", "name", "buchungstext",
    "omschrijving", "mededelingen", "opis operacji", "opis", "tytuł", "rubrik", "tekst", "popis",
    "descrição", "açıklama", "摘要",
  ],
  .account: [
    "account", "iban", "konto", "account number", "bank account", "cuenta", "rachunek",
  ],
  .order: [
    "order", "order id", "order number", "order no", "merchant reference", "invoice id",
    "bestellnummer", "bestell nr", "auftragsnummer", "commande", "numéro de commande", "pedido",
    "número de pedido", "ordine", "numero ordine", "ordernummer", "zamówienie", "numer zamówienia",
    "nr zamówienia",
    "bestelnummer", "注文番号",
    "订单号",
  ],
  .orderLine: ["order line", "order line id", "line id", "item id", "line", "position"],
  .sku: [
    "sku", "article", "item", "product", "artikel", "item number", "artikelnummer", "artículo",
    "articolo", "商品コード",
  ],
  .quantity: [
    "quantity", "qty", "menge", "anzahl", "stück", "cantidad", "quantité", "quantità", "antal",
    "aantal", "ilość", "数量",
  ],
  .price: [
    "item price", "price", "line total", "subtotal", "preis", "precio", "prix", "prezzo",
    "item amount", "item total", "zwischensumme",
  ],
  .unitPrice: [
    "unit price", "price each", "einzelpreis", "stückpreis", "prix unitaire", "precio unitario",
    "prezzo unitario", "单价", "単価",
  ],
  .tax: ["tax", "vat", "item tax", "mwst", "ust", "iva", "tva", "btw", "moms"],
  .shipping: ["shipping", "versand", "versandkosten", "postage", "envío", "livraison"],
  .discount: ["discount", "rabatt", "descuento", "remise", "sconto", "promotion"],
  .fee: [
    "fee", "fees", "commission", "gebühr", "gebühren", "gebuehr", "provision", "comisión", "frais",
    "commissione", "prowizja", "avgift", "comissão", "taxa",
  ],
  .kind: [
    "type", "transaction type", "typ", "art", "tipo", "kind", "event", "transaction", "vorgang",
  ],
  .payout: [
    "payout", "payout id", "settlement", "settlement id", "settlement no", "batch", "transfer id",
    "auszahlung", "auszahlungsnummer", "abrechnung", "abrechnungsnummer",
    "nr wypłaty", "wypłata", "afrekening", "uitbetaling", "versement", "liquidación",
  ],
  .status: ["status", "state", "order status"],
]
