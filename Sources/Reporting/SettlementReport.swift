import Accounting
import DelimitedText

/// `settlements.csv`: settlements and payouts that touch the period, and what the bank says.
struct SettlementReport {
  static let columns = [
    "settlement_id", "channel", "source_file", "currency", "period_start", "period_end",
    "deposit_date", "declared_total", "lines_total", "difference", "lines", "quarantined_lines",
    "opening_reserve", "closing_reserve", "bank_reference", "bank_date", "bank_amount", "state",
    "bank_currency", "payout_status", "conversion_fee", "rate_difference", "rounding",
    "not_explained", "payout_amount", "left_in_balance",
  ]

  let bytes: [UInt8]

  init(_ rows: [SettlementRow], _ scope: ReportScope) {
    var writer = DelimitedWriter(columns: Self.columns)
    for row in rows {
      let currency = row.settlement.currency
      writer.text(row.settlementId)
      writer.text(row.channel)
      writer.text(row.file)
      writer.text(currency.code)
      writer.date(row.start)
      writer.date(row.end)
      writer.date(row.settlement.depositDate)
      writer.amount(row.declared, currency)
      writer.amount(row.linesTotal, currency)
      writer.amount(row.difference, currency)
      writer.whole(row.settlement.lineCount)
      writer.whole(row.settlement.quarantinedCount)
      writer.amount(row.openingReserve, currency)
      writer.amount(row.closingReserve, currency)
      writer.text(row.bank?.reference ?? "")
      writer.date(row.bank?.date)
      writer.amount(row.bank?.amount, row.bank?.currency ?? currency)
      writer.text(row.state(asOf: scope.asOf).rawValue)
      writer.text(row.bank?.currency.code ?? "")
      writer.text(row.settlement.payoutStatus.worded)
      let conversion = row.payout?.conversion
      for part in [conversion?.fee, conversion?.rate, conversion?.rounding, conversion?.rest] {
        writer.amount(part, conversion?.received.currency ?? currency)
      }
      writer.amount(row.payout?.amount, currency)
      writer.amount(row.leftInBalance, currency)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}

extension PayoutStatus {
  /// As contracts name it; empty where the channel says nothing.
  fileprivate var worded: String {
    switch self {
    case .unknown: ""
    case .scheduled: "scheduled"
    case .inTransit: "in_transit"
    case .paid: "paid"
    case .cancelled: "cancelled"
    case .failed: "failed"
    }
  }
}
