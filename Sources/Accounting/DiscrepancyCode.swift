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
}

/// What kind of trouble a discrepancy is: the taxonomy that reports and scripts refer to.
package enum DiscrepancyCode: String, Sendable, CaseIterable, Comparable {
  case dc01 = "DC-01", dc02 = "DC-02", dc03 = "DC-03", dc04 = "DC-04", dc05 = "DC-05"
  case dc06 = "DC-06"
  case cm01 = "CM-01", cm02 = "CM-02", cm03 = "CM-03", cm04 = "CM-04", cm05 = "CM-05"
  case cm06 = "CM-06"
  case du01 = "DU-01", du02 = "DU-02", du03 = "DU-03", du04 = "DU-04", du05 = "DU-05"
  case du06 = "DU-06"
  case am01 = "AM-01", am02 = "AM-02", am03 = "AM-03", am04 = "AM-04", am05 = "AM-05"
  case am06 = "AM-06", am07 = "AM-07", am08 = "AM-08"
  case tm01 = "TM-01", tm02 = "TM-02", tm03 = "TM-03", tm04 = "TM-04", tm05 = "TM-05"
  case po01 = "PO-01", po02 = "PO-02", po03 = "PO-03", po04 = "PO-04", po05 = "PO-05"
  case po06 = "PO-06", po07 = "PO-07"
  case rf01 = "RF-01", rf02 = "RF-02", rf03 = "RF-03", rf04 = "RF-04", rf05 = "RF-05"
  case rf06 = "RF-06"
  case tx01 = "TX-01", tx02 = "TX-02", tx03 = "TX-03", tx04 = "TX-04", tx05 = "TX-05"
  case fx01 = "FX-01", fx02 = "FX-02", fx03 = "FX-03", fx04 = "FX-04"
  case co01 = "CO-01", co02 = "CO-02", co03 = "CO-03", co04 = "CO-04", co05 = "CO-05"
  case co06 = "CO-06", co07 = "CO-07", co08 = "CO-08", co09 = "CO-09"
  case lg01 = "LG-01", lg02 = "LG-02", lg03 = "LG-03", lg04 = "LG-04", lg05 = "LG-05"
  case ct01 = "CT-01", ct02 = "CT-02", ct03 = "CT-03", ct04 = "CT-04"

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// What the code stands for, in a few words.
  package var title: String { Taxonomy[self].title }
  package var severity: Severity { Taxonomy[self].severity }
  package var owner: String { Taxonomy[self].owner }
  package var nextAction: String { Taxonomy[self].nextAction }
  /// Closes without a person when what raised it is gone.
  package var closesItself: Bool { Taxonomy[self].closesItself }

  /// The part of an exception's identity that survives a change of code: CM-02 turns into CM-03
  /// when its date passes, and an amount may move between forgiven and not.
  package var family: String {
    switch self {
    case .cm02, .cm03: "CM-02"
    case .am01, .am02, .am03, .am04, .am06: "AM"
    default: rawValue
    }
  }
}
