/// Lines of orders.
extension DraftWriter {
  /// The columns that a line's price, and its part of what is the order's, come from.
  var priceColumns: [FileSurvey.Column] {
    var positions = [pricePosition].compactMap(\.self)
    if let identity = orderAmounts.identity, usesIdentity || hasShares && share != "first" {
      positions.append(identity.total)
    }
    return positions.map { survey.columns[$0] }
  }

  /// What a line's price is read from: the column that is the price of one times the quantity on
  /// every row, else one that is called a price, else what an order is not known to repeat.
  static func pricePosition(_ survey: FileSurvey, _ roles: DraftRoles) -> Int? {
    if let total = lineTotal(survey, roles) { return total }
    if let price = roles.position(.price) ?? roles.position(.unitPrice) { return price }
    let amounts = [roles.position(.amount), roles.position(.net)].compactMap(\.self)
    let orders = OrderAmounts(survey, roles, price: nil)
    return amounts.first { !orders.isRepeated($0) } ?? amounts.first
  }

  private static func lineTotal(_ survey: FileSurvey, _ roles: DraftRoles) -> Int? {
    guard let quantity = roles.position(.quantity) else { return nil }
    let candidates = survey.columns.indices.filter {
      survey.columns[$0].isNumber(mark: survey.decimalMark)
    }
    let units = [roles.position(.unitPrice), roles.position(.price)].compactMap(\.self)
    for unit in units {
      // Where every quantity is one, a price of one tells no other column from itself.
      guard Set(roles.proof.values(quantity)).count > 1 else { continue }
      if let total = roles.proof.product(of: unit, times: quantity, among: candidates) {
        return total
      }
    }
    return nil
  }

  // MARK: - Price

  /// The price is of one piece: the file's total shows it, or else its name.
  private var isUnitPrice: Bool {
    guard let position = pricePosition, roles.isFound(.quantity) else { return false }
    return orderAmounts.identity?.isUnitPrice ?? (position == roles.position(.unitPrice))
  }

  /// A line's price as a term: the column, times the quantity where it is of one.
  private var priceTerm: String {
    guard let position = pricePosition else { return "Price" }
    let column = quoted(survey.columns[position].reference)
    guard isUnitPrice, let quantity = roles[.quantity] else { return column }
    return "{column: \(column), times: \(quoted(quantity.reference))}"
  }

  private var price: String {
    guard pricePosition != nil else {
      return
        "          item_price: {column: Price, required: true}   # guess: no column looks like it"
    }
    let term =
      isUnitPrice
      ? "\(priceTerm.dropLast()), required: true}" : "{column: \(priceTerm), required: true}"
    return "          item_price: \(term)" + priceDoubt
  }

  private var priceDoubt: String {
    if let identity = orderAmounts.identity {
      let total = survey.columns[identity.total].name
      return orderAmounts.isAmbiguous
        ? "   # guess: rows come to \(total) in more than one way: which amounts are the order's?"
        : ""
    }
    guard !isUnitPrice, let quantity = roles[.quantity],
      Set(quantity.values).count > 1 || quantity.values.contains(where: { $0 != "1" }),
      Self.lineTotal(survey, roles) == nil
    else { return "   # guess: the line's total before discount and tax" }
    return
      "   # guess: the line's total; of a price of one, add 'times: \(quoted(quantity.reference))'"
  }

  // MARK: - Tax, shipping, discount

  /// The total of the file is each line's own, so that each can be checked by it.
  private var usesIdentity: Bool {
    orderAmounts.identity.map { !$0.isOfOrder } ?? false
  }

  private var hasShares: Bool {
    orderAmounts.areTogether && orderAmounts.charges.contains { isShared($0.role) }
  }

  private func isShared(_ role: ColumnRole) -> Bool {
    orderAmounts.scope(of: role) == .order && orderAmounts.identity?.signs[role] != 0
  }

  /// What stands beside `required` in the columns of a file whose rows repeat what is the order's.
  var carry: [String] {
    guard kind == .orderLine, hasShares, let order = roles[.order] else { return [] }
    return [
      "  carry: {key: \(quoted(order.reference)), columns: []}   # rows of one order stand together"
    ]
  }

  private func charge(_ role: ColumnRole, _ field: String) -> [String] {
    guard let column = roles[role] else { return [] }
    let isNegated = role == .discount && isRaising(column)
    var keys = isNegated ? ", negate: true" : ""
    if isShared(role), orderAmounts.areTogether { keys += ", share: \(share)" }
    let value =
      keys.isEmpty ? quoted(column.reference) : "{column: \(quoted(column.reference))\(keys)}"
    let doubts = [
      roles.doubt(role), scopeDoubt(role), isNegated || role == .discount ? signDoubt : "",
    ]
    .filter { !$0.isEmpty }
    let remark = doubts.isEmpty ? "" : "   # guess: \(doubts.joined(separator: "; "))"
    return ["          \(field): \(value)\(remark)"]
  }

