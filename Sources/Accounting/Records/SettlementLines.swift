/// What neighbouring settlement lines share: everything but meaning, amount and place.
package struct SettlementItem: Sendable, Equatable {
  package var document: Int32
  /// The position of its settlement in `LedgerSnapshot.settlements`, or -1 when it has none yet.
  package var settlement: Int32
  package var quantity: Int32
  package var date: CalendarDate
  package var postedAt: Instant
  package var currency: Currency
  package var source: Symbol
  package var marketplace: Symbol
  package var orderId: Symbol
  package var itemCode: Symbol
  package var sku: Symbol
  package var shipment: Symbol
  package var adjustment: Symbol
  package var reference: Symbol
  package var naming = SettlementNaming.byRow

  package init(
    document: Int32, settlement: Int32, quantity: Int32, date: CalendarDate, postedAt: Instant,
    currency: Currency, source: Symbol, marketplace: Symbol, orderId: Symbol, itemCode: Symbol,
    sku: Symbol, shipment: Symbol, adjustment: Symbol, reference: Symbol
  ) {
    self.document = document
    self.settlement = settlement
    self.quantity = quantity
    self.date = date
    self.postedAt = postedAt
    self.currency = currency
    self.source = source
    self.marketplace = marketplace
    self.orderId = orderId
    self.itemCode = itemCode
    self.sku = sku
    self.shipment = shipment
    self.adjustment = adjustment
    self.reference = reference
  }
}

/// What a settlement line has of its own.
package struct LineAmount: Sendable {
  package var item: Int32
  package var line: Int32
  package var amount: Int64
  package var label: Symbol
  package var event: LineEvent
  package var component: LineComponent

  package init(
    item: Int32, line: Int32, amount: Int64, label: Symbol, event: LineEvent,
    component: LineComponent
  ) {
    self.item = item
    self.line = line
    self.amount = amount
    self.label = label
    self.event = event
    self.component = component
  }
}

extension LineAmount {
  /// A reserve that the channel keeps: some channels have one word for both ways, so the sign says.
  package var isHeldBack: Bool { isReserve && amount < 0 }
  /// A reserve that the channel lets go.
  package var isGivenBack: Bool { isReserve && amount > 0 }

  private var isReserve: Bool { event == .reserveHeld || event == .reserveReleased }
}

/// Settlement lines by position, what neighbours share kept once.
///
/// A marketplace's line differs from the one before in meaning and amount only: so kept, a line
/// takes 24 bytes in place of 80, and what depends on the item alone is worked out once for it.
package struct SettlementLines: Sendable {
  package private(set) var items: [SettlementItem] = []
  package private(set) var amounts: [LineAmount] = []

  package init() {}

  /// Lines that were read item by item; every amount names an item.
  package init(items: [SettlementItem], amounts: [LineAmount]) {
    self.items = items
    self.amounts = amounts
  }

  package init(_ lines: some Sequence<SettlementLine>) {
    for line in lines { append(line) }
  }

  package mutating func reserveCapacity(_ count: Int) { amounts.reserveCapacity(count) }

  package mutating func append(_ line: SettlementLine) {
    let item = SettlementItem(line)
    if items.last != item { items.append(item) }
    amounts.append(
      LineAmount(
        item: Int32(items.count - 1), line: line.provenance.line, amount: line.amount,
        label: line.label, event: line.event, component: line.component))
  }

  /// The positions of the lines for which something holds that their own part tells.
  package func positions(where isWanted: (LineAmount) -> Bool) -> [Int] {
    amounts.indices.filter { isWanted(amounts[$0]) }
  }

  /// The positions of the lines of some items; no line is looked at where there is no such item.
  package func positions(ofItems isWanted: (SettlementItem) -> Bool) -> [Int] {
    let isOfWanted = items.map(isWanted)
    return isOfWanted.contains(true) ? positions { isOfWanted[Int($0.item)] } : []
  }

  /// Runs of lines of one item, one after the other.
  package var runs: [(item: Int32, lines: Range<Int>)] {
    var runs: [(item: Int32, lines: Range<Int>)] = []
    runs.reserveCapacity(items.count)
    var start = 0
    for position in amounts.indices
    where position + 1 == amounts.count || amounts[position + 1].item != amounts[position].item {
      runs.append((amounts[position].item, start..<position + 1))
      start = position + 1
    }
    return runs
  }
}

extension SettlementLines: RandomAccessCollection, MutableCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { amounts.count }

  package subscript(position: Int) -> SettlementLine {
    get { SettlementLine(amounts[position], items[Int(amounts[position].item)]) }
    set {
      let item = SettlementItem(newValue)
      if items[Int(amounts[position].item)] != item {
        amounts[position].item = Int32(items.count)
        items.append(item)
      }
      amounts[position].line = newValue.provenance.line
      amounts[position].amount = newValue.amount
      amounts[position].label = newValue.label
      amounts[position].event = newValue.event
      amounts[position].component = newValue.component
    }
  }
}

extension SettlementItem {
  fileprivate init(_ line: SettlementLine) {
    self.init(
      document: line.provenance.document, settlement: line.settlement, quantity: line.quantity,
      date: line.date, postedAt: line.postedAt, currency: line.currency, source: line.source,
      marketplace: line.marketplace, orderId: line.orderId, itemCode: line.itemCode,
      sku: line.sku, shipment: line.shipment, adjustment: line.adjustment,
      reference: line.reference)
    naming = line.naming
  }
}

extension SettlementLine {
  fileprivate init(_ amount: LineAmount, _ item: SettlementItem) {
    self.init(
      provenance: Provenance(document: item.document, line: amount.line),
      settlement: item.settlement, quantity: item.quantity, amount: amount.amount,
      postedAt: item.postedAt, date: item.date, currency: item.currency, event: amount.event,
      component: amount.component, source: item.source, marketplace: item.marketplace,
      orderId: item.orderId, itemCode: item.itemCode, sku: item.sku, shipment: item.shipment,
      adjustment: item.adjustment, label: amount.label, reference: item.reference)
    naming = item.naming
  }
}
