import Accounting

/// DU-03 of bank lines that a file has with another text, which balances prove to be the same.
///
/// Nothing is to be decided: each counts once.
struct RestatedBankLines {
  private struct Pair: Hashable {
    var counted: Int32
    var repeated: Int32
  }

  let context: MatchContext

  func findings() -> [Discrepancy] {
    Dictionary(grouping: context.snapshot.restatedBankLines) {
      Pair(
        counted: $0.counted.provenance.document, repeated: $0.repeated.provenance.document)
    }.map { finding($0.key, $0.value) }
  }

  private func finding(_ pair: Pair, _ lines: [RestatedBankLine]) -> Discrepancy {
    let lines = lines.sorted {
      context.places($0.counted.provenance, precede: $1.counted.provenance)
    }
    let documents = [pair.repeated, pair.counted].map { context.snapshot.documents[Int($0)] }
    let first = lines[0]
    var finding = Discrepancy(
      code: .du03, source: "bank",
      key: "restated|\(documents.map(\.sha256).sorted().joined(separator: "|"))",
      eventDate: lines.map(\.counted.bookingDate).max() ?? context.asOf,
      rule: "bank_line_restated")
    finding.channel = "bank"
    finding.currency = first.counted.currency
    finding.external = lines.reduce(0) { $0 &+ $1.repeated.amount }
    finding.internal = finding.external
    finding.externalEvidence = context.evidence(lines.map(\.repeated.provenance))
    finding.internalEvidence = context.evidence(lines.map(\.counted.provenance))
    finding.note =
      "\(lines.count) bank \(lines.count == 1 ? "line" : "lines") of \(documents[0].name) also in "
      + "\(documents[1].name) with another text and the same balance; counted once, as "
      + "'\(words(first.counted))' for '\(words(first.repeated))'"
    finding.isClosedAtOnce = true
    return finding
  }

  private func words(_ line: StatementLine) -> String {
    [line.text, line.reference].map(context.text).first { !$0.isEmpty } ?? ""
  }
}
