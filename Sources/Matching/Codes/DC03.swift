import Accounting

/// DC-03: a type of transaction that no contract knows.
///
/// The channel used a type of transaction that is not mapped to an account. Its money is counted
/// and stands in suspense until someone says what it is.
///
/// Found once per settlement and type, for lines whose words none of the contract's meanings fits.
/// The cash is what they come to: it came or went for a reason that nobody knows. It closes when
/// the type is mapped.
///
/// Do: print the contract ('formats show NAME --contract'), add the words to its 'meanings', and
/// put it into books/formats/; the next run understands them, in what is there already too.
extension StrangerRules {
  /// DC-03: a type the contract's vocabulary does not name, once per settlement and type.
  func unknownFinding(_ positions: [Int32]) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    let first = context.snapshot.settlementLines[Int(positions[0])]
    let label = context.text(first.label)
    finding.code = .dc03
    finding.rule = "unknown_type"
    finding.key = "\(isPending(first) ? "" : finding.settlementId)|\(label)"
    finding.cashImpact = context.functional(
      finding.external ?? 0, first.currency, on: finding.eventDate)
    finding.note = "type \(label) has no meaning in the contract"
    let lines = positions.map { context.snapshot.settlementLines[Int($0)] }
    if Set(lines.map(\.orderId)).count > 1 { finding.orderId = "" }
    if Set(lines.map(\.sku)).count > 1 { finding.sku = "" }
    return finding
  }
}
