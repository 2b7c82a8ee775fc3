import Accounting

/// A line that says goods were paid for, so that their cost belongs in cost of sales.
struct SettledGoods: Sendable {
  /// Which order lines the units may belong to, beside `orderLine`.
  enum Sharing: UInt8, Sendable { case none, sku, order }

  var orderLine: Int32
  var date: CalendarDate
  /// 0 means all that is left.
  var quantity: Int64
  var provenance: Provenance
  var cause: StockCause
  var sharing = Sharing.none

  init(
    orderLine: Int32, paidBy line: SettlementLine, quantity: Int64, sharing: Sharing = .none
  ) {
    self.orderLine = orderLine
    self.quantity = quantity
    self.sharing = sharing
    date = line.date
    provenance = line.provenance
    cause = StockCause(line)
  }
}

/// What every poster looks up, whichever lines it adds up.
final class PostingFacts: Sendable {
  let snapshot: LedgerSnapshot
  let documentNames: [String]
  let orders: OrderLookup
  let gross: GrossSplits
  /// The marketplace of each chain of settlements.
  let marketplaces: ChainNames
  /// By settlement line of a dispute, what it is listed as.
  let disputeItems: [Int32: String]
  let disputeAccount: Account

  init(_ builder: JournalBuilder) {
    snapshot = builder.snapshot
    documentNames = builder.snapshot.documents.map(\.name)
    orders = OrderLookup(builder)
    gross = GrossSplits(builder)
    marketplaces = ChainNames(builder.snapshot)
    disputeItems = Dictionary(
      builder.matches.disputes.flatMap { dispute in dispute.lines.map { ($0, dispute.name) } },
      uniquingKeysWith: { first, _ in first })
    disputeAccount =
      builder.settings.disputes.booksLossAtOpening ? .chargebackLosses : .disputesReceivable
  }
}