  /// A discount that has to change its sign to lower the price.
  private func isRaising(_ column: FileSurvey.Column) -> Bool {
    if let sign = orderAmounts.identity?.signs[.discount], sign != 0, column.hasAmounts {
      return sign > 0
    }
    return column.hasMinus
  }

  private var signDoubt: String {
    guard let column = roles[.discount] else { return "" }
    if let identity = orderAmounts.identity, column.hasAmounts {
      return identity.signs[.discount] == 0
        ? "\(survey.columns[identity.total].name) is without it: is it off the price already?" : ""
    }
    return column.hasMinus ? "a minus lowers the price" : "it lowers the price, which is before it"
  }

  private func scopeDoubt(_ role: ColumnRole) -> String {
    if orderAmounts.identity != nil, orderAmounts.hasSeveralRows { return "" }
    switch orderAmounts.charges.first(where: { $0.role == role })?.seen {
    case .order where !orderAmounts.areTogether:
      return "the order's, as its rows repeat it: sort the file by order, and share it"
    case .order: return "the order's, as its rows repeat it"
    case .line: return ""
    case nil: return "the line's; no order of several rows shows it"
    }
  }

  /// How what is the order's comes to its lines: by price where the file's total shows what all
  /// prices come to, else to the first.
  private var share: String {
    guard let identity = orderAmounts.identity, identity.isOfOrder else { return "first" }
    let column = { (position: Int) in quoted(survey.columns[position].reference) }
    let others = orderAmounts.charges.filter { identity.signs[$0.role] != 0 }
    guard others.allSatisfy({ identity.scopes[$0.role] == .order }) else { return "first" }
    let minus = others.filter { identity.signs[$0.role] == 1 }.map { column($0.position) }
    let plus = others.filter { identity.signs[$0.role] == -1 }.map { column($0.position) }
    let whole = ([column(identity.total)] + plus).joined(separator: ", ")
    let less = minus.isEmpty ? "" : ", minus: [\(minus.joined(separator: ", "))]"
    return "{by: {plus: [\(priceTerm)]}, whole: {plus: [\(whole)]\(less)}}"
  }

  private var orderIdentity: [String] {
    guard usesIdentity, let identity = orderAmounts.identity else { return [] }
    let parts = { (sign: Int64) in
      orderAmounts.charges.filter { identity.signs[$0.role] == sign }
        .map { quoted(survey.columns[$0.position].reference) }
    }
    let minus = parts(-1)
    return [
      "        identity: {total: \(quoted(survey.columns[identity.total].reference)), "
        + "plus: [\(([priceTerm] + parts(1)).joined(separator: ", "))]"
        + (minus.isEmpty ? "}" : ", minus: [\(minus.joined(separator: ", "))]}")
    ]
  }

  var orderRows: [String] {
    [
      "  - name: order line", "    emit:", "      - record: order_line",
    ] + orderIdentity + [
      "        fields:",
      "          channel: {text: \(quoted(name))}   # guess: where it was sold, for example Web",
      required(.order, "order_id", "Order"),
      roles[.orderLine] == nil
        ? "          order_line_id: \(quoted(roles[.sku]?.reference ?? "SKU"))"
          + "   # guess: what tells the lines of an order apart"
        : required(.orderLine, "order_line_id", "Line"),
      required(.sku, "sku", "SKU"), required(.date, "ordered_at", "Date"),
    ] + optional(.shippedOn, "shipped_at")
      + [currencyField, required(.quantity, "quantity", "Quantity"), price]
      + charge(.tax, "item_tax") + charge(.shipping, "shipping") + charge(.discount, "discount")
      + status
  }

  /// What the words for an order's state may mean.
  private var status: [String] {
    guard let column = roles[.status] else { return [] }
    let words = Set(column.values + column.valuesApart).sorted().prefix(20).map { word in
      "\(quoted(word)): \(Self.state(of: word.lowercased()))"
    }
    return [
      "          status: {column: \(quoted(column.reference)), words: {\(words.joined(separator: ", "))}, "
        + "other: open}   # guess: which words are shipped"
    ]
  }

  private static func state(of word: String) -> String {
    let cancelled = ["cancel", "storn", "annul", "anul", "cancelad", "geannuleerd"]
    let shipped = [
      "shipped", "sent", "deliver", "complet", "fulfilled", "versandt", "versendet", "geliefert",
      "zugestellt", "abgeschlossen", "expédi", "livré", "enviado", "entregado", "spedito",
      "verzonden", "wysłan", "skickad",
    ]
    let negated = ["un", "nicht", "not ", "partial", "teil"]
    if cancelled.contains(where: { word.contains($0) }) { return "cancelled" }
    let isShipped = shipped.contains { word.contains($0) }
    return isShipped && !negated.contains { word.hasPrefix($0) } ? "shipped" : "open"
  }
}
