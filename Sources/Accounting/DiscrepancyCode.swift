/// How much a discrepancy matters, worst first.
package enum Severity: UInt8, Sendable, Comparable, CaseIterable, Codable {
  /// Blocks the close or may misstate.
  case s1 = 1
  /// Must be owned before sign-off.
  case s2
  /// To be watched.
  case s3
  /// For information.
  case s4

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  package var name: String { "S\(rawValue)" }

  /// Days from first sight to the due date; an S4 row has none of its own.
  package var dueDays: Int? {
    switch self {
    case .s1: 2
    case .s2: 7
    case .s3: 30
    case .s4: nil
    }
  }
}

/// What kind of trouble a discrepancy is: the taxonomy that reports and scripts refer to.
package enum DiscrepancyCode: String, Sendable, CaseIterable, Comparable, Codable {
  case dc01 = "DC-01", dc02 = "DC-02", dc03 = "DC-03", dc05 = "DC-05"
  case cm01 = "CM-01", cm02 = "CM-02", cm03 = "CM-03", cm04 = "CM-04", cm05 = "CM-05"
  case cm06 = "CM-06"
  case du01 = "DU-01", du03 = "DU-03"
  case am01 = "AM-01", am02 = "AM-02", am03 = "AM-03", am04 = "AM-04", am05 = "AM-05"
  case am06 = "AM-06"
  case po01 = "PO-01", po02 = "PO-02", po03 = "PO-03", po05 = "PO-05"
  case rf01 = "RF-01", rf02 = "RF-02", rf04 = "RF-04"
  case tx01 = "TX-01"
  case fx02 = "FX-02"
  case co01 = "CO-01", co06 = "CO-06", co08 = "CO-08"
  case lg04 = "LG-04"

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// What the code stands for, in a few words.
  package var title: String { profile.title }
  package var severity: Severity { profile.severity }
  package var owner: String { profile.owner }
  package var nextAction: String { profile.nextAction }
  /// Closes without a person when what raised it is gone.
  package var closesItself: Bool { profile.closesItself }

  /// The part of an exception's identity that survives a change of code: CM-02 turns into CM-03
  /// when its date passes, and an amount may move between forgiven and not.
  package var family: String {
    switch self {
    case .cm02, .cm03: "CM-02"
    case .am01, .am02, .am03, .am04, .am06: "AM"
    default: rawValue
    }
  }

  private typealias Profile = (
    title: String, severity: Severity, owner: String, nextAction: String, closesItself: Bool
  )

  private var profile: Profile {
    switch self {
    case .dc01:
      ("Row or file unreadable", .s2, "Integration", "fix or re-request file, replay", true)
    case .dc02:
      ("Required field missing or invalid", .s2, "Integration", "correct mapping or source", true)
    case .dc03:
      (
        "Unknown transaction or fee type, posted to suspense", .s2, "Finance ops",
        "map to an account, version the rule", true
      )
    case .dc05:
      (
        "Header changed, new or renamed column", .s2, "Integration",
        "review contract, accept new version", false
      )
    case .cm01: ("In settlement, not in ledger", .s1, "Order ops", "create or find order", true)
    case .cm02:
      (
        "In ledger, not in settlement, within expected days", .s4, "Finance ops",
        "wait to due date", true
      )
    case .cm03:
      (
        "In ledger, not in settlement, past due", .s2, "Marketplace ops", "claim or investigate",
        true
      )
    case .cm04: ("Settlement missing (gap in chain)", .s1, "Finance ops", "download, import", true)
    case .cm05:
      (
        "Settlement does not foot to its declared total", .s1, "Marketplace ops",
        "open case, re-request", true
      )
    case .cm06:
      ("File truncated or row count below stated", .s1, "Integration", "re-fetch", true)
    case .du01: ("Same file again", .s4, "none", "skipped, logged", true)
    case .du03:
      (
        "Same identity, different content (restated)", .s1, "Finance ops",
        "choose, reverse and repost", false
      )
    case .am01:
      ("Gross differs (over / under)", .s2, "Order ops", "check price, discount, edit", false)
    case .am02: ("Fee differs from rate card", .s2, "Marketplace ops", "claim", false)
    case .am03:
      ("Discount or promotion differs", .s3, "Marketplace ops", "check terms", false)
    case .am04: ("Shipping differs", .s3, "Logistics", "check carrier bill", false)
    case .am05: ("Quantity differs", .s2, "Warehouse", "count", false)
    case .am06:
      ("Within tolerance, forgiven", .s4, "none", "counted against the budget", true)
    case .po01: ("Payout sent, not received past due", .s1, "Treasury", "trace", true)
    case .po02: ("Received differs from sent", .s1, "Treasury", "check bank fee, FX", false)
    case .po03: ("Deposit without payout", .s2, "Treasury", "identify", true)
    case .po05:
      (
        "Reserve not equal to prior reserve", .s1, "Marketplace ops", "find missing row", true
      )
    case .rf01: ("Refund without sale", .s1, "Customer service", "find order", true)
    case .rf02: ("Refund exceeds sale", .s1, "Customer service", "recover, check fraud", false)
    case .rf04:
      (
        "Refund on one side only (ledger or settlement)", .s2, "Customer service",
        "check it was sent", true
      )
    case .tx01: ("Withheld differs from collected", .s1, "Tax", "per jurisdiction", false)
    case .fx02: ("Rate missing or stale", .s2, "Treasury", "load rate", true)
    case .co01:
      (
        "Cost missing on sold item", .s1, "Inventory", "supply cost; margin flagged estimated",
        true
      )
    case .co06:
      (
        "Allocation basis missing", .s2, "Cost accounting", "fill or change basis", true
      )
    case .co08:
      ("Margin below floor or negative", .s3, "Commercial", "review price, fee", false)
    case .lg04: ("Suspense not zero", .s1, "Finance ops", "classify", true)
    }
  }
}
