import Accounting

/// The day of what a document tells without a day of its own: a row that was set aside, say.
///
/// The last day that its records tell of, or that on which it came where it has none; never later
/// than that. So what is wrong with September's file is in September's report, whenever it came.
struct DocumentDays {
  private let context: MatchContext
  private var lastMoments: [Instant?]

  /// - Complexity: O(*n*) in the records.
  init(_ context: MatchContext) {
    self.context = context
    let snapshot = context.snapshot
    lastMoments = Array(repeating: nil, count: snapshot.documents.count)
    for item in snapshot.settlementLines.items { note(item.postedAt, in: item.document) }
    for line in snapshot.orderLines { note(line.orderedAt, in: line.provenance.document) }
    for refund in snapshot.refunds { note(refund.refundedAt, in: refund.provenance.document) }
    for receipt in snapshot.receipts { note(receipt.receivedAt, in: receipt.provenance.document) }
    for charge in snapshot.charges { note(charge.incurredAt, in: charge.provenance.document) }
    for line in snapshot.statementLines {
      note(context.settings.zone.startOfDay(line.bookingDate), in: line.provenance.document)
    }
  }

  subscript(document: Int32) -> CalendarDate {
    let arrived = context.snapshot.documents[Int(document)].importedOn ?? context.asOf
    guard let last = lastMoments[Int(document)] else { return arrived }
    return min(context.settings.zone.date(of: last), arrived)
  }

  private mutating func note(_ moment: Instant, in document: Int32) {
    if let known = lastMoments[Int(document)], known >= moment { return }
    lastMoments[Int(document)] = moment
  }
}
