import Accounting

extension SnapshotReader {
  /// Of records that several systems tell of, those of the owner; where the others say something
  /// else, that is noted.
  ///
  /// `difference`: what two of them do not agree in, `nil` where they agree.
  mutating func ownersOnly<Record, Key: Hashable>(
    _ area: RecordArea, _ records: [Record], key: (Record) -> Key,
    provenance: (Record) -> Provenance,
    difference: (_ owner: Record, _ other: Record) -> SystemDisagreement?
  ) -> [Record] {
    let ranks = systemRanks(area)
    guard let first = records.first.map({ ranks[Int(provenance($0).document)] }),
      records.contains(where: { ranks[Int(provenance($0).document)] != first })
    else { return records }
    var owners: [Key: Int] = [:]
    for (position, record) in records.enumerated() {
      let rank = ranks[Int(provenance(record).document)]
      if let known = owners[key(record)],
        ranks[Int(provenance(records[known]).document)] <= rank
      {
        continue
      }
      owners[key(record)] = position
    }
    var standing: [Record] = []
    for record in records {
      guard let place = owners[key(record)] else { continue }
      let owner = records[place]
      let isOwners =
        ranks[Int(provenance(owner).document)] == ranks[Int(provenance(record).document)]
      if isOwners {
        standing.append(record)
      } else if let found = difference(owner, record) {
        snapshot.disagreements.append(found)
      }
    }
    return standing
  }

  /// By document, how its system ranks among those that tell of a kind of record.
  func systemRanks(_ area: RecordArea) -> [OwnerRank] {
    snapshot.documents.map { systems.rank(area, format: $0.format, source: $0.source) }
  }

  /// `crossfoot-orders says 10.00, shopify-orders 12.00`.
  func worded(
    _ what: String, _ owner: Provenance, _ ownerSays: String, _ other: Provenance,
    _ otherSays: String
  ) -> String {
    let names = [owner, other].map { snapshot.documents[Int($0.document)].format }
    return "\(what): \(names[0]) says \(ownerSays), \(names[1]) \(otherSays)"
  }
}

extension SnapshotReader {
  private struct OrderName: Hashable {
    let channel: String
    let order: Symbol
  }

  /// What a system says an order comes to.
  private struct OrderTold {
    var first: OrderLine
    var quantity: Int64 = 0
    var price: Int64 = 0
    var tax: Int64 = 0
    var shipping: Int64 = 0
    var discount: Int64 = 0

    init(_ first: OrderLine) { self.first = first }

    mutating func add(_ line: OrderLine) {
      if line.status == .cancelled { return }
      quantity += line.quantity
      price += line.itemPrice
      tax += line.itemTax + line.shippingTax
      shipping += line.shipping
      discount += line.discount
    }

    var gross: Int64 { price + tax + shipping - discount }
    var isSilent: Bool { quantity == 0 || price == 0 }
  }

  /// An order that several systems tell of counts once, as its owner tells it.
  mutating func keepOneTellerOfEachOrder() {
    let ranks = systemRanks(.orders)
    let orders = snapshot.orderLines
    guard let first = orders.first.map({ ranks[Int($0.provenance.document)] }),
      orders.contains(where: { ranks[Int($0.provenance.document)] != first })
    else { return }
    var channels: [Symbol: String] = [:]
    func name(_ line: OrderLine) -> OrderName {
      let channel = channels[line.channel] ?? Self.root(of: snapshot.symbols[line.channel])
      channels[line.channel] = channel
      return OrderName(channel: channel, order: line.orderId)
    }
    var tellers: [OrderName: OwnerRank] = [:]
    var contested: Set<OrderName> = []
    for line in orders {
      let rank = ranks[Int(line.provenance.document)]
      let order = name(line)
      if let known = tellers[order], known != rank { contested.insert(order) }
      tellers[order] = min(tellers[order] ?? rank, rank)
    }
    var told: [OrderName: [OwnerRank: OrderTold]] = [:]
    if !contested.isEmpty {
      for line in orders where contested.contains(name(line)) {
        let rank = ranks[Int(line.provenance.document)]
        told[name(line), default: [:]][rank, default: OrderTold(line)].add(line)
      }
    }
    for byTeller in told.values { compare(byTeller) }
    snapshot.orderLines = orders.filter { tellers[name($0)] == ranks[Int($0.provenance.document)] }
  }

