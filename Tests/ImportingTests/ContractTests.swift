import Accounting
import Foundation
import Testing

@testable import Importing

@Suite struct `Contracts` {
  @Test func `the built-in ones are complete and explain themselves`() throws {
    let registry = try FormatRegistry.standard()
    let names = registry.contracts.map(\.name)
    #expect(names == names.sorted() && Set(names).count == names.count)
    #expect(names.count == BuiltInContracts.all.count { !$0.name.hasSuffix("-vocabulary.yaml") })
    for contract in registry.contracts {
      #expect(contract.description.count > 80, "\(contract.name)")
      #expect(!contract.title.isEmpty)
    }
  }

  static let own = """
    format: my-shop
    source: shop
    identity: row
    columns: {required: [No, Day, Kind, Sum]}
    dates: [dd/MM/yyyy]
    numbers: {decimal_marks: [","], forms: [grouping, trailing_minus]}
    meanings:
      - [sold, sale, gross]
    rows:
      - emit:
          - record: settlement_line
            fields:
              order_id: No
              currency: {text: EUR}
              posted_at: {column: Day, required: true}
            amounts:
              - {value: Sum, labels: [Kind]}
    """

  @Test func `a user's own format needs no Swift`() throws {
    var bench = try ImportBench()
    try bench.registry.add([("my-shop.yaml", Self.own)])
    let (document, sink) = try bench.run(
      "No,Day,Kind,Sum\n5,01/09/2026,sold,\"1.234,50\"\n6,02/09/2026,gone,\"5,00-\"\n")
    #expect(document.format == "my-shop")
    #expect(sink.values(.settlementLine, "amount") == ["123450", "-500"])
    #expect(sink.meanings == ["sale gross", "unknown none"])
    #expect(sink.values(.settlementLine, "source") == ["shop", "shop"])
  }

  @Test func `a vocabulary of one's own is that of the built-in formats which share it`() throws {
    var registry = try FormatRegistry.standard()
    let label = "other-transaction/other-transaction/Brand Growth Credit"
    #expect(registry.contract(named: "amazon-settlement-v2")?.meaning(ofLabel: label) == nil)
    let added = try registry.add([
      (
        "mine.yaml",
        "vocabulary: amazon\nmeanings:\n  - ['*', '*', brand growth*, reimbursement, none]\n"
      )
    ])
    #expect(added.count == 3 && added.contains("amazon-settlement-xml"), "\(added)")
    let meaning = registry.contract(named: "amazon-settlement-v2")?.meaning(ofLabel: label)
    #expect(meaning?.event == .reimbursement)
    #expect(registry.yaml(of: "amazon-settlement-v2").hasPrefix("format: amazon-settlement-v2"))
  }

  @Test func `what the ledger needs is required, whatever the contract says`() throws {
    var bench = try ImportBench()
    try bench.registry.add([
      ("my-shop.yaml", Self.own.replacing("{column: Day, required: true}", with: "Day"))
    ])
    let document = try bench.run("No,Day,Kind,Sum\n5,,sold,\"1,00\"\n").document
    #expect(document.quarantinedRows.map(\.column) == ["Day"])
  }

  @Test func `contracts are added from a folder, and one replaces its namesake`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "crossfoot-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var registry = try FormatRegistry.standard()
    let count = registry.contracts.count
    try registry.add(folder: folder.path() + "/none")
    try Data(Self.own.utf8).write(to: folder.appending(path: "a.yaml"))
    try registry.add(folder: folder.path())
    try registry.add(folder: folder.path())
    #expect(registry.contracts.count == count + 1)
    #expect(registry.contract(named: "my-shop")?.source == "shop")
  }

  @Test(arguments: [
    ("rows:", "rows_:", "unknown key 'rows_'"),
    ("sale, gross", "sell, gross", "unknown event 'sell'"),
    ("order_id: No", "order: No", "has no field 'order'"),
    ("identity: row", "identity: all", "identity is"),
    ("grouping", "groups", "unknown number form"),
    ("settlement_line", "line", "'record' is one of"),
    ("order_id: No", "order_id: Number", "13: error: 'columns' has no 'Number'"),
    ("order_id: No", "order_id: '{No}/{Number|day}'", "'columns' has no 'Number'"),
    ("  - emit:", "  - when: {Sort: [a]}\n    emit:", "'columns' has no 'Sort'"),
    ("dd/MM/yyyy", "jj/mm/aaaa", "5: error: 'jj/mm/aaaa' is no pattern"),
    ("dd/MM/yyyy", "dd/MM", "is no pattern"),
    ("source: shop", "text: {delimiters: [slash]}", "a delimiter is tab"),
    ("[\",\"]", "[comma]", "a decimal mark is"),
    ("{text: EUR}", "{text: EURO}", "'EURO' is no currency"),
    ("posted_at: {column: Day, required: true}", "sku: No", "needs the field 'posted_at'"),
    ("currency: {text: EUR}", "sku: No", "needs the field 'currency'"),
    ("format: my-shop", "version: 2", "'format' is missing"),
    ("order_id: No", "order_id: [No", "error: this is no YAML"),
    ("order_id: No", "order_id: *no", "13: error: this is no YAML"),
    ("source: shop", "source: shop\nsource: other", "'source' stands twice"),
    ("identity: row", "identity: rows", "3: error: identity is"),
    ("{required:", "{others: alowed, required:", "other columns are 'allowed'"),
  ])
  func `a fault in a contract is named with file and line`(
    old: String, new: String, message: String
  ) throws {
    var registry = try FormatRegistry.standard()
    let error = try #require(
      #expect(throws: ContractError.self) {
        try registry.add([("own.yaml", Self.own.replacing(old, with: new))])
      })
    #expect(error.description.contains(message))
    #expect(error.file == "own.yaml")
    #expect(error.line > 0)
  }
}
