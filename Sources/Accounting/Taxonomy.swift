/// What the taxonomy says of each code, the same for every kind of business.
///
/// What a code means and how it is found stands in the file of its rule.
enum Taxonomy {
  struct Entry: Sendable {
    let severity: Severity
    let owner: String
    let closesItself: Bool
    let title: String
    let nextAction: String
  }

  static subscript(code: DiscrepancyCode) -> Entry { entries[code] ?? unknown }

  private static let unknown = Entry(
    severity: .s1, owner: "", closesItself: false, title: "", nextAction: "")

  private static let entries: [DiscrepancyCode: Entry] = Dictionary(
    uniqueKeysWithValues: table.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map(trimmed)
      guard cells.count == 6, let code = DiscrepancyCode(rawValue: cells[0]),
        let severity = Severity.allCases.first(where: { $0.name == cells[1] })
      else { return nil }
      return (
        code,
        Entry(
          severity: severity, owner: cells[2], closesItself: cells[3] == "yes", title: cells[4],
          nextAction: cells[5])
      )
    })

  private static func trimmed(_ cell: Substring) -> String {
    var rest = cell
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }

  /// Code, severity, owner, whether it closes by itself, what it is, and what to do next.
  private static let table = """
    DC-01 | S2 | Integration | yes | Row or file unreadable | fix or re-request file, replay
    DC-02 | S2 | Integration | yes | Required field missing or invalid | correct mapping or source
    DC-03 | S2 | Finance ops | yes | Unknown transaction or fee type, posted to suspense \
      | map to an account, version the rule
    DC-04 | S2 | Marketplace ops | no | Semantic rule broken | verify at source
    DC-05 | S2 | Integration | no | Header changed, new or renamed column \
      | review contract, accept new version
    DC-06 | S2 | Integration | no | Order id reused or malformed, ambiguous reference \
      | repair key map
    CM-01 | S1 | Order ops | yes | In settlement, not in ledger | create or find order
    CM-02 | S4 | Finance ops | yes | In ledger, not in settlement, within expected days \
      | wait to due date
    CM-03 | S2 | Marketplace ops | yes | In ledger, not in settlement, past due \
      | claim or investigate
    CM-04 | S1 | Finance ops | yes | Settlement missing (gap in chain) | download, import
    CM-05 | S1 | Marketplace ops | yes | Settlement does not foot to its declared total \
      | open case, re-request
    CM-06 | S1 | Integration | yes | File truncated or row count below stated | re-fetch
    DU-01 | S4 | none | yes | Same file again | skipped, logged
    DU-02 | S3 | none | yes | Same row in two files | counted once
    DU-03 | S1 | Finance ops | no | Same identity, different content (restated) \
      | choose, reverse and repost
    DU-04 | S2 | Finance ops | no | Possible duplicate, different identity | confirm or split
    DU-05 | S2 | Finance ops | no | Ambiguous match, several candidates | choose, add key
    DU-06 | S1 | Controller | no | Posted twice in the general ledger | reverse one
    AM-01 | S2 | Order ops | no | Gross differs (over / under) | check price, discount, edit
    AM-02 | S2 | Marketplace ops | no | Fee differs from rate card | claim
    AM-03 | S3 | Marketplace ops | no | Discount or promotion differs | check terms
    AM-04 | S3 | Logistics | no | Shipping differs | check carrier bill
    AM-05 | S2 | Warehouse | no | Quantity differs | count
    AM-06 | S4 | none | yes | Within tolerance, forgiven | counted against the budget
    AM-07 | S2 | Controller | no | Tolerance budget used up | review pattern
    AM-08 | S2 | Finance ops | no | Split total right, parts wrong | fix allocation
    TM-01 | S3 | Finance ops | no | Period differs by time zone or date basis | confirm cut-off rule
    TM-02 | S4 | none | yes | Settlement straddles period | split by event date
    TM-03 | S4 | Treasury | yes | Deferred, held back | age against release date
    TM-04 | S1 | Controller | no | Late row for a closed period | forward-dated adjustment
    TM-05 | S2 | Finance ops | no | Accrual not reversed | reverse
    PO-01 | S1 | Treasury | yes | Payout sent, not received past due | trace
    PO-02 | S1 | Treasury | no | Received differs from sent | check bank fee, FX
    PO-03 | S2 | Treasury | yes | Deposit without payout | identify
    PO-04 | S2 | Treasury | yes | Payout failed or cancelled | return to clearing
    PO-05 | S1 | Marketplace ops | yes | Reserve not equal to prior reserve | find missing row
    PO-06 | S3 | Treasury | yes | Negative balance, charged to card | pair with card entry
    PO-07 | S2 | Finance ops | no | Manual or instant payout without item list \
      | reconcile by balance
    RF-01 | S1 | Customer service | yes | Refund without sale | find order
    RF-02 | S1 | Customer service | no | Refund exceeds sale | recover, check fraud
    RF-03 | S3 | Marketplace ops | no | Fee not returned on refund | claim if due
    RF-04 | S2 | Customer service | yes | Refund on one side only (ledger or settlement) \
      | check it was sent
    RF-05 | S1 | Customer service | yes | Dispute open, deadline near | send evidence by date
    RF-06 | S2 | Finance ops | no | Dispute result not booked | book win or loss
    TX-01 | S1 | Tax | no | Withheld differs from collected | per jurisdiction
    TX-02 | S1 | Tax | no | Tax on a marketplace-remitted state posted as our liability | reclassify
    TX-03 | S2 | Tax | no | Rate or jurisdiction wrong | correct
    TX-04 | S1 | Tax | no | Taxable sale without tax | check nexus, exemption
    TX-05 | S2 | Tax | no | Refund without tax reversal | correct
    FX-01 | S1 | Finance ops | no | Currency differs | find leg
    FX-02 | S2 | Treasury | yes | Rate missing or stale | load rate
    FX-03 | S2 | Treasury | no | Difference beyond rate and fee | investigate
    FX-04 | S3 | Treasury | no | Three currencies | add intermediate leg
    CO-01 | S1 | Inventory | yes | Cost missing on sold item | supply cost; margin flagged estimated
    CO-02 | S1 | Inventory | yes | Negative stock or layer | correct receipts
    CO-03 | S2 | Inventory | no | Return cost differs from sale cost | apply original layer
    CO-04 | S2 | Warehouse | yes | Refunded, not returned nor reimbursed | claim by deadline
    CO-05 | S2 | Cost accounting | no | Landed cost late for sold goods | forward adjustment
    CO-06 | S2 | Cost accounting | yes | Allocation basis missing | fill or change basis
    CO-07 | S2 | Cost accounting | yes | Landed accrual not cleared past N days \
      | chase bill or release
    CO-08 | S3 | Commercial | no | Margin below floor or negative | review price, fee
    CO-09 | S1 | Controller | no | Inventory value differs from ledger | explain by layer
    LG-01 | S1 | Integration | no | Journal out of balance | do not export
    LG-02 | S2 | Controller | yes | Account missing, inactive or of wrong type | map
    LG-03 | S1 | Controller | no | Posting edited or removed after export | explain or repost
    LG-04 | S1 | Finance ops | yes | Suspense not zero | classify
    LG-05 | S1 | Controller | no | Clearing balance without items | prove or investigate
    CT-01 | S1 | Controller | no | Sign-off by the preparer | second person
    CT-02 | S1 | Controller | no | Inputs changed after sign-off | review delta, sign again
    CT-03 | S2 | Controller | no | Rule changed inside a period | approve with effect report
    CT-04 | S1 | Controller | no | Manual override without reason | give reason
    """
}
