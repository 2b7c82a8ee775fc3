import Accounting
import DelimitedText

/// A text from outside without control and bidirectional characters; the engine escapes it.
func plain(_ text: String) -> String { SafeText.stripped(text) }

extension AccountingPeriod {
  /// `September 2026`.
  var worded: String {
    let (year, month, _) = firstDay.civil
    return "\(Self.months[month - 1]) \(year)"
  }

  fileprivate static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension CalendarDate {
  /// `30 September 2026`.
  var worded: String {
    let (year, month, day) = civil
    return "\(day) \(AccountingPeriod.months[month - 1]) \(year)"
  }
}

extension Discrepancy {
  /// What it is about, as a person would name it: an order, a settlement, an SKU or a file.
  var subject: String {
    var parts: [String] = []
    if !orderId.isEmpty { parts.append("order \(orderId)") }
    if !sku.isEmpty { parts.append("SKU \(sku)") }
    if !settlementId.isEmpty { parts.append("settlement \(settlementId)") }
    if parts.isEmpty, let evidence = (externalEvidence + internalEvidence).first {
      parts.append(evidence)
    }
    return parts.isEmpty ? source : parts.joined(separator: ", ")
  }
}

extension ExceptionRecord {
  /// Writes the due date, marked when it has passed.
  func writeDue(_ scope: ReportScope, to html: inout HTMLText) {
    guard let due else { return }
    html.date(due)
    if isOverdue(on: scope.asOf) {
      html.markup(" ")
      html.element("span", class: "late", "\(counted(scope.asOf.days(since: due), "day")) late")
    }
  }
}
