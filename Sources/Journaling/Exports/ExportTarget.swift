import Accounting

/// A program whose import format the journal can be written in.
package enum ExportTarget: String, Sendable, CaseIterable {
  case csv, hledger, beancount
  case quickbooksOnline = "quickbooks-online"
  case xero

  /// The target of a name as a user types it, or `nil` when there is none; `qbo` and `ledger`
  /// are other names for `quickbooks-online` and `hledger`.
  package init?(name: some StringProtocol) {
    switch name.lowercased() {
    case "qbo": self = .quickbooksOnline
    case "ledger": self = .hledger
    case let name: self.init(rawValue: name)
    }
  }
}

extension ExportTarget {
  /// The name of the file that holds a period's journal whole.
  package func fileName(_ period: AccountingPeriod) -> String {
    switch self {
    case .csv: "journal.csv"
    case .hledger: "journal.hledger"
    case .beancount: "journal.beancount"
    case .quickbooksOnline, .xero: "\(rawValue)-\(period).csv"
    }
  }
}

/// A file of an export, not yet written.
package struct ExportFile: Hashable, Sendable {
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What a target needs to know that the books do not say.
package struct ExportOptions: Sendable {
  /// Account name in the target by account of the chart, where it is not the same (QuickBooks).
  package var accountNames: [String: String] = [:]
  /// Account code by account of the chart (Xero).
  package var accountCodes: [String: String] = [:]
  /// The display name of the rate without tax, as set up in Xero.
  package var xeroTaxRate = "Tax Exempt"
  /// Writes QuickBooks journals in the functional currency, for companies without multicurrency.
  package var usesFunctionalCurrency = false

  package init() {}
}

/// Why a target would not take the journal.
///
/// It is thrown before anything is written.
package struct ExportRefusal: Error, Hashable, Sendable {
  package var target: ExportTarget
  /// The entry at fault; empty when the fault is not in an entry.
  package var entry: String
  /// The field at fault, by the target's own name.
  package var field: String
  package var reason: String
  /// What to do about it.
  package var remedy: String

  package init(
    target: ExportTarget, entry: String, field: String, reason: String, remedy: String
  ) {
    self.target = target
    self.entry = entry
    self.field = field
    self.reason = reason
    self.remedy = remedy
  }
}

extension ExportRefusal: CustomStringConvertible {
  package var description: String {
    let place = entry.isEmpty ? field : "entry \(entry), \(field)"
    return "\(target.rawValue) would refuse the journal: \(place): \(reason); \(remedy)"
  }
}
