import Accounting

extension JournalBuilder {
  /// LG-04: each period, from the first with a posting to the one that is judged, by default the
  /// last with a posting, at whose end Suspense is not zero.
  ///
  /// - Precondition: the entries are sorted by date.
  func suspenseDiscrepancies(through judged: AccountingPeriod?) -> [Discrepancy] {
    guard let first = result.entries.first?.period, let end = result.entries.last?.period else {
      return []
    }
    let last = judged ?? end
    var findings: [Discrepancy] = []
    var open = OpenSuspense()
    var next = 0
    var period = first
    while period <= last {
      while next < result.entries.count && result.entries[next].period == period {
        open.add(result.entries[next])
        next += 1
      }
      if !open.isZero { findings.append(finding(period, open)) }
      period = period.next
    }
    return findings
  }

  private func finding(_ period: AccountingPeriod, _ open: OpenSuspense) -> Discrepancy {
    var finding = Discrepancy(
      code: .lg04, source: "ledger", key: "Suspense|\(period)", eventDate: period.lastDay,
      rule: "suspense_not_zero")
    let items = open.items
    finding.currency = settings.functionalCurrency
    finding.internal = open.balance
    finding.internalEvidence = items.prefix(Self.evidenceMax).map { suspenseEvidence[$0] ?? $0 }
    finding.note =
      items.count == 1 ? "1 item to classify" : "\(items.count) items to classify"
    return finding
  }

  private static let evidenceMax = 10
}

/// LG-04: suspense is not zero at the end of a period.
///
/// Money stands in the suspense account. The period can be closed only when each item in it is
/// classified.
///
/// Found each period, from the first with a posting to the last that is reported, at whose end
/// Suspense is not zero. Internal is the balance in the functional currency, and the cash is that
/// of its items' own exceptions, so that no money counts twice; the items stand in clearing.csv. It
/// closes when nothing is left in it.
///
/// Do: classify each item: replay rows, map types, identify deposits.
private struct OpenSuspense {
  private struct Key: Hashable {
    var item: String
    var currency: Currency
  }
  private var amounts: [Key: Int64] = [:]
  private var byCurrency: [Currency: Int64] = [:]
  private(set) var balance: Int64 = 0

  mutating func add(_ entry: JournalEntry) {
    for posting in entry.postings where posting.account == .suspense {
      let key = Key(item: posting.item, currency: posting.currency)
      amounts[key, default: 0] += posting.amount
      if amounts[key] == 0 { amounts[key] = nil }
      byCurrency[posting.currency, default: 0] += posting.amount
      balance += posting.base
    }
  }

  var isZero: Bool { balance == 0 && byCurrency.values.allSatisfy { $0 == 0 } }

  /// The items that are not zero, sorted.
  var items: [String] { Set(amounts.keys.map(\.item)).sorted() }
}
