/// How much a discrepancy matters, worst first.
package enum Severity: UInt8, Sendable, Comparable, CaseIterable {
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
package enum DiscrepancyCode: String, Sendable, CaseIterable, Comparable {
  case dc01 = "DC-01", dc02 = "DC-02", dc03 = "DC-03", dc05 = "DC-05"
  case cm01 = "CM-01", cm02 = "CM-02", cm03 = "CM-03", cm04 = "CM-04", cm05 = "CM-05"
  case cm06 = "CM-06"
  case du01 = "DU-01", du03 = "DU-03", du05 = "DU-05"
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

  private var profile: Profile {
    Self.profiles[self] ?? Profile(rawValue, .s1, owner: "", next: "", closesItself: false)
  }

  private static let profiles: [DiscrepancyCode: Profile] = [
    .dc01: Profile(
      "Row or file unreadable", .s2, owner: "Integration",
      next: "fix or re-request file, replay", closesItself: true),
    .dc02: Profile(
      "Required field missing or invalid", .s2, owner: "Integration",
      next: "correct mapping or source", closesItself: true),
    .dc03: Profile(
      "Unknown transaction or fee type, posted to suspense", .s2, owner: "Finance ops",
      next: "map to an account, version the rule", closesItself: true),
    .dc05: Profile(
      "Header changed, new or renamed column", .s2, owner: "Integration",
      next: "review contract, accept new version", closesItself: false),
    .cm01: Profile(
      "In settlement, not in ledger", .s1, owner: "Order ops",
      next: "create or find order", closesItself: true),
    .cm02: Profile(
      "In ledger, not in settlement, within expected days", .s4, owner: "Finance ops",
      next: "wait to due date", closesItself: true),
    .cm03: Profile(
      "In ledger, not in settlement, past due", .s2, owner: "Marketplace ops",
      next: "claim or investigate", closesItself: true),
    .cm04: Profile(
      "Settlement missing (gap in chain)", .s1, owner: "Finance ops",
      next: "download, import", closesItself: true),
    .cm05: Profile(
      "Settlement does not foot to its declared total", .s1, owner: "Marketplace ops",
      next: "open case, re-request", closesItself: true),
    .cm06: Profile(
      "File truncated or row count below stated", .s1, owner: "Integration",
      next: "re-fetch", closesItself: true),
    .du01: Profile(
      "Same file again", .s4, owner: "none",
      next: "skipped, logged", closesItself: true),
    .du03: Profile(
      "Same identity, different content (restated)", .s1, owner: "Finance ops",
      next: "choose, reverse and repost", closesItself: false),
    .du05: Profile(
      "Ambiguous match, several candidates", .s2, owner: "Finance ops",
      next: "choose, add key", closesItself: false),
    .am01: Profile(
      "Gross differs (over / under)", .s2, owner: "Order ops",
      next: "check price, discount, edit", closesItself: false),
    .am02: Profile(
      "Fee differs from rate card", .s2, owner: "Marketplace ops",
      next: "claim", closesItself: false),
    .am03: Profile(
      "Discount or promotion differs", .s3, owner: "Marketplace ops",
      next: "check terms", closesItself: false),
    .am04: Profile(
      "Shipping differs", .s3, owner: "Logistics",
      next: "check carrier bill", closesItself: false),
    .am05: Profile(
      "Quantity differs", .s2, owner: "Warehouse",
      next: "count", closesItself: false),
    .am06: Profile(
      "Within tolerance, forgiven", .s4, owner: "none",
      next: "counted against the budget", closesItself: true),
    .po01: Profile(
      "Payout sent, not received past due", .s1, owner: "Treasury",
      next: "trace", closesItself: true),
    .po02: Profile(
      "Received differs from sent", .s1, owner: "Treasury",
      next: "check bank fee, FX", closesItself: false),
    .po03: Profile(
      "Deposit without payout", .s2, owner: "Treasury",
      next: "identify", closesItself: true),
    .po05: Profile(
      "Reserve not equal to prior reserve", .s1, owner: "Marketplace ops",
      next: "find missing row", closesItself: true),
    .rf01: Profile(
      "Refund without sale", .s1, owner: "Customer service",
      next: "find order", closesItself: true),
    .rf02: Profile(
      "Refund exceeds sale", .s1, owner: "Customer service",
      next: "recover, check fraud", closesItself: false),
    .rf04: Profile(
      "Refund on one side only (ledger or settlement)", .s2, owner: "Customer service",
      next: "check it was sent", closesItself: true),
    .tx01: Profile(
      "Withheld differs from collected", .s1, owner: "Tax",
      next: "per jurisdiction", closesItself: false),
    .fx02: Profile(
      "Rate missing or stale", .s2, owner: "Treasury",
      next: "load rate", closesItself: true),
    .co01: Profile(
      "Cost missing on sold item", .s1, owner: "Inventory",
      next: "supply cost; margin flagged estimated", closesItself: true),
    .co06: Profile(
      "Allocation basis missing", .s2, owner: "Cost accounting",
      next: "fill or change basis", closesItself: true),
    .co08: Profile(
      "Margin below floor or negative", .s3, owner: "Commercial",
      next: "review price, fee", closesItself: false),
    .lg04: Profile(
      "Suspense not zero", .s1, owner: "Finance ops",
      next: "classify", closesItself: true),
  ]
}

/// What the taxonomy says of a code.
private struct Profile {
  let title: String
  let severity: Severity
  let owner: String
  let nextAction: String
  let closesItself: Bool

  init(
    _ title: String, _ severity: Severity, owner: String, next: String, closesItself: Bool
  ) {
    self.title = title
    self.severity = severity
    self.owner = owner
    self.nextAction = next
    self.closesItself = closesItself
  }
}