  /// `Amazon.de` and `amazon` are one channel here: not every report names the country.
  private static func root(of channel: String) -> String {
    String(channel.lowercased().prefix { $0 != "." })
  }

  private mutating func compare(_ tellers: [OwnerRank: OrderTold]) {
    let sorted = tellers.sorted { $0.key < $1.key }.map(\.value)
    guard let owner = sorted.first else { return }
    for other in sorted.dropFirst() where !owner.isSilent && !other.isSilent {
      guard let difference = difference(owner, other) else { continue }
      let line = owner.first
      var found = SystemDisagreement(
        area: .orders,
        key: "\(snapshot.symbols[line.orderId])|"
          + snapshot.documents[Int(other.first.provenance.document)].format,
        date: zone.date(of: line.orderedAt), owner: line.provenance,
        other: other.first.provenance, difference: difference)
      found.channel = snapshot.symbols[line.channel]
      found.orderId = snapshot.symbols[line.orderId]
      found.currency = line.currency
      if line.currency == other.first.currency {
        (found.ownerAmount, found.otherAmount) = (owner.gross, other.gross)
      }
      snapshot.disagreements.append(found)
    }
  }

  /// The first thing that two systems say differently of an order.
  private func difference(_ owner: OrderTold, _ other: OrderTold) -> String? {
    let places = (owner.first.provenance, other.first.provenance)
    let digits = owner.first.currency.minorDigits
    func text(_ what: String, _ one: String, _ two: String) -> String {
      worded(what, places.0, one, places.1, two)
    }
    if owner.first.currency != other.first.currency {
      return text("currency", owner.first.currency.code, other.first.currency.code)
    }
    if owner.quantity != other.quantity {
      return text("quantity", "\(owner.quantity)", "\(other.quantity)")
    }
    // Not every report has the discount apart from the price, or the shipping.
    if owner.gross == other.gross { return nil }
    let parts = [
      ("tax", owner.tax, other.tax), ("shipping", owner.shipping, other.shipping),
      ("discount", owner.discount, other.discount), ("price", owner.price, other.price),
    ]
    let part = parts.last { $0.1 != $0.2 } ?? parts[3]
    return text(
      part.0, decimalText(part.1, digits: digits), decimalText(part.2, digits: digits))
  }
}

extension SnapshotReader {
  /// A pair of currencies on a day, whichever way it is quoted.
  private struct RateDay: Hashable {
    let date: CalendarDate
    let one: Currency
    let other: Currency

    init(_ quote: RateQuote) {
      date = quote.date
      one = min(quote.base, quote.quote)
      other = max(quote.base, quote.quote)
    }
  }

  typealias PlacedRate = (quote: RateQuote, provenance: Provenance)

  /// The rates that count where several files quote one pair for one day.
  mutating func ownedRates(_ rates: [PlacedRate]) -> [RateQuote] {
    var differing: [String: (found: SystemDisagreement, days: Int)] = [:]
    let reader = self
    let kept = ownersOnly(
      .rates, rates,
      key: { RateDay($0.quote) },
      provenance: \.provenance
    ) { owner, other in
      if owner.quote.agrees(with: other.quote) { return nil }
      let found = reader.rateDisagreement(owner, other)
      let known = differing[found.key]
      let isEarlier = known.map { found.date < $0.found.date } ?? true
      differing[found.key] = (
        isEarlier ? found : known?.found ?? found, (known?.days ?? 0) + 1
      )
      return nil
    }
    for key in differing.keys.sorted() {
      guard let days = differing[key]?.days, var found = differing[key]?.found else { continue }
      if days > 1 { found.difference += ", and on \(days - 1) more days" }
      snapshot.disagreements.append(found)
    }
    return kept.map(\.quote)
  }

  private func rateDisagreement(_ owner: PlacedRate, _ other: PlacedRate) -> SystemDisagreement {
    let pair = "\(owner.quote.base.code)/\(owner.quote.quote.code)"
    let format = snapshot.documents[Int(other.provenance.document)].format
    let isInverse = owner.quote.base != other.quote.base
    let way = isInverse ? " \(other.quote.base.code)/\(other.quote.quote.code)" : ""
    return SystemDisagreement(
      area: .rates, key: "\(pair)|\(format)", date: owner.quote.date, owner: owner.provenance,
      other: other.provenance,
      difference: worded(
        "\(pair) of \(owner.quote.date)", owner.provenance, Self.text(owner.quote.rate),
        other.provenance, Self.text(other.quote.rate) + way))
  }

