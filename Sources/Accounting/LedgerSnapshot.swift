/// The records of a ledger while they are put together.
package struct LedgerRecords: Sendable {
  package var symbols = SymbolTable()
  package var documents: [SourceDocument] = []
  package var refused: [RefusedDocument] = []
  package var duplicates: [DuplicateDocument] = []
  package var quarantined: [QuarantinedRow] = []
  package var orderLines: [OrderLine] = []
  package var refunds: [Refund] = []
  package var settlements: [Settlement] = []
  package var settlementLines = SettlementLines()
  package var orderOfDividedItem: [Int32: OrderName] = [:]
  package var statements: [BankStatement] = []
  package var statementLines: [StatementLine] = []
  package var receipts: [Receipt] = []
  package var charges: [LandedCostCharge] = []
  package var rates: [RateQuote] = []
  package var feeRates: [FeeRate] = []
  package var matchDecisions: [MatchDecision] = []
  package var brokenRules: [BrokenRule] = []
  package var sharedRows: [SharedRow] = []
  package var restatedBankLines: [RestatedBankLine] = []
  package var likeOrderLines: [[Provenance]] = []
  /// Oldest first.
  package var writeOffs: [WriteOff] = []
  /// By target, period and entry.
  package var exportedEntries: [ExportedEntry] = []
  package var disputes: [DisputeNotice] = []
  package var deferrals: [Deferral] = []
  /// The smaller totals of an order before the greater.
  package var refundedTotals: [RefundedTotal] = []
  package var orderHistories: [OrderHistory] = []
  package var disagreements: [SystemDisagreement] = []

  package init() {}
}

/// Everything the ledger holds that a run reasons about, as plain arrays that never change.
///
/// Stages take it whole and refer to records by their position. Positions depend on arrival
/// order, so no report and no decision is ordered by them. It is a class so that handing it on
/// costs one reference count and not one for each array: of several threads, counting slows all.
package final class LedgerSnapshot: Sendable {
  package let symbols: SymbolTable
  package let documents: [SourceDocument]
  package let refused: [RefusedDocument]
  package let duplicates: [DuplicateDocument]
  package let quarantined: [QuarantinedRow]
  package let orderLines: [OrderLine]
  package let refunds: [Refund]
  package let settlements: [Settlement]
  package let settlementLines: SettlementLines
  /// By item of a payment that a person divided between orders: whose part it is.
  package let orderOfDividedItem: [Int32: OrderName]
  package let statements: [BankStatement]
  package let statementLines: [StatementLine]
  package let receipts: [Receipt]
  package let charges: [LandedCostCharge]
  package let rates: [RateQuote]
  package let feeRates: [FeeRate]
  /// What people decided about matches, the last word on each pair, by kind and keys.
  package let matchDecisions: [MatchDecision]
  package let brokenRules: [BrokenRule]
  package let sharedRows: [SharedRow]
  package let restatedBankLines: [RestatedBankLine]
  /// Where order lines stand that are alike in all but their order's number.
  package let likeOrderLines: [[Provenance]]
  /// Oldest first.
  package let writeOffs: [WriteOff]
  /// By target, period and entry.
  package let exportedEntries: [ExportedEntry]
  package let disputes: [DisputeNotice]
  package let deferrals: [Deferral]
  package let refundedTotals: [RefundedTotal]
  /// Of order lines that changed, in the order of channel, order and line.
  package let orderHistories: [OrderHistory]
  package let disagreements: [SystemDisagreement]

  /// The channels of the orders.
  package let orderChannels: Set<Symbol>

  package init(_ records: LedgerRecords) {
    symbols = records.symbols
    documents = records.documents
    refused = records.refused
    duplicates = records.duplicates
    quarantined = records.quarantined
    orderLines = records.orderLines
    refunds = records.refunds
    settlements = records.settlements
    settlementLines = records.settlementLines
    orderOfDividedItem = records.orderOfDividedItem
    statements = records.statements
    statementLines = records.statementLines
    receipts = records.receipts
    charges = records.charges
    rates = records.rates
    feeRates = records.feeRates
    matchDecisions = records.matchDecisions
    brokenRules = records.brokenRules
    sharedRows = records.sharedRows
    restatedBankLines = records.restatedBankLines
    likeOrderLines = records.likeOrderLines
    writeOffs = records.writeOffs
    exportedEntries = records.exportedEntries
    disputes = records.disputes
    deferrals = records.deferrals
    refundedTotals = records.refundedTotals
    orderHistories = records.orderHistories
    disagreements = records.disagreements
    orderChannels = Self.channels(of: records.orderLines)
  }

  /// Channels are few and come in runs: a look-up a line would cost more than all that asks.
  private static func channels(of lines: [OrderLine]) -> Set<Symbol> {
    var found: Set<Symbol> = []
    var last: Symbol?
    for line in lines where line.channel != last {
      last = line.channel
      found.insert(line.channel)
    }
    return found
  }

  /// Order channels whose source has prices with the tax in them.
  package func taxInclusiveChannels(_ settings: Settings) -> Set<Symbol> {
    guard settings.sources.contains(where: \.pricesIncludeTax) else { return [] }
    return orderChannels.filter {
      settings.source(settling: symbols[$0])?.pricesIncludeTax ?? false
    }
  }

  /// The same ledger with some order lines saying something else.
  package func replacing(orderLines changed: [Int32: OrderLine]) -> LedgerSnapshot {
    if changed.isEmpty { return self }
    var records = LedgerRecords()
    records.symbols = symbols
    records.documents = documents
    records.refused = refused
    records.duplicates = duplicates
    records.quarantined = quarantined
    records.orderLines = orderLines
    for (position, line) in changed { records.orderLines[Int(position)] = line }
    records.refunds = refunds
    records.settlements = settlements
    records.settlementLines = settlementLines
    records.orderOfDividedItem = orderOfDividedItem
    records.statements = statements
    records.statementLines = statementLines
    records.receipts = receipts
    records.charges = charges
    records.rates = rates
    records.feeRates = feeRates
    records.matchDecisions = matchDecisions
    records.brokenRules = brokenRules
    records.sharedRows = sharedRows
    records.restatedBankLines = restatedBankLines
    records.likeOrderLines = likeOrderLines
    records.writeOffs = writeOffs
    records.exportedEntries = exportedEntries
    records.disputes = disputes
    records.deferrals = deferrals
    records.refundedTotals = refundedTotals
    records.orderHistories = orderHistories
    records.disagreements = disagreements
    return LedgerSnapshot(records)
  }

  /// `file:line` of a record, as evidence columns have it.
  package func evidence(_ provenance: Provenance) -> String {
    "\(documents[Int(provenance.document)].name):\(provenance.line)"
  }
}
