/// What happened, as the channel tells it.
///
/// The raw values stand in the ledger: never renumber.
package enum LineEvent: UInt8, Sendable, CaseIterable {
  /// Nothing the contract's vocabulary names: goes to Suspense and is DC-03.
  case unknown = 0
  case sale = 1
  case refund = 2
  /// A dispute opened against us, its amount taken back.
  case chargeback = 3
  /// A dispute won, the amount returned.
  case chargebackReversal = 4
  /// A fee or charge of the account as a whole, or of an order outside its sale.
  case charge = 5
  /// Money the channel pays us outside a sale, for example for goods it lost.
  case reimbursement = 6
  case reserveHeld = 7
  case reserveReleased = 8
  /// Money sent to our bank.
  case payout = 9
  /// A balance of an earlier settlement, shown again: foots but is not posted.
  case balanceForward = 10
  /// A negative balance collected from our card.
  case cardPayment = 11
  /// One leg of a change of currency inside the channel.
  case conversion = 12
  /// A row that moves nothing, for example an authorisation: recorded, not posted.
  case memo = 13
  /// A payout that did not arrive and is in the channel's balance again.
  case payoutReturned = 14
  /// What the buyer paid or got back in the buyer's own currency, of a row that is settled in
  /// another: recorded beside the row's money, no part of any total.
  case stated = 15
  /// What of a sale the buyer paid to us and not through the channel, for example in cash.
  case paidDirectly = 16
}

/// Which part of an order's money a line is.
///
/// The raw values stand in the ledger: never renumber.
package enum LineComponent: UInt8, Sendable, CaseIterable {
  case none = 0
  case principal = 1
  case tax = 2
  case shipping = 3
  case giftWrap = 4
  case discount = 5
  /// Tax the channel keeps back to pay it to the authority itself.
  case withheld = 6
  /// The whole payment of the buyer, where a channel shows no parts.
  case gross = 7
  case commission = 16
  case fulfilment = 17
  case payment = 18
  case closing = 19
  case refundCommission = 20
  case storage = 21
  case subscription = 22
  case advertising = 23
  case shippingLabel = 24
  case dispute = 25
  case feeConversion = 26
  case otherFee = 27

  package var isFee: Bool { rawValue >= Self.commission.rawValue }

  /// The name used in contracts, rate cards and reports.
  package var name: String {
    switch self {
    case .none: "none"
    case .principal: "principal"
    case .tax: "tax"
    case .shipping: "shipping"
    case .giftWrap: "gift_wrap"
    case .discount: "discount"
    case .withheld: "withheld"
    case .gross: "gross"
    case .commission: "commission"
    case .fulfilment: "fulfilment"
    case .payment: "payment"
    case .closing: "closing"
    case .refundCommission: "refund_commission"
    case .storage: "storage"
    case .subscription: "subscription"
    case .advertising: "advertising"
    case .shippingLabel: "shipping_label"
    case .dispute: "dispute"
    case .feeConversion: "conversion"
    case .otherFee: "other"
    }
  }

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

extension LineEvent {
  /// The name used in contracts and in the ledger's views.
  package var name: String {
    switch self {
    case .unknown: "unknown"
    case .sale: "sale"
    case .refund: "refund"
    case .chargeback: "chargeback"
    case .chargebackReversal: "chargeback_reversal"
    case .charge: "charge"
    case .reimbursement: "reimbursement"
    case .reserveHeld: "reserve_held"
    case .reserveReleased: "reserve_released"
    case .payout: "payout"
    case .balanceForward: "balance_forward"
    case .cardPayment: "card_payment"
    case .conversion: "conversion"
    case .memo: "memo"
    case .payoutReturned: "payout_returned"
    case .stated: "stated"
    case .paidDirectly: "paid_directly"
    }
  }

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }
}

/// What says by which settlement a line is paid.
package enum SettlementNaming: UInt8, Sendable {
  /// Its own row, when it came; or nothing yet.
  case byRow
  /// The next payout, which came in the same run as the line or before it.
  case byPayout
  /// A payout or an export of a later run: until then it stood without one.
  case late
}

/// One amount of a settlement.
///
/// Settlement sign: positive is money to us.
package struct SettlementLine: Sendable {
  package var provenance: Provenance
  /// The position of its settlement in `LedgerSnapshot.settlements`, or -1 when it has none yet.
  package var settlement: Int32
  package var quantity: Int32
  package var amount: Int64
  package var postedAt: Instant
  /// The day of `postedAt` in the entity's zone.
  package var date: CalendarDate
  package var currency: Currency
  package var event: LineEvent
  package var component: LineComponent
  package var source: Symbol
  package var marketplace: Symbol
  package var orderId: Symbol
  package var itemCode: Symbol
  package var sku: Symbol
  package var shipment: Symbol
  package var adjustment: Symbol
  /// The channel's own words for the line, joined with `/`.
  package var label: Symbol
  /// The channel's own number of the transaction or of the transfer.
  package var reference: Symbol
  package var naming = SettlementNaming.byRow

  package init(
    provenance: Provenance, settlement: Int32, quantity: Int32, amount: Int64, postedAt: Instant,
    date: CalendarDate, currency: Currency, event: LineEvent, component: LineComponent,
    source: Symbol, marketplace: Symbol, orderId: Symbol, itemCode: Symbol, sku: Symbol,
    shipment: Symbol, adjustment: Symbol, label: Symbol, reference: Symbol
  ) {
    self.provenance = provenance
    self.settlement = settlement
    self.quantity = quantity
    self.amount = amount
    self.postedAt = postedAt
    self.date = date
    self.currency = currency
    self.event = event
    self.component = component
    self.source = source
    self.marketplace = marketplace
    self.orderId = orderId
    self.itemCode = itemCode
    self.sku = sku
    self.shipment = shipment
    self.adjustment = adjustment
    self.label = label
    self.reference = reference
  }
}
