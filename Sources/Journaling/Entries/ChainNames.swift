import Accounting

/// The marketplace whose chain each settlement belongs to, for what is carried along the chain.
///
/// A settlement without any order names no marketplace: it belongs to the only chain of its
/// source and currency, where there is but one.
struct ChainNames: Sendable {
  private struct Family: Hashable {
    let source: Symbol
    let currency: Currency
  }
  private let names: [Symbol]

  init(_ snapshot: LedgerSnapshot) {
    var known: [Family: Set<Symbol>] = [:]
    for settlement in snapshot.settlements where !settlement.marketplace.isNone {
      let family = Family(source: settlement.source, currency: settlement.currency)
      known[family, default: []].insert(settlement.marketplace)
    }
    names = snapshot.settlements.map { settlement in
      guard settlement.marketplace.isNone else { return settlement.marketplace }
      let family = Family(source: settlement.source, currency: settlement.currency)
      guard let only = known[family], only.count == 1 else { return .none }
      return only.first ?? .none
    }
  }

  /// What the reserve of a settlement's chain is listed as; the settlement may be -1.
  func item(
    settlement: Int32, source: Symbol, currency: Currency, _ symbols: SymbolTable
  ) -> String {
    "\(symbols[source])/\(symbols[marketplace(of: settlement)])/\(currency.code)"
  }

  /// The marketplace of the settlement at a position; none for -1.
  func marketplace(of settlement: Int32) -> Symbol {
    settlement < 0 ? .none : names[Int(settlement)]
  }
}
