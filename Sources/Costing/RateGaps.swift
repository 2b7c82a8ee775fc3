import Accounting

/// Amounts that could not be turned into the functional currency, for FX-02.
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

extension LedgerSnapshot {
  /// `file:line` words for a finding: the first few records, in order of file and line.
  func firstEvidence(_ records: [Provenance]) -> [String] {
    let sorted = records.map { (file: documents[Int($0.document)].name, provenance: $0) }
      .sorted { ($0.file, $0.provenance.line) < ($1.file, $1.provenance.line) }
    var words: [String] = []
    for item in sorted {
      let word = evidence(item.provenance)
      if words.last != word { words.append(word) }
      if words.count == evidenceMax { break }
    }
    return words
  }
}

/// Records a finding names as evidence.
let evidenceMax = 5