  /// A rate without its trailing zeros.
  private static func text(_ rate: Int64) -> String {
    let full = decimalText(rate, digits: 10)
    let cut = full.reversed().drop { $0 == "0" }.reversed()
    return String(cut.last == "." ? cut.dropLast() : cut[...])
  }
}

extension RateQuote {
  /// Whether two quotes of a pair say the same; of one and its inverse, but for what rounding does.
  fileprivate func agrees(with other: RateQuote) -> Bool {
    if base == other.base { return rate == other.rate }
    let one = Int128(RateTable.scale) * Int128(RateTable.scale)
    let difference = Int128(rate) * Int128(other.rate) - one
    return difference.magnitude * 1_000 <= one.magnitude
  }
}

extension SnapshotReader {
  private struct RecordName: Hashable {
    let first: Symbol
    let second: Symbol
    var third = Symbol.none
  }

  /// Refunds, receipts and charges, each as its owner tells it.
  mutating func keepOneTellerOfOthers() {
    let reader = self
    snapshot.refunds = ownersOnly(
      .refunds, snapshot.refunds,
      key: { RecordName(first: $0.refundId, second: $0.orderId, third: $0.orderLineId) },
      provenance: \.provenance
    ) { reader.disagreement($0, $1) }
    snapshot.receipts = ownersOnly(
      .costs, snapshot.receipts, key: { RecordName(first: $0.receiptId, second: $0.sku) },
      provenance: \.provenance
    ) { reader.disagreement($0, $1) }
    snapshot.charges = ownersOnly(
      .costs, snapshot.charges, key: { RecordName(first: $0.chargeId, second: $0.receiptId) },
      provenance: \.provenance
    ) { reader.disagreement($0, $1) }
    keepOneTellerOfEachCharge()
  }

  private func disagreement(_ owner: Refund, _ other: Refund) -> SystemDisagreement? {
    let amounts = [owner, other].map { $0.amount + $0.tax }
    if amounts[0] == amounts[1] && owner.currency == other.currency { return nil }
    var found = amountDisagreement(
      .refunds, "refund", owner.refundId, owner.refundedAt, owner.provenance, other.provenance,
      owner.currency, amounts)
    found.orderId = snapshot.symbols[owner.orderId]
    return found
  }

  private func disagreement(_ owner: Receipt, _ other: Receipt) -> SystemDisagreement? {
    let texts = [owner, other].map { receipt in
      "\(receipt.quantity) at \(decimalText(receipt.unitCostMillionths, digits: 6)) "
        + receipt.currency.code
    }
    if texts[0] == texts[1] { return nil }
    return SystemDisagreement(
      area: .costs,
      key: "receipt \(snapshot.symbols[owner.receiptId])|\(snapshot.symbols[owner.sku])",
      date: zone.date(of: owner.receivedAt), owner: owner.provenance, other: other.provenance,
      difference: worded(
        "receipt", owner.provenance, texts[0], other.provenance, texts[1]))
  }

  private func disagreement(
    _ owner: LandedCostCharge, _ other: LandedCostCharge
  ) -> SystemDisagreement? {
    if owner.amount == other.amount && owner.currency == other.currency { return nil }
    return amountDisagreement(
      .costs, "charge", owner.chargeId, owner.incurredAt, owner.provenance, other.provenance,
      owner.currency, [owner.amount, other.amount])
  }

  private func amountDisagreement(
    _ area: RecordArea, _ what: String, _ id: Symbol, _ at: Instant, _ owner: Provenance,
    _ other: Provenance, _ currency: Currency, _ amounts: [Int64]
  ) -> SystemDisagreement {
    let texts = amounts.map { decimalText($0, digits: currency.minorDigits) }
    var found = SystemDisagreement(
      area: area, key: "\(what) \(snapshot.symbols[id])", date: zone.date(of: at), owner: owner,
      other: other, difference: worded(what, owner, texts[0], other, texts[1]))
    found.currency = currency
    found.ownerAmount = amounts[0]
    found.otherAmount = amounts[1]
    return found
  }
}
