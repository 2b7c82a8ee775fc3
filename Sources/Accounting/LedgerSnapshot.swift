/// Everything the ledger holds that a run reasons about, as plain arrays.
///
/// Stages take it whole and refer to records by their position. Positions depend on arrival
/// order, so no report and no decision is ordered by them.
package struct LedgerSnapshot: Sendable {
  package var symbols = SymbolTable()
  package var documents: [SourceDocument] = []
  package var refused: [RefusedDocument] = []
  package var duplicates: [DuplicateDocument] = []
  package var quarantined: [QuarantinedRow] = []
  package var orderLines: [OrderLine] = []
  package var refunds: [Refund] = []
  package var settlements: [Settlement] = []
  package var settlementLines: [SettlementLine] = []
  package var statements: [BankStatement] = []
  package var statementLines: [StatementLine] = []
  package var receipts: [Receipt] = []
  package var charges: [LandedCostCharge] = []
  package var rates: [RateQuote] = []
  package var feeRates: [FeeRate] = []

  package init() {}

  /// `file:line` of a record, as evidence columns have it.
  package func evidence(_ provenance: Provenance) -> String {
    "\(documents[Int(provenance.document)].name):\(provenance.line)"
  }
}
