import Accounting
import Testing

@testable import Importing

@Suite struct `Running balances` {
  private static let contract = """
    format: bank
    identity: row
    expects_control: true
    text: {delimiters: [semicolon]}
    columns:
      required: [Day, Text, Out, In, Balance]
    dates: [dd.MM.yyyy]
    numbers: {decimal_marks: [",", "."]}
    rows:
      - when: {In: present}
        emit:
          - record: statement_line
            fields: &fields
              account: {text: '7'}
              booked_on: {column: Day, required: true}
              currency: {text: EUR}
              text: Text
              balance: Balance
              amount: {column: In, required: true}
      - emit:
          - record: statement_line
            fields:
              account: {text: '7'}
              booked_on: {column: Day, required: true}
              currency: {text: EUR}
              text: Text
              balance: Balance
              amount: {column: Out, required: true, negate: true}
    """
  private static let rows = [
    "01.09.2026;Sale;;100,00;150,00", "02.09.2026;Fee;4,90;;145,10",
    "02.09.2026;Fee;4,90;;140,20", "03.09.2026;Sale;;9,80;150,00",
  ]

  private let bench: ImportBench

  init() throws {
    var bench = try ImportBench()
    try bench.registry.add([("bank.yaml", Self.contract)])
    self.bench = bench
  }

  private func run(
    _ rows: [String]
  ) throws -> (document: ImportedDocument, sink: CollectingSink) {
    try bench.run("Day;Text;Out;In;Balance\n" + rows.map { $0 + "\n" }.joined())
  }

  @Test(arguments: [rows, rows.reversed()])
  func `are a bank file's frame and control`(rows: [String]) throws {
    let (document, sink) = try run(rows)
    #expect((document.accepted, document.isHeld) == (4, false))
    #expect(document.warnings.isEmpty, "\(document.warnings)")
    #expect(document.controlTotals.map(\.declared) == [10_000])
    #expect(sink.values(.statement, "opening") == ["5000"])
    #expect(sink.values(.statement, "closing") == ["15000"])
    #expect(sink.values(.statement, "closing_on") == ["20699"])
  }

  @Test func `tell two equal lines of a day apart`() throws {
    let hashes = try run(Self.rows).sink.values(.statementLine, "row_hash")
    #expect(Set(hashes).count == 4)
    let again = try run(Array(Self.rows.dropFirst(2))).sink.values(.statementLine, "row_hash")
    #expect(again == Array(hashes.dropFirst(2)))
  }

  @Test(arguments: 1...2)
  func `hold a file that lacks a line`(missing: Int) throws {
    var rows = Self.rows
    rows.remove(at: missing)
    let document = try run(rows).document
    #expect(document.isHeld)
    #expect(document.controlTotals.map(\.difference) == [490])
    #expect(document.warnings.map(\.code) == ["running_balance"])
  }

  /// Set aside for its amount, its day or its balance, at either end or within.
  @Test(arguments: 0...3, ["amount", "day", "balance"])
  func `do not hold a file for a line that is set aside`(place: Int, what: String) throws {
    var rows = Self.rows
    var cells = rows[place].split(separator: ";", omittingEmptySubsequences: false)
    switch what {
    case "amount": cells[cells[2].isEmpty ? 3 : 2] = "many"
    case "day": cells[0] = "31.02.2026"
    default: cells[4] = "many"
    }
    rows[place] = cells.joined(separator: ";")
    let document = try run(rows).document
    #expect(document.quarantined == 1)
    #expect(!document.isHeld, "\(document.controlTotals)")
    #expect(document.warnings.isEmpty, "\(document.warnings)")
  }

  @Test(arguments: 0...3)
  func `may be missing here and there`(place: Int) throws {
    for rows in [Self.rows, Self.rows.reversed()] {
      var rows = rows
      let end = rows[place].lastIndex(of: ";") ?? rows[place].endIndex
      rows[place] = rows[place][...end].description
      let (document, sink) = try run(rows)
      #expect(!document.isHeld && document.warnings.isEmpty, "\(document)")
      #expect(sink.values(.statement, "opening") == ["5000"])
      #expect(sink.values(.statement, "closing") == ["15000"])
    }
  }

  // MARK: - Pending payments of PayPal

  private static func row(
    _ day: Int, _ type: String, _ net: String, _ balance: String, status: String = "Completed"
  ) -> String {
    [
      "\(day)/09/2026", "07:00:00", "UTC", type, status, "USD", net, "0.00", net,
      "T\(day)\(status)", balance,
    ].map { "\"\($0)\"" }.joined(separator: ",")
  }

  /// A pending payment of 30.00 among rows of 10.00, 20.00 and -5.00.
  private static func activity(_ pending: String, at place: Int) -> [String] {
    var rows = [
      row(21, "Website Payment", "10.00", "110.00"),
      row(22, "Website Payment", "20.00", "130.00"),
      row(23, "Payment Refund", "-5.00", "125.00"),
    ]
    rows.insert(pending, at: place)
    return rows
  }

  private func activity(_ rows: [String]) throws -> (ImportedDocument, CollectingSink) {
    let header =
      "Date,Time,TimeZone,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance"
    let (document, sink) = try bench.run(([header] + rows).joined(separator: "\n") + "\n")
    return (document, sink)
  }

  @Test(arguments: 0...3)
  func `do not move by an eCheck on its way`(place: Int) throws {
    let before = ["100.00", "110.00", "130.00", "125.00"][place]
    let pending = Self.row(22, "eCheck Payment", "30.00", before, status: "Pending")
    for rows in [Self.activity(pending, at: place), Self.activity(pending, at: place).reversed()] {
      let (document, sink) = try activity(rows)
      #expect(!document.isHeld && document.warnings.isEmpty, "\(document.warnings)")
      #expect(sink.meanings.sorted() == ["memo none", "refund gross", "sale gross", "sale gross"])
    }
  }

  @Test func `know a payment on its way from the one that arrived`() throws {
    let pending = Self.row(22, "eCheck Payment", "30.00", "130.00", status: "Pending")
    let arrived = pending.replacing("\"Pending\"", with: "\"Completed\"")
      .replacing("130.00", with: "160.00")
    let hashes = try [pending, arrived].map { row in
      let sink = try activity([Self.row(21, "Website Payment", "30.00", "130.00"), row]).1
      return sink.values(.settlementLine, "row_hash")
    }
    #expect(hashes[0].count == 2 && hashes[0][0] == hashes[1][0])
    #expect(hashes[0][1] != hashes[1][1])
  }

  @Test func `move by a pending row where they say so`() throws {
    let pending = Self.row(22, "Website Payment", "30.00", "160.00", status: "Pending")
    var rows = Self.activity(pending, at: 2)
    rows[3] = rows[3].replacing("125.00", with: "155.00")
    let (document, sink) = try activity(rows)
    #expect(!document.isHeld && document.warnings.isEmpty, "\(document.warnings)")
    #expect(sink.meanings.count { $0 == "sale gross" } == 3)
  }
}
