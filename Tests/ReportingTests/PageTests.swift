import Accounting
import Foundation
import Reporting
import Testing

@Suite struct `The page` {
  private func page(_ build: ScenarioBuilder) throws -> String {
    try closeReports(build.close(), period: september)["discrepancies.html"]
  }

  @Test func `tells first what is set aside, then what to do, then the money, then all`() throws {
    let page = try page(showcase())
    let headings = page.split(separator: "<h2>").dropFirst().map { $0.prefix { $0 != "<" } }
    #expect(
      headings == [
        "Set aside, held and in suspense", "What must be done first",
        "Margin by channel and SKU", "Fees against the rate card", "Settlements and bank",
        "Expected, not received", "The exception queue", "Key figures",
        "Every finding, with its evidence",
      ])
  }

  @Test func `needs nothing beside it`() throws {
    let page = try page(showcase())
    for outside in ["<script", "http:", "https:", "<link", "<img", "url(", "@import", "src="] {
      #expect(!page.contains(outside), "\(outside)")
    }
    #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    #expect(page.hasSuffix("</html>\n"))
  }

  @Test func `shows every finding of the period with its evidence and next action`() throws {
    let build = showcase()
    let text = try visibleText(of: page(build))
    for record in build.exceptions {
      #expect(text.contains(record.id))
      for word in record.discrepancy.externalEvidence + record.discrepancy.internalEvidence {
        #expect(text.contains(word))
      }
      #expect(text.contains(record.discrepancy.code.nextAction))
      #expect(text.contains(record.discrepancy.code.title))
    }
  }

  @Test func `puts the set aside into money`() throws {
    let text = try visibleText(of: page(showcase()))
    #expect(text.contains("Rows in quarantine USD 1.01 2 rows set aside; 1 with no readable"))
    #expect(text.contains("Settlements held USD 3,887.10 1 settlement, as declared."))
    #expect(text.contains("In suspense USD -4,367.10 2 open items; minus is money received."))
    #expect(text.contains("Files refused 1 file What they hold is unknown"))
  }

  @Test func `compares fees with the rate card`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    build.settlementLine(-1, .sale, .commission, -1_700, on: "2026-09-01", at: at)
    build.settlementLine(-1, .charge, .storage, -900, on: "2026-09-01", at: at)
    build.snapshot.feeRates = [
      FeeRate(
        provenance: at, channel: build.symbol("Amazon.com"), fee: .commission, sku: .none,
        percentMillionths: 15_000_000, fixed: nil, currency: nil, minimum: nil,
        validFrom: day("2026-01-01"), validTo: nil)
    ]
    build.finding("x", .am02, on: "2026-09-01") {
      $0.key = "Amazon.com|O-1|1|commission"
      $0.currency = .usd
      $0.external = -1_700
      $0.internal = -1_500
    }
    let text = try visibleText(of: page(build))
    #expect(text.contains("Charged beyond the agreed rates: USD\u{a0}2.00."))
    #expect(text.contains("amazon commission USD 1 17.00 15.00 2.00 1"))
    #expect(text.contains("amazon storage USD 1 9.00 no rate agreed"))
  }

  @Test func `escapes what comes from outside and drops what would deceive the eye`() throws {
    var build = ScenarioBuilder()
    let evil = "<script>alert('x')</script>\u{202e}\u{7}&\""
    build.settings.entity = evil
    let at = Provenance(document: build.document(evil), line: 1)
    build.settlement(evil, at: at, deposit: "2026-09-02", declared: 5, total: 4)
    build.finding("x", .cm01, on: "2026-09-01") {
      $0.orderId = evil
      $0.sku = evil
      $0.note = evil
      $0.channel = evil
      $0.externalEvidence = [evil]
    }
    build.entry("a", "2026-09-01", [posting(.bank, 1), posting(.suspense, -1, item: evil)])
    var row = MarginRow(
      period: september, channel: build.symbol(evil), orderId: build.symbol(evil),
      orderLineId: build.symbol(evil), sku: build.symbol(evil), quantity: 1)
    row.revenue = 1
    build.margin.rows = [row]
    let page = try page(build)
    #expect(!page.contains("<script"))
    #expect(!page.contains("\u{202e}") && !page.contains("\u{7}"))
    #expect(page.contains("<h1>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;, "))
  }

  @Test func `says so when nothing is wrong`() throws {
    let text = try visibleText(of: page(ScenarioBuilder()))
    #expect(text.contains("Ready to close. No finding waits for anybody."))
    #expect(text.contains("Nothing: every row that arrived is in the figures"))
    #expect(text.contains("Nothing: no finding waits for anybody."))
  }

  @Test func `caps a long list and says where the rest is`() throws {
    var build = ScenarioBuilder()
    for number in 0..<530 { build.finding("x\(number)", .am01, on: "2026-09-01") }
    let text = try visibleText(of: page(build))
    #expect(text.contains("30 more rows in discrepancies.csv."))
    #expect(text.contains("530 open"))
  }

  @Test func `is written where it can be looked at`() throws {
    guard let folder = ProcessInfo.processInfo.environment["CROSSFOOT_SHOWCASE"] else { return }
    for file in try closeReports(showcase().close(), period: september) {
      let target = URL(filePath: folder).appending(path: file.name)
      try Data(file.bytes).write(to: target)
    }
  }
}

/// What a reader sees, runs of blanks folded; entities stay as they are.
private func visibleText(of page: String) -> String {
  guard let body = page.split(separator: "<body>").last else { return "" }
  var text = ""
  var isTag = false
  for character in body {
    if character == "<" { isTag = true }
    if !isTag { text.append(character) }
    if character == ">" {
      isTag = false
      text.append(" ")
    }
  }
  return text.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    .replacing(" .", with: ".")
}
