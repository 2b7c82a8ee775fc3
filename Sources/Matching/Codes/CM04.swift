import Accounting

/// CM-04: a settlement or a bank statement is missing between two others.
///
/// The channel's settlements do not follow on from one another: the file for the time between is
/// missing, with all its sales, fees and payouts.
///
/// Found in each chain of settlements of one source, marketplace and currency: more than a second
/// between the end of one and the start of the next. The first of a chain raises none. It closes
/// when the missing one is imported.
///
/// So it is with a bank account's statements, whatever their formats: the closing balance of one
/// and the entries known since must lead to what the next opens with (without an opening balance,
/// as in OFX, to what it closes with). The money is what is missing between them. Statements may
/// overlap.
///
/// Do: download it and drop it into the inbox.
extension SettlementRules {
  /// The settlement that is missing between two neighbours of a chain.
  func gap(after earlierPosition: Int, before laterPosition: Int) -> Discrepancy? {
    let earlier = context.snapshot.settlements[earlierPosition]
    let later = context.snapshot.settlements[laterPosition]
    guard let end = earlier.endsAt, let start = later.startsAt,
      start.seconds - end.seconds > 1
    else { return nil }
    var finding = make(.cm04, later, rule: "settlement_chain_gap")
    let chain = later.marketplace.isNone ? later.source : later.marketplace
    finding.key =
      "\(context.text(chain))|\(later.currency.code)|after \(context.text(earlier.settlementId))"
    finding.eventDate = context.settings.zone.date(of: start)
    finding.externalEvidence = context.evidence([earlier.provenance, later.provenance])
    finding.note = "nothing covers \(end) to \(start)"
    return finding
  }
}
