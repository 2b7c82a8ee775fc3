import Accounting
import Testing

@testable import Importing

@Suite struct `Rules of a contract` {
  private static let own = """
    format: own
    identity: key
    columns:
      required: [id, day, sent, money, price, count]
    dates: [yyyy-MM-dd]
    rows:
      - emit:
          - record: order_line
            fields:
              channel: {text: Shop}
              order_id: id
              order_line_id: {text: '1'}
              sku: {text: CUP}
              ordered_at: {column: day, required: true}
              shipped_at: sent
              currency: {column: money, required: true}
              quantity: count
              item_price: price
    rules:
      - {rule: sent_late, record: order_line, field: shipped_at, not_before: ordered_at, within_days: 30}
      - {rule: price, record: order_line, field: item_price, least: -0.50, most: 99.99}
      - {rule: count, record: order_line, field: quantity, least: 1}
      - {rule: sold, record: order_line, field: quantity, most: 0, unless: shipped_at}
      - {rule: day, record: order_line, field: ordered_at, least: 2026-01-01, most: 2026-12-31}
    """

  private func broken(_ row: String) throws -> [String] {
    var bench = try ImportBench()
    try bench.registry.add([("own.yaml", Self.own)])
    let good = "A0,2026-09-01,2026-09-02,USD,1.00,1"
    let document = try bench.run(
      "id,day,sent,money,price,count\n\(good)\n\(row)\n\(good)\n", format: "own"
    ).document
    #expect(document.accepted == 3)
    #expect(document.brokenRules.allSatisfy { $0.provenance.line == 3 })
    return document.brokenRules.map(\.rule)
  }

  @Test(arguments: [
    ("A1,2026-09-01,2026-09-01,USD,99.99,1", []),
    ("A1,2026-09-02,2026-09-01,USD,1.00,1", ["sent_late"]),
    ("A1,2026-09-01,2026-10-01,USD,1.00,1", []),
    ("A1,2026-09-01,2026-10-02,USD,1.00,1", ["sent_late"]),
    ("A1,2026-09-01,,USD,100.00,0", ["price", "count"]),
    ("A1,2026-09-01,,USD,-0.50,1", ["sold"]),
    ("A1,2026-09-01,2026-09-02,USD,-0.50,1", []),
    ("A1,2026-09-01,,USD,-0.51,1", ["price", "sold"]),
    ("A1,2026-09-01,,JPY,100,1", ["price", "sold"]),
    ("A1,2026-09-01,,JPY,99,1", ["sold"]),
    ("A1,2026-09-01,,KWD,99.991,1", ["price", "sold"]),
    ("A1,2026-12-31,,USD,1.00,0", ["count"]),
    ("A1,2027-01-01,,USD,1.00,1", ["sold", "day"]),
  ])
  func `are judged in the units of the field`(row: String, rules: [String]) throws {
    #expect(try broken(row) == rules)
  }

  @Test func `name the record, what it says and what was expected`() throws {
    var bench = try ImportBench()
    try bench.registry.add([("own.yaml", Self.own)])
    let text = "id,day,sent,money,price,count\nA1,2026-09-02,2026-09-01,USD,1.00,1\n"
    let document = try bench.run(text, format: "own").document
    let rule = try #require(document.brokenRules.first)
    #expect(rule.key == "Shop|A1|1")
    #expect(rule.channel == "Shop")
    #expect(
      rule.message == "shipped_at is 2026-09-01T00:00:00Z; the rule: shipped_at is not before "
        + "ordered_at, nor more than 30 days after it (2026-09-02T00:00:00Z)")
    #expect(document.warnings.map(\.code) == ["sent_late"])
  }

  @Test func `hold for the sign of an amount by what it is`() throws {
    let bench = try ImportBench()
    let document = try bench.run(
      Fixture.v2Header + Fixture.v2Frame("-8.50") + Fixture.v2Line(Fixture.principal, "-10.00")
        + Fixture.v2Line(Fixture.commission, "1.50"), format: "amazon-settlement-v2"
    ).document
    #expect(document.accepted == 2)
    #expect(document.brokenRules.map(\.rule) == ["sign_by_kind", "sign_by_kind"])
    #expect(document.brokenRules.map(\.amount) == [-1000, 150])
    #expect(document.brokenRules[0].orderId == "A-1")
    #expect(document.brokenRules[0].settlementId == "700")
  }

  @Test func `of sign does not speak of what its exceptions name`() throws {
    let kept = ("Refund", "ItemPrice", "RestockingFee")
    let document = try ImportBench().run(
      Fixture.v2Header + Fixture.v2Frame("16.00") + Fixture.v2Line(kept, "8.00")
        + Fixture.v2Line(("Refund", "ItemPrice", "Principal"), "8.00"),
      format: "amazon-settlement-v2"
    ).document
    #expect(document.brokenRules.map(\.rule) == ["sign_by_kind"])
    #expect(document.brokenRules[0].key.hasSuffix("Principal"))
  }

  @Test(arguments: [
    ("not_before: ordered_at", "not_before: item_price", "no date"),
    ("least: 1}", "least: one}", "no limit for 'quantity'"),
    ("field: quantity, least: 1", "field: sku, least: 1", "neither number nor date"),
    ("rule: count", "rule: price", "stands twice"),
    ("field: quantity, least: 1", "field: quantity", "a rule has"),
    ("field: quantity, least: 1", "field: quantity, sign: {sale: plus}", "'sign' is for"),
    ("unless: shipped_at", "unless: nothing", "has no field 'nothing'"),
    ("field: quantity, least: 1", "field: sku, same_as: settlement", "'same_as: settlement'"),
    ("field: quantity, least: 1", "field: ordered_at, not_before: sale", "'not_before: sale'"),
  ])
  func `that make no sense are refused with the reason`(
    old: String, new: String, message: String
  ) throws {
    var registry = try FormatRegistry.standard()
    let error = try #require(
      #expect(throws: ContractError.self) {
        try registry.add([("own.yaml", Self.own.replacing(old, with: new))])
      })
    #expect(error.description.contains(message), "\(error)")
  }
}
