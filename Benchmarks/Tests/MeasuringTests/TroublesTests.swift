import Measuring
import Testing

@Suite struct `Delimited rows` {
  @Test func `unquote commas, quotes and line breaks`() {
    let table = DelimitedRows("a,b\r\n\"x,1\",\"say \"\"so\"\"\"\n\"two\nlines\",\n".utf8)
    #expect(table.header == ["a", "b"])
    #expect(table.rows == [["x,1", "say \"so\""], ["two\nlines", ""]])
  }

  @Test func `take a last line without an end`() {
    #expect(DelimitedRows("a,b\n1,\"\"".utf8).rows == [["1", ""]])
  }

  @Test func `name the column that is missing`() {
    #expect(throws: MissingColumn.self) { try DelimitedRows("a,b\n".utf8).column("c") }
  }
}

@Suite struct `Reported troubles` {
  @Test func `compare only the codes of order lines and count the others`() throws {
    var reported = ReportedTroubles()
    try reported.add(report("e1,CM-01,A,S", "e2,CM-02,B,S", "e3,AM-06,C,S", "e4,AM-02,D,S"))
    #expect(
      reported.products == [
        OrderedProduct(order: "A", sku: "S"), OrderedProduct(order: "D", sku: "S"),
      ])
    #expect(reported.counts == ["CM-01": 1, "CM-02": 1, "AM-06": 1, "AM-02": 1])
  }

  @Test func `count an exception of two periods once`() throws {
    var reported = ReportedTroubles()
    try reported.add(report("e1,CM-03,A,S"))
    try reported.add(report("e1,CM-03,A,S", "e2,CM-03,B,S"))
    #expect(reported.counts == ["CM-03": 2])
  }

  private func report(_ rows: String...) -> DelimitedRows {
    let lines = ["exception_id,code,order_id,sku"] + rows
    return DelimitedRows(lines.joined(separator: "\n").utf8)
  }
}
