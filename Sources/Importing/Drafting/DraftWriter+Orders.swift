/// Lines of orders.
extension DraftWriter {
  /// The columns that a line's price comes from.
  var priceColumns: [FileSurvey.Column] {
    if let total = lineTotal { return [total] }
    let whole = roles[.price] ?? roles[.amount] ?? roles[.net]
    return [whole ?? roles[.unitPrice]].compactMap(\.self)
  }

  /// The column that is the price of one times the quantity on every row.
  private var lineTotal: FileSurvey.Column? {
    guard let quantity = roles.position(.quantity) else { return nil }
    let candidates = survey.columns.indices.filter {
      survey.columns[$0].isNumber(mark: survey.decimalMark)
    }
    let units = [roles.position(.unitPrice), roles.position(.price)].compactMap(\.self)
    for unit in units {
      if let total = roles.proof.product(of: unit, times: quantity, among: candidates) {
        return survey.columns[total]
      }
    }
    return nil
  }

  private var price: String {
    let remark = "   # guess: the line's total before discount and tax"
    guard let column = priceColumns.first else {
      return "          item_price: {column: Price, required: true}" + remark
    }
    if column.name == roles[.unitPrice]?.name, let quantity = roles[.quantity] {
      return "          item_price: {column: \(quoted(column.name)), "
        + "times: \(quoted(quantity.name)), required: true}" + remark
    }
    return "          item_price: {column: \(quoted(column.name)), required: true}" + remark
  }

  var orderRows: [String] {
    [
      "  - name: order line", "    emit:", "      - record: order_line",
      "        fields:",
      "          channel: {text: \(quoted(name))}   # guess: where it was sold, for example Web",
      required(.order, "order_id", "Order"),
      roles[.orderLine] == nil
        ? "          order_line_id: \(quoted(roles[.sku]?.name ?? "SKU"))"
          + "   # guess: what tells the lines of an order apart"
        : required(.orderLine, "order_line_id", "Line"),
      required(.sku, "sku", "SKU"), required(.date, "ordered_at", "Date"),
    ] + optional(.shippedOn, "shipped_at")
      + [currencyField, required(.quantity, "quantity", "Quantity"), price]
      + optional(.tax, "item_tax") + optional(.shipping, "shipping")
      + optional(.discount, "discount") + status
  }

  /// What the words for an order's state may mean.
  private var status: [String] {
    guard let column = roles[.status] else { return [] }
    let words = Set(column.values).sorted().prefix(20).map { word in
      "\(quoted(word)): \(Self.state(of: word.lowercased()))"
    }
    return [
      "          status: {column: \(quoted(column.name)), words: {\(words.joined(separator: ", "))}, "
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
