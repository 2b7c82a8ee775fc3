import Accounting

extension ExceptionDesk {
  /// What giving up an exception's difference posts.
  ///
  /// - Throws: `BooksError` when there is nothing to give up, or more than may be without one of
  ///   the approvers.
  func writeOff(
    _ record: ExceptionRecord, _ writtenOff: [WriteOff], approvedBy approver: String?
  ) throws -> WriteOff {
    let finding = record.discrepancy
    let place = try openItem(record)
    let earlier = writtenOff.filter { $0.exceptionId == record.id }
    let difference = finding.difference ?? 0
    guard
      difference == 0 || finding.cashImpact != 0
        || finding.currency == settings.functionalCurrency
    else { throw refusal(record, "its currency has no rate, so that no limit can be kept") }
    // What two currencies leave is a balance in the functional one alone.
    let isOfBase = place.account == .currencyConversion
    let whole = isOfBase ? finding.cashImpact : difference
    let left = whole - earlier.reduce(0) { $0 + $1.amount.minorUnits }
    guard left != 0 else { throw refusal(record, "there is no difference to write off") }
    let wholeBase = finding.cashImpact == 0 ? difference : finding.cashImpact
    let base = left == whole ? wholeBase : wholeBase - earlier.reduce(0) { $0 + $1.base }
    try checkLimits(record, base, writtenOff, approver)
    let currency = isOfBase ? nil : finding.currency
    let amount = Money(
      minorUnits: left, currency: currency ?? settings.functionalCurrency)
    return WriteOff(
      exceptionId: record.id, source: finding.source, settlementId: finding.settlementId,
      date: asOf, account: place.account, item: place.item, amount: amount, base: base,
      evidence: (finding.externalEvidence + finding.internalEvidence).first ?? "")
  }

  /// What reopening takes back; `nil` where nothing was written off.
  func takingBack(_ record: ExceptionRecord, _ writtenOff: [WriteOff]) -> WriteOff? {
    let own = writtenOff.filter { $0.exceptionId == record.id }
    guard var taken = own.last else { return nil }
    let amount = own.reduce(0) { $0 + $1.amount.minorUnits }
    guard amount != 0 else { return nil }
    taken.amount.minorUnits = -amount
    taken.base = -own.reduce(0) { $0 + $1.base }
    taken.date = asOf
    return taken
  }

  /// The open item that a difference stands on; no account where the books have it as income or
  /// expense already, since sales and fees are booked as the channel settled them.
  private func openItem(
    _ record: ExceptionRecord
  ) throws -> (account: Account?, item: String) {
    let finding = record.discrepancy
    switch finding.code {
    case .po01, .po02:
      return (.payoutsInTransit(sourceTitle(finding.source)), finding.settlementId)
    case .po03:
      return (.suspense, finding.externalEvidence.first ?? "")
    case .po05:
      // The journal knows the chain of the settlement, which the reserve stands on.
      return (.reserve(sourceTitle(finding.source)), "")
    case .fx03:
      return (.currencyConversion, "")
    case .am01, .am02, .am03, .am04, .am05, .rf01, .rf02:
      return (nil, "")
    default:
      throw refusal(record, "\(finding.code.rawValue) \(Self.advice(finding.code))")
    }
  }

  /// What to do instead with what cannot be written off.
  private static func advice(_ code: DiscrepancyCode) -> String {
    switch code {
    case .co07: "is released by a charge of the opposite amount, not written off"
    case .lg04: "is the sum of its items: write those off, or classify them"
    case .cm02, .cm03, .tm03, .po04, .po06, .rf04, .rf05:
      "is money still to come or to go: nothing is booked yet that could be written off; "
        + "'exceptions resolve' it"
    default: "leaves no balance that could be written off; 'exceptions resolve' it"
    }
  }

  private func checkLimits(
    _ record: ExceptionRecord, _ base: Int64, _ writtenOff: [WriteOff], _ approver: String?
  ) throws {
    let limits = settings.writeOffs
    let before = spent(writtenOff.filter { $0.date.period == asOf.period })
    let amount = Int64(clamping: base.magnitude)
    var over = ""
    if amount > limits.itemMax {
      over = "\(text(amount)) is above the limit of \(text(limits.itemMax)) for one exception"
    } else if before.addingClamped(amount) > limits.periodMax {
      over =
        "\(text(amount)) on top of \(text(before)) is above the limit of "
        + "\(text(limits.periodMax)) for \(asOf.period)"
    }
    if over.isEmpty { return }
    guard let approver else {
      throw refusal(
        record,
        "\(over) (write_offs in crossfoot.yaml); 'exceptions write-off --approved-by' takes one of "
          + "the approvers")
    }
    guard limits.approvers.contains(approver), approver != hand.by else {
      throw refusal(record, "\(over), and \(approver) is not another person among the approvers")
    }
  }

  /// What was given up and not taken back, gains and losses not set off.
  private func spent(_ writeOffs: [WriteOff]) -> Int64 {
    Dictionary(grouping: writeOffs, by: \.exceptionId).values.reduce(Int64(0)) { sum, own in
      sum.addingClamped(Int64(clamping: own.reduce(0) { $0 + $1.base }.magnitude))
    }
  }

  private func text(_ amount: Int64) -> String {
    let currency = settings.functionalCurrency
    return "\(decimalText(amount, digits: currency.minorDigits)) \(currency.code)"
  }
}
