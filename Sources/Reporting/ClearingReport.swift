import Accounting
import DelimitedText

/// One open item: what a clearing, reserve, in-transit or suspense account still waits for.
struct OpenItem {
  let key: BalanceKey
  let item: String
  let since: CalendarDate
  let ageDays: Int
  let amount: Int64
  let reason: String
}

/// `clearing.csv`: the list behind clearing, reserve, in-transit, dispute and suspense balances.
struct ClearingReport {
  static let columns = ["account", "item", "since", "age_days", "currency", "amount", "reason"]

  /// In order of account, currency and item.
  let items: [OpenItem]

  init(_ index: ReportIndex, _ scope: ReportScope, _ trialBalance: TrialBalanceReport) throws {
    let reasons = OpenItemReasons(index)
    items = try index.balances.items.compactMap { entry in
      guard let open = try entry.history.open(on: scope.period.lastDay) else { return nil }
      return OpenItem(
        key: entry.key.balance, item: entry.key.item, since: open.since,
        ageDays: scope.age(of: open.since), amount: open.amount,
        reason: reasons.reason(entry.key.balance.account, entry.key.item, open.amount))
    }
    let listed = Dictionary(grouping: items, by: \.key)
    for (key, balance) in trialBalance.closing where key.account.isProvenByItems {
      let sum = (listed[key] ?? []).reduce(Int128(0)) { $0 + Int128($1.amount) }
      precondition(sum == Int128(balance), "the open items of \(key.account.name) are its balance")
    }
  }

  var bytes: [UInt8] {
    var writer = DelimitedWriter(columns: Self.columns)
    for item in items {
      writer.text(item.key.account.name)
      writer.text(item.item)
      writer.date(item.since)
      writer.whole(item.ageDays)
      writer.text(item.key.currency.code)
      writer.amount(item.amount, item.key.currency)
      writer.text(item.reason)
      writer.endRecord()
    }
    return writer.bytes
  }
}

/// Says in plain words why an item is still open.
private struct OpenItemReasons {
  private let held: Set<String>
  private let gaps: Set<String>
  /// Payouts in transit that the bank has, where the bank's own feed books them.
  private let arrived: Set<String>

  init(_ index: ReportIndex) {
    let settlements = index.data.snapshot.settlements
    let symbols = index.data.snapshot.symbols
    held = Set(settlements.filter(\.isHeld).map { symbols[$0.settlementId] })
    gaps = Set(
      settlements.filter { if case .explained = $0.footing { true } else { false } }
        .map { symbols[$0.settlementId] })
    let payouts = index.data.settings.postsBank ? [] : index.data.matches.payouts
    arrived = Set(
      payouts.filter { !$0.received.isEmpty }
        .map { symbols[settlements[Int($0.settlement)].settlementId] })
  }

  func reason(_ account: Account, _ item: String, _ amount: Int64) -> String {
    if account.isReserve {
      return amount > 0 ? "reserve held by the channel" : "reserve released, its holding not seen"
    }
    if account.isInTransit && item.hasSuffix(Account.cardItemSuffix) {
      return amount < 0
        ? "charged to our card, its entry not yet seen" : "card's entry, its charge not seen"
    }
    if account.isInTransit && arrived.contains(item) {
      return "received, to be booked by the bank's own feed"
    }
    if account.isInTransit {
      return amount > 0 ? "sent to bank, not yet received" : "received by bank, more than was sent"
    }
    if account.isDisputes {
      return amount > 0 ? "taken by a dispute, not decided" : "given back, its taking not seen"
    }
    if account.isSuspense {
      if held.contains(item) { return "received for a settlement that is held" }
      return gaps.contains(item) ? "rows in quarantine, to be replayed" : "to be classified"
    }
    return amount > 0
      ? "earned, not yet paid out" : "charged or paid out beyond earnings, carried forward"
  }
}
