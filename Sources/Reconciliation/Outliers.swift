import Accounting
import Reporting

/// Points out, in findings about fees, that the fee was far outside its own history that month.
struct Outliers {
  private struct Subject: Hashable {
    let channel: String
    let fee: String
    let sku: String
    let period: AccountingPeriod
  }

  private let history: FeeHistory
  private let symbols: SymbolTable

  init(_ history: FeeHistory, _ symbols: SymbolTable) {
    self.history = history
    self.symbols = symbols
  }

  func noting(_ found: [Discrepancy]) -> [Discrepancy] {
    let fees = found.indices.filter { found[$0].code == .am02 }
    if fees.isEmpty { return found }
    let words = words(in: Set(fees.map { found[$0].eventDate.period }))
    if words.isEmpty { return found }
    var found = found
    for place in fees {
      let finding = found[place]
      let subject = Subject(
        channel: finding.channel.lowercased(), fee: finding.cause.kind, sku: finding.sku,
        period: finding.eventDate.period)
      guard let history = words[subject] else { continue }
      found[place].note +=
        (finding.note.isEmpty ? "" : "; ") + "far outside its history: \(history)"
    }
    return found
  }

  private func words(in periods: Set<AccountingPeriod>) -> [Subject: String] {
    var words: [Subject: String] = [:]
    for period in periods {
      for outlier in history.outliers(in: period, symbols) {
        let subject = outlier.subject
        words[
          Subject(
            channel: symbols[subject.channel].lowercased(), fee: subject.fee.name,
            sku: symbols[subject.sku], period: period)] = outlier.words
      }
    }
    return words
  }
}
