import Accounting

/// CO-09: the opening inventory is not what its layers are worth.
///
/// The books begin with a value of inventory that the receipts before them do not come to. Every
/// later balance of Inventory carries the difference.
///
/// Found once, where crossfoot.yaml has books_from: external is its opening balance of
/// Assets:Inventory, zero where it has none; internal what receipts, landed cost and sales before
/// that day leave on hand. After that the ledger is posted from the layers, so the two cannot part.
///
/// Do: explain it layer by layer: load the missing receipts, or state or correct the opening
/// balance.
func openingInventory(_ movements: [StockMovement], _ settings: Settings) -> [Discrepancy] {
  let opening = settings.openingBalances.filter {
    $0.account == .inventory && $0.amount.currency == settings.functionalCurrency
  }
  guard let start = settings.booksFrom else { return [] }
  let balance = opening.reduce(Int64(0)) { $0 + $1.amount.minorUnits }
  let layers = movements.filter { $0.date < start && $0.kind != .landedAfterSale }
    .reduce(Int64(0)) { $0 + $1.value }
  guard balance != layers else { return [] }
  var result = Discrepancy(
    code: .co09, source: "inventory", key: "opening", eventDate: start,
    rule: "opening_inventory_differs")
  result.currency = settings.functionalCurrency
  result.external = balance
  result.internal = layers
  result.inventoryImpact = balance - layers
  result.externalEvidence = [settings.openingEvidence(of: .inventory)]
  result.note = "the layers on hand when the books begin, against the opening balance"
  return [result]
}
