import Accounting
import Hashing

extension JournalBuilder {
  /// The loss of recipe R8: what a dispute took leaves DisputesReceivable on the day it is lost.
  ///
  /// Opening and return come with the settlement's lines.
  mutating func postDisputeLosses() {
    if settings.disputes.booksLossAtOpening { return }
    for dispute in matches.disputes where dispute.outcome == .lost && dispute.outstanding > 0 {
      let opened = dispute.lines.map { snapshot.settlementLines[Int($0)].date }.min()
      guard let opened, isInBooks(opened), let position = dispute.notice else { continue }
      let notice = snapshot.disputes[Int(position)]
      let date = max(dispute.decidedOn ?? opened, opened)
      let source = snapshot.symbols[dispute.source]
      guard let base = base(dispute.outstanding, dispute.currency, on: date, source: source)
      else { continue }
      append(
        JournalEntry(
          id: stableId("JE", ["dispute lost", source, dispute.name, dispute.currency.code]),
          date: date, description: "Dispute of \(dispute.name) lost", rule: "R8",
          settlementId: "", sourceFile: documentName(notice.provenance.document),
          postings: lossPostings(dispute, notice, base)))
    }
  }

  private func lossPostings(
    _ dispute: DisputeCase, _ notice: DisputeNotice, _ base: Int64
  ) -> [Posting] {
    var postings = pair(
      debit: .chargebackLosses, item: "", credit: .disputesReceivable, item: dispute.name,
      Money(minorUnits: dispute.outstanding, currency: dispute.currency), base,
      line: notice.provenance.line)
    for index in postings.indices { postings[index].orderId = snapshot.symbols[dispute.orderId] }
    return postings
  }
}
