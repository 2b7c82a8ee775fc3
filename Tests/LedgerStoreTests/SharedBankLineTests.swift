import Accounting
import Testing

@testable import LedgerStore

@Suite struct `Bank lines in several formats` {
  private func entry(
    _ hash: String, account: String = "DE02500105170137075030", amount: Int = 1_000, day: Int = 5
  ) -> [String: Any] {
    [
      "account": account, "statement_id": "1", "booked_on": day, "amount": amount,
      "currency": "EUR", "reference": "R\(hash)", "text": "T\(hash)", "row_hash": hash,
    ]
  }

  private func load(_ ledger: TemporaryLedger, _ format: String, _ rows: [[String: Any]]) throws {
    try ledger.load([.of(.statementLine, rows)], identity: "row", format: format)
  }

  private func references(_ ledger: TemporaryLedger) throws -> [String] {
    let snapshot = try ledger.snapshot()
    return snapshot.statementLines.map { snapshot.symbols[$0.reference] }.sorted()
  }

  @Test func `count once, and two equal entries stay two`() throws {
    let ledger = try TemporaryLedger()
    try load(
      ledger, "ofx", [entry("o1", account: "0137075030"), entry("o2", account: "137075030")])
    try load(ledger, "camt053", [entry("c1"), entry("c2"), entry("c3", amount: -1)])
    try load(ledger, "mt940", [entry("m1", account: "50010517/0137075030")])
    #expect(try references(ledger) == ["Rc1", "Rc2", "Rc3"])
  }

  @Test(arguments: [
    "DE02500105170137075030EUR", "50010517/0137075030EUR", "DE02500105170137075030/EUR",
  ])
  func `count once where the account has its currency behind it`(account: String) throws {
    let ledger = try TemporaryLedger()
    try load(ledger, "camt053", [entry("c1")])
    try load(ledger, "mt940", [entry("m1", account: account)])
    #expect(try references(ledger) == ["Rc1"])
  }

  @Test func `what only one of the formats has is not lost`() throws {
    let ledger = try TemporaryLedger()
    try load(ledger, "camt053", [entry("c1")])
    try load(ledger, "mt940", [entry("m1"), entry("m2"), entry("m3", day: 6)])
    #expect(try references(ledger) == ["Rc1", "Rm2", "Rm3"])
  }

  @Test func `other accounts, and files of one format, are left alone`() throws {
    let ledger = try TemporaryLedger()
    try load(ledger, "camt053", [entry("c1"), entry("c2", account: "NL26VAYB8060476890")])
    try load(ledger, "camt053", [entry("c3")])
    try load(ledger, "ofx", [entry("o1", account: "030"), entry("o2", account: "8060476891")])
    #expect(try references(ledger) == ["Rc1", "Rc2", "Rc3", "Ro1", "Ro2"])
  }

  private func entry(_ hash: String, balance: Int) -> [String: Any] {
    entry(hash).merging(["balance": balance]) { $1 }
  }

  @Test func `count once with another text where the balance after them is the same`() throws {
    let ledger = try TemporaryLedger()
    try load(ledger, "mybank", [entry("short", balance: 5_000)])
    try load(ledger, "mybank", [entry("fuller", balance: 5_000), entry("new", balance: 6_000)])
    #expect(try references(ledger) == ["Rfuller", "Rnew"])
    let restated = try ledger.snapshot().restatedBankLines
    #expect(restated.map(\.repeated.provenance.document) == [0])
  }

  @Test func `of one file stay two, whatever their balances`() throws {
    let ledger = try TemporaryLedger()
    try load(ledger, "mybank", [entry("a", balance: 5_000), entry("b", balance: 5_000)])
    try load(ledger, "mybank", [entry("a", balance: 5_000), entry("c", balance: 7_000)])
    #expect(try references(ledger) == ["Ra", "Rb", "Rc"])
  }

  private func statement(closing: Int) -> RecordBatch {
    .of(
      .statement,
      [
        [
          "account": "DE02500105170137075030", "statement_id": "1", "currency": "EUR",
          "opening": 100, "closing": closing, "opening_on": 4, "closing_on": 5,
        ]
      ])
  }

  @Test(arguments: [(1_100, ["Rfuller"]), (1_200, ["Rfuller", "Rold"])])
  func `count once where their statements lead from one balance to the same`(
    closing: Int, expected: [String]
  ) throws {
    let ledger = try TemporaryLedger()
    for (name, closing) in [("old", 1_100), ("fuller", closing)] {
      try ledger.load(
        [statement(closing: closing), .of(.statementLine, [entry(name)])], identity: "row",
        format: "camt053")
    }
    #expect(try references(ledger) == expected)
  }
}
