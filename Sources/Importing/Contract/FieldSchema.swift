import Accounting

/// How a column of the ledger is read, whatever the format: decided by its name.
enum FieldKind: Sendable, Equatable {
  case key, prose, currency, whole, money
  /// A decimal with a fixed number of digits.
  case scaled(Int)
  case instant, day
  case word([String: Int64])
  /// Filled by the engine: from the amount rule, the vocabulary or the row itself.
  case amount, event, component, label, rowHash, source

  static func of(_ column: RecordColumn, in kind: RecordKind) -> FieldKind {
    switch column.name {
    case "source": return .source
    case "currency", "base", "quote": return .currency
    case "label": return .label
    case "row_hash": return .rowHash
    case "event": return .event
    case "component": return .component
    case "amount" where kind == .settlementLine: return .amount
    case "quantity", "returned_quantity": return .whole
    case "unit_cost_millionths", "percent_millionths": return .scaled(6)
    case "weight_thousandths", "volume_thousandths": return .scaled(3)
    case "rate": return .scaled(10)
    case "reason", "text", "supplier", "tax_jurisdiction": return .prose
    case "status": return words(["open", "shipped", "cancelled"])
    case "payout_status":
      return words(["unknown", "scheduled", "in_transit", "paid", "cancelled", "failed"])
    case "payout_kind": return words(["automatic", "manual", "instant"])
    case "account_kind": return words(["bank", "card"])
    case "outcome": return words(["open", "won", "lost", "under_review"])
    case "tax_remitted_by": return words(["seller", "marketplace"])
    case "disposition": return words(["sellable", "damaged", "not_returned"])
    case "kind":
      return words(["freight", "duty", "insurance", "brokerage", "recoverable_tax", "other"])
    case "basis": return words(["value", "quantity", "weight", "volume", "equal"])
    case "fee" where kind == .feeRate:
      let fees = LineComponent.allCases.filter(\.isFee)
      return .word(
        Dictionary(uniqueKeysWithValues: fees.map { ($0.name, Int64($0.rawValue)) }))
    default: break
    }
    if column.name.hasSuffix("_at") { return .instant }
    if column.name.hasSuffix("_on") { return .day }
    return column.kind == .text ? .key : .money
  }

  /// Words whose raw values count from 0 in this order.
  private static func words(_ names: [String]) -> FieldKind {
    .word(Dictionary(uniqueKeysWithValues: zip(names, (0 as Int64)...)))
  }
}

extension FieldKind {
  /// A value of such a field as people write it.
  func text(_ value: Int64, _ currency: Currency?) -> String {
    switch self {
    case .money, .amount: decimalText(value, digits: currency?.minorDigits ?? 2)
    case .scaled(let digits): decimalText(value, digits: digits)
    case .instant: Instant(seconds: value).description
    case .day: CalendarDate(dayNumber: Int32(clamping: value)).description
    case .word(let words): words.first { $0.value == value }?.key ?? "\(value)"
    default: "\(value)"
    }
  }
}
