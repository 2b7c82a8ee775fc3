import Accounting
import Foundation
import Reporting
import Testing

@Suite struct `The summary` {
  private func summary(_ build: ScenarioBuilder) throws -> [String: Any] {
    let text = try closeReports(build.close(), period: september)["summary.json"]
    return try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `is one JSON document with its members in order`() throws {
    let text = try closeReports(showcase().close(), period: september)["summary.json"]
    let names = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .compactMap { $0.split(separator: "\"").dropFirst().first }
    #expect(
      names == [
        "account_level_charges", "as_of", "configuration_hash", "control_totals", "entity",
        "exceptions", "expected_not_received", "functional_currency", "imports", "inputs", "kpis",
        "order_lines", "outliers", "period", "queue", "run_id", "unaccrued_revenue", "warnings",
      ])
    _ = try summary(showcase())
  }

  @Test func `counts by code and severity, and gives amounts as decimal strings`() throws {
    var build = ScenarioBuilder()
    build.finding("a", .am01, on: "2026-09-01", due: "2026-09-10") { $0.cashImpact = -500 }
    build.finding("b", .am01, on: "2026-09-01") { $0.cashImpact = 200 }
    build.finding("c", .du01, on: "2026-09-01", state: .closed, closedOn: "2026-09-01")
    build.margin.accountLevelCharges[september] = 1_234
    let summary = try summary(build)
    let exceptions = try #require(summary["exceptions"] as? [String: [String: [String: Any]]])
    let wrong = try #require(exceptions["by_code"]?["AM-01"])
    #expect(wrong["open"] as? Int == 2)
    #expect(wrong["overdue"] as? Int == 1)
    #expect(wrong["cash_impact"] as? String == "-3.00")
    #expect(wrong["cash_impact_gross"] as? String == "7.00")
    #expect(exceptions["by_severity"]?["S4"]?["closed"] as? Int == 1)
    #expect(summary["account_level_charges"] as? String == "12.34")
  }

  @Test func `holds what is shipped and not settled by the period's end`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("o.csv"), line: 1)
    _ = build.order("a", shipped: "2026-08-30", price: 100, at: at)
    _ = build.order("b", shipped: "2026-09-30", settled: "2026-10-02", price: 200, at: at)
    _ = build.order("c", shipped: "2026-09-01", settled: "2026-09-12", price: 400, at: at)
    _ = build.order("d", shipped: "2026-10-01", price: 800, at: at)
    _ = build.order("e", shipped: "2026-09-01", price: 50, currency: .eur, at: at)
    let waiting = try #require(try summary(build)["unaccrued_revenue"] as? [[String: Any]])
    #expect(waiting.map { $0["currency"] as? String } == ["EUR", "USD"])
    #expect(waiting.map { $0["amount"] as? String } == ["0.50", "3.00"])
    #expect(waiting.map { $0["order_lines"] as? Int } == [1, 2])
  }

  @Test func `holds the rest of what is settled in part`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("o.csv"), line: 1)
    let line = build.order("a", shipped: "2026-08-30", settled: "2026-08-31", price: 100, at: at)
    func part(_ date: String, _ quantity: Int64) -> SettledPart {
      SettledPart(
        at: BusinessZone.utc.startOfDay(day(date)), quantity: quantity, ordered: 3)
    }
    build.matches.settledParts[line] = [part("2026-08-31", 1), part("2026-09-10", 1)]
    let waiting = try #require(try summary(build)["unaccrued_revenue"] as? [[String: Any]])
    #expect(waiting.map { $0["amount"] as? String } == ["0.33"])
    #expect(waiting.map { $0["order_lines"] as? Int } == [1])
    build.matches.settledParts[line]?.append(part("2026-09-30", 1))
    #expect((try summary(build)["unaccrued_revenue"] as? [[String: Any]])?.count == 0)
  }

  @Test func `judges the period by its key figures`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    build.matches.statistics.eligibleRows = 8
    build.matches.statistics.matchedRows = 7
    build.imports.accepted = 3
    build.imports.quarantined = 1
    build.settlement("S-1", at: at, deposit: "2026-09-01", declared: 5, total: 5)
    build.settlement("S-2", at: at, deposit: "2026-09-01", declared: 5, total: 4)
    build.settlement("S-3", at: at, deposit: "2026-09-01", total: 4)
    build.finding("a", .am01, on: "2026-08-01") {
      $0.currency = .eur
      $0.external = 300
      $0.internal = 500
    }
    build.finding("b", .am01, on: "2026-09-29") {
      $0.currency = .eur
      $0.external = 300
    }
    build.finding("c", .am06, on: "2026-09-29", state: .closed, closedOn: "2026-09-30") {
      $0.currency = .usd
      $0.external = 300
      $0.internal = 301
    }
    let kpis = try #require(try summary(build)["kpis"] as? [String: Any])
    #expect(kpis["auto_match_rate_count"] as? String == "0.875000")
    #expect(kpis["auto_match_rate_value"] is NSNull)
    #expect(kpis["data_integrity_rate"] as? String == "0.750000")
    #expect(kpis["footing_rate"] as? String == "0.500000")
    #expect(kpis["clearing_proof_difference"] as? String == "0.00")
    #expect(
      kpis["exception_rate"] as? [String: String] == ["AM-01": "0.125000", "AM-06": "0.125000"])
    let unreconciled = try #require(kpis["unreconciled_value"] as? [[String: String]])
    #expect(unreconciled == [["currency": "EUR", "gross": "5.00", "net": "1.00"]])
    let spent = try #require(kpis["tolerance_spent"] as? [[String: String]])
    #expect(spent == [["amount": "0.01", "currency": "USD"]])
    let aging = try #require(kpis["aging"] as? [[String: Any]])
    #expect(aging.map { $0["count"] as? Int } == [1, 0, 1, 0, 0])
  }

  @Test func `names its inputs and control totals`() throws {
    let summary = try summary(showcase())
    let inputs = try #require(summary["inputs"] as? [[String: String]])
    #expect(
      inputs.map { $0["name"] } == [
        "amazon/settlement%2014.txt", "bank/september.xml", "operations/orders.csv",
      ])
    let totals = try #require(summary["control_totals"] as? [[String: Any]])
    let held = try #require(totals.first { $0["held"] as? Bool == true })
    #expect(held["declared"] as? String == "3887.10")
    #expect(held["difference"] as? String == "-12.50")
    #expect(held["footing"] as? String == "differs")
  }
}
