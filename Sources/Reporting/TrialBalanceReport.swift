import Accounting
import DelimitedText

/// `trial-balance.csv`: every account and currency, cumulative to the period's end.
struct TrialBalanceReport {
  static let columns = [
    "account", "currency", "opening", "debit", "credit", "closing", "base_opening", "base_debit",
    "base_credit", "base_closing",
  ]

  private struct Row {
    let key: BalanceKey
    let opening: AccountTotals
    let movement: AccountTotals
    var closing: Int64 { opening.balance + movement.balance }
    var baseClosing: Int64 { opening.baseBalance + movement.baseBalance }
  }

  private let rows: [Row]
  private let functional: Currency
  let closing: [BalanceKey: Int64]
  let baseClosing: [BalanceKey: Int64]

  init(_ balances: Balances, _ scope: ReportScope, functional: Currency) throws {
    self.functional = functional
    rows = try balances.accounts.filter { $0.series.hasAny(through: scope.period) }.map {
      Row(
        key: $0.key, opening: try $0.series.total(before: scope.period) ?? AccountTotals(),
        movement: $0.series.total(in: scope.period))
    }
    closing = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.closing) })
    baseClosing = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.baseClosing) })
    precondition(
      Dictionary(grouping: rows, by: \.key.currency).values.allSatisfy {
        $0.reduce(Int128(0)) { $0 + Int128($1.closing) } == 0
      }, "a trial balance sums to zero in every currency")
    precondition(
      rows.reduce(Int128(0)) { $0 + Int128($1.baseClosing) } == 0,
      "a trial balance sums to zero in the functional currency")
  }

  var bytes: [UInt8] {
    var writer = DelimitedWriter(columns: Self.columns)
    for row in rows {
      let digits = row.key.currency.minorDigits
      writer.text(row.key.account.name)
      writer.text(row.key.currency.code)
      writer.amount(row.opening.balance, digits: digits)
      writer.amount(row.movement.debit, digits: digits)
      writer.amount(row.movement.credit, digits: digits)
      writer.amount(row.closing, digits: digits)
      writer.amount(row.opening.baseBalance, digits: functional.minorDigits)
      writer.amount(row.movement.baseDebit, digits: functional.minorDigits)
      writer.amount(row.movement.baseCredit, digits: functional.minorDigits)
      writer.amount(row.baseClosing, digits: functional.minorDigits)
      writer.endRecord()
    }
    return writer.bytes
  }
}
