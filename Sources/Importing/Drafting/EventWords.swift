/// Words by which channels tell a sale from a refund, a payout or a fee, in several languages.
enum EventWords {
  /// Part of a word, and the meaning that a contract gives it, the surest first.
  private static let meanings: [(part: String, event: String, component: String?)] = [
    ("chargeback", "chargeback", nil), ("dispute", "chargeback", nil),
    ("rückbuchung", "chargeback", nil),
    ("refund", "refund", nil), ("erstattung", "refund", nil), ("gutschrift", "refund", nil),
    ("rembours", "refund", nil), ("reembolso", "refund", nil), ("devolución", "refund", nil),
    ("rimborso", "refund", nil), ("terugbetaling", "refund", nil), ("zwrot", "refund", nil),
    ("return", "refund", nil), ("retour", "refund", nil), ("återbetalning", "refund", nil),
    ("payout", "payout", "none"), ("transfer", "payout", "none"), ("withdraw", "payout", "none"),
    ("auszahlung", "payout", "none"), ("virement", "payout", "none"),
    ("reserve", "reserve_held", "none"), ("adjust", "reimbursement", "none"),
    ("fee", "charge", "other"), ("gebühr", "charge", "other"), ("frais", "charge", "other"),
    ("comisión", "charge", "other"), ("commissione", "charge", "other"),
    ("sale", "sale", nil), ("order", "sale", nil), ("payment", "sale", nil),
    ("charge", "sale", nil), ("purchase", "sale", nil), ("capture", "sale", nil),
    ("verkauf", "sale", nil), ("bestellung", "sale", nil), ("kauf", "sale", nil),
    ("vente", "sale", nil), ("commande", "sale", nil), ("venta", "sale", nil),
    ("pedido", "sale", nil), ("vendita", "sale", nil), ("ordine", "sale", nil),
    ("verkoop", "sale", nil), ("sprzedaż", "sale", nil), ("försäljning", "sale", nil),
  ]

  /// What a word may mean; `component` is `nil` for what was sold or given back.
  static func meaning(of word: String) -> (event: String, component: String?)? {
    let word = word.lowercased()
    return meanings.first { word.contains($0.part) }.map { ($0.event, $0.component) }
  }

  /// Whether a column tells what became of money: few words, and most of them known.
  static func tell(_ column: FileSurvey.Column) -> Bool {
    let words = Set(column.values)
    guard (1...20).contains(words.count), column.blankCount * 2 <= column.cells.count else {
      return false
    }
    let known = words.filter { $0.count <= 40 && meaning(of: $0) != nil }
    let events = Set(known.compactMap { meaning(of: $0)?.event })
    return known.count * 2 >= words.count && !events.isDisjoint(with: ["sale", "refund"])
      && words.count * 2 <= max(2, column.values.count + 1)
  }

  /// What a part of an amount may be, by the name of its column.
  ///
  /// - Returns: `nil` where the name tells nothing.
  static func component(of name: String, isFee: Bool) -> String? {
    let name = ColumnRole.plain(name)
    let parts =
      isFee
      ? [
        ("refund commission", "refund_commission"), ("commission", "commission"),
        ("provision", "commission"), ("comisión", "commission"), ("commissione", "commission"),
        ("prowizja", "commission"), ("referral", "commission"), ("final value", "commission"),
        ("shipping", "shipping_label"), ("versand", "shipping_label"),
        ("postage", "shipping_label"), ("label", "shipping_label"), ("fulfil", "fulfilment"),
        ("storage", "storage"), ("lager", "storage"), ("advert", "advertising"),
        ("marketing", "advertising"), ("subscription", "subscription"), ("dispute", "dispute"),
        ("conversion", "conversion"), ("payment", "payment"), ("processing", "payment"),
        ("transaction", "payment"), ("withh", "withheld"), ("tax", "withheld"),
        ("discount", "discount"), ("rabatt", "discount"), ("promo", "discount"), ("", "other"),
      ]
      : [
        ("tax", "tax"), ("vat", "tax"), ("mwst", "tax"), ("ust", "tax"), ("iva", "tax"),
        ("tva", "tax"), ("shipping", "shipping"), ("versand", "shipping"),
        ("postage", "shipping"), ("livraison", "shipping"), ("envío", "shipping"),
        ("gift", "gift_wrap"),
      ]
    return parts.first { $0.0.isEmpty || name.contains($0.0) }?.1
  }
}
