import Accounting
import Reporting

/// Points out, in findings about fees and prices, that they were far outside their own history that
/// month.
struct Outliers {
  private struct Subject: Hashable {
    let channel: String
    let what: String
    let sku: String
    /// Empty for the month as a whole.
    let orderId: String
    let period: AccountingPeriod
  }

  /// By period, as `FeeHistory` finds them.
  let outliers: [AccountingPeriod: [FeeOutlier]]
  let symbols: SymbolTable

  func noting(_ found: [Discrepancy]) -> [Discrepancy] {
    let fees = found.indices.filter { found[$0].code == .am02 || found[$0].code == .am01 }
    if fees.isEmpty { return found }
    let words = words(in: Set(fees.map { found[$0].eventDate.period }))
    if words.isEmpty { return found }
    var found = found
    for place in fees {
      let finding = found[place]
      let subject = { (orderId: String) in
        Subject(
          channel: finding.channel.lowercased(),
          what: finding.code == .am01 ? "price" : finding.cause.kind, sku: finding.sku,
          orderId: orderId, period: finding.eventDate.period)
      }
      guard let history = words[subject(finding.orderId)] ?? words[subject("")] else { continue }
      found[place].note +=
        (finding.note.isEmpty ? "" : "; ") + "far outside its history: \(history)"
    }
    return found
  }

  private func words(in periods: Set<AccountingPeriod>) -> [Subject: String] {
    var words: [Subject: String] = [:]
    for period in periods {
      for outlier in outliers[period] ?? [] {
        let subject = outlier.subject
        words[
          Subject(
            channel: symbols[subject.channel].lowercased(), what: outlier.what,
            sku: symbols[subject.sku],
            orderId: outlier.sale.map { symbols[$0.orderId] } ?? "", period: period)] =
          outlier.words
      }
    }
    return words
  }
}
