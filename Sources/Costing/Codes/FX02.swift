import Accounting

/// FX-02: there is no exchange rate recent enough.
///
/// There is no exchange rate recent enough for these amounts. They are matched, and they wait to
/// be booked until a rate is loaded.
///
/// Found per currency and day, for receipts and charges as for settlements, payouts and bank
/// lines: no rate into the functional currency on the day or at most 7 days before
/// (rate_stale_after_days). It closes when a rate is loaded.
///
/// Do: load the rates.
struct RateGaps {
  private struct Key: Hashable {
    let currency: Currency
    let date: CalendarDate
  }

  private var records: [Key: [Provenance]] = [:]

  /// Notes a record that waits for the rate of a day.
  mutating func add(_ currency: Currency, on date: CalendarDate, waiting provenance: Provenance) {
    records[Key(currency: currency, date: date), default: []].append(provenance)
  }

  /// One FX-02 per currency and day, in that order.
  func discrepancies(_ snapshot: LedgerSnapshot, settings: Settings) -> [Discrepancy] {
    records.keys.sorted { ($0.currency, $0.date) < ($1.currency, $1.date) }.map { key in
      let waiting = records[key] ?? []
      var result = Discrepancy(
        code: .fx02, source: "inventory", key: "\(key.currency.code)|\(key.date)",
        eventDate: key.date, rule: "rate_missing")
      result.currency = key.currency
      result.internalEvidence = snapshot.firstEvidence(waiting)
      result.note =
        "no rate from \(key.currency.code) to \(settings.functionalCurrency.code) on or at most "
        + "\(settings.rateStaleAfterDays) days before \(key.date): \(waiting.count) receipt or "
        + "charge rows are left out of stock until one is loaded"
      return result
    }
  }
}
