import Foundation
import Testing

/// What odd input gets: never a wrong figure, and never a crash.
@Suite struct `Against odd input` {
  // MARK: - Rows that contradict each other

  @Test func `sets every contradicting row of a run aside, and counts each`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order(), MadeUp.order(price: "11.00")))
    try books.drop("b.csv", MadeUp.orders(MadeUp.order("B1"), MadeUp.order("B1", price: "11.00")))
    try books.drop("c.csv", MadeUp.orders(MadeUp.order("C1")))
    try books.drop("d.csv", MadeUp.orders(MadeUp.order("C1", price: "11.00")))
    try books.drop("e.csv", MadeUp.orders(MadeUp.order("C1", quantity: "2")))
    #expect(
      try books.imported() == [
        "a.csv accepted 2=0+2+0", "b.csv accepted 2=0+2+0", "c.csv accepted 1=0+1+0",
        "d.csv accepted 1=0+1+0", "e.csv accepted 1=0+1+0",
      ])
  }

  @Test func `keeps what an earlier run knew when a later one contradicts itself`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    _ = try books.imported()
    try books.drop("b.csv", MadeUp.orders(MadeUp.order(status: "shipped")))
    try books.drop("c.csv", MadeUp.orders(MadeUp.order(price: "11.00")))
    #expect(
      try books.imported() == ["b.csv accepted 1=1+0+0", "c.csv accepted 1=0+1+0"])
    let run = try books.crossfoot("run", "--period", "2026-09")
    #expect(run.status == 1 || run.status == 0)
    #expect(try books.table("quarantine.csv", period: "2026-09")["source_file"] == ["c.csv"])
  }

  @Test func `joins two versions that each know something the other lacks`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order(tax: "0.80")))
    _ = try books.imported()
    try books.drop("b.csv", MadeUp.orders(MadeUp.order(status: "shipped")))
    #expect(try books.imported() == ["b.csv accepted 1=1+0+0"])
  }

  @Test func `tells of both settlements that came twice in one run that they are held`() throws {
    let books = try emptyBooks()
    try books.drop("a.txt", MadeUp.settlement(total: "10.00", amounts: ["10.00"]))
    try books.drop("b.txt", MadeUp.settlement(total: "12.00", amounts: ["12.00"]))
    #expect(try books.imported() == ["a.txt held 2=1+0+1", "b.txt held 2=1+0+1"])
  }

  // MARK: - Values

  @Test(arguments: ["92233720368547758.07", "1000000000000000.00"])
  func `sets aside what no merchant sells for`(price: String) throws {
    let books = try emptyBooks()
    try books.drop(
      "a.csv",
      MadeUp.orders(MadeUp.order(price: price), MadeUp.order("A2", quantity: "9000000000000")))
    try books.drop("b.txt", MadeUp.settlement(total: "10.00", amounts: ["10.00", price]))
    let said = try books.crossfoot("run", "--json")
    #expect(said.status == 1, "\(said.errors.suffix(300))")
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    #expect(files.map { $0["quarantined"] as? Int } == [2, 1])
  }

  @Test func `refuses a file whose sum no integer holds`() throws {
    let books = try emptyBooks()
    let most = "92233720368547758.07"
    try books.drop("a.txt", MadeUp.settlement(total: "0.00", amounts: [most, most]))
    #expect(try books.imported() == ["a.txt refused 0=0+0+0"])
  }

  @Test func `refuses a settlement that ends in the year 9999`() throws {
    let books = try emptyBooks()
    try books.drop("a.txt", MadeUp.settlement(total: "1.00", amounts: ["1.00"], end: "9999-12-31"))
    #expect(try books.imported() == ["a.txt refused 0=0+0+0"])
    #expect(try books.crossfoot("run").status == 0)
  }

  @Test(arguments: [";", "\t"])
  func `takes another delimiter only where the file says so`(delimiter: String) throws {
    let books = try emptyBooks()
    let text = MadeUp.orders(MadeUp.order()).replacing(",", with: delimiter)
    try books.drop("a.csv", text)
    try books.drop("b.csv", "sep=\(delimiter)\n" + text)
    #expect(try books.imported() == ["a.csv refused 0=0+0+0", "b.csv accepted 1=1+0+0"])
  }

  // MARK: - Bank statements

  @Test func `takes the lines of a mended statement that was held`() throws {
    let books = try emptyBooks()
    try books.drop("a.xml", MadeUp.statement([("10.00", "2026-09-10")], closing: "30.00"))
    _ = try books.crossfoot("run", "--period", "2026-09")
    try books.drop(
      "b.xml",
      MadeUp.statement([("10.00", "2026-09-10"), ("20.00", "2026-09-10")], closing: "30.00"))
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.table("bank.csv", period: "2026-09")["amount"] == ["10.00", "20.00"])
  }

  @Test func `does not hold a statement whose gap a row set aside explains`() throws {
    let books = try emptyBooks()
    try books.drop(
      "a.xml",
      MadeUp.statement([("10.00", "2026-02-30"), ("20.00", "2026-09-10")], closing: "30.00"))
    let said = try books.crossfoot("import", "--json")
    let file = try #require(try (said.json() as? [[String: Any]])?.first)
    #expect(file["outcome"] as? String == "accepted")
    let total = try #require((file["totals"] as? [[String: Any]])?.first)
    #expect(total["quarantined"] as? String == "10.00")
    #expect(total["difference"] as? String == "0.00")
  }

  @Test func `reads XML in UTF-16, with a warning`() throws {
    let books = try emptyBooks()
    let text = MadeUp.statement([("10.00", "2026-09-10")], closing: "10.00")
      .replacing("version=\"1.0\"", with: "version=\"1.0\" encoding=\"UTF-16\"")
    let bytes = try #require(text.data(using: .utf16LittleEndian))
    try (Data([0xff, 0xfe]) + bytes).write(to: URL(filePath: "\(books.path)/inbox/a.xml"))
    let said = try books.crossfoot("import", "--json")
    let file = try #require(try (said.json() as? [[String: Any]])?.first)
    #expect(file["outcome"] as? String == "accepted", "\(said.output)")
    #expect((file["warnings"] as? [[String: Any]])?.map { $0["code"] as? String } == ["encoding"])
  }
}

/// Empty books with the settings given.
func emptyBooks(
  _ configuration: String = "functional_currency: USD\n"
) throws -> TemporaryBooks { try TemporaryBooks(configuration: configuration) }

extension TemporaryBooks {
  /// Imports the inbox: `name outcome rows=accepted+quarantined+ignored` of each file.
  func imported() throws -> [String] {
    let said = try crossfoot("import", "--json")
    #expect(said.status == 0 || said.status == 1, "\(said.errors)")
    return try #require(try said.json() as? [[String: Any]]).map { file in
      let counts = ["rows", "accepted", "quarantined", "ignored"].map { file[$0] as? Int ?? -1 }
      return "\(file["file"] ?? "") \(file["outcome"] ?? "") "
        + "\(counts[0])=\(counts[1])+\(counts[2])+\(counts[3])"
    }
  }
}
