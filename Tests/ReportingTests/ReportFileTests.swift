import Accounting
import Reporting
import Testing

@Suite struct `Reports of a period` {
  @Test func `are every file of the contract but the journal`() throws {
    let files = try closeReports(ScenarioBuilder().close(), period: september)
    #expect(
      files.map(\.name) == [
        "bank.csv", "clearing.csv", "discrepancies.csv", "discrepancies.html", "expected.csv",
        "inventory.csv", "margin.csv", "orders.csv", "quarantine.csv", "settlements.csv",
        "summary.json", "tax.csv", "trial-balance.csv",
      ])
  }

  @Test func `have the columns of the contract, also when there is nothing to tell`() throws {
    let files = try closeReports(ScenarioBuilder().close(), period: september)
    #expect(
      files["discrepancies.csv"] == """
        exception_id,code,severity,state,owner,next_action,due,first_seen,age_days,period,channel,\
        order_id,sku,settlement_id,currency,external,internal,difference,cash_impact,\
        margin_impact,tax_impact,inventory_impact,rule,evidence_external,evidence_internal,run_id,\
        note,reason,waiting_until,comment,carried_forward

        """)
    #expect(
      files["settlements.csv"] == """
        settlement_id,channel,source_file,currency,period_start,period_end,deposit_date,\
        declared_total,lines_total,difference,lines,quarantined_lines,opening_reserve,\
        closing_reserve,bank_reference,bank_date,bank_amount,state,bank_currency,payout_status,\
        conversion_fee,rate_difference,rounding,not_explained,payout_amount,left_in_balance

        """)
    #expect(
      files["margin.csv"] == """
        period,channel,order_id,order_line_id,sku,quantity,currency,revenue,discounts,refunds,\
        fees,cost_of_sales,landed_cost,margin,margin_percent,cost_complete,state

        """)
    #expect(files["clearing.csv"] == "account,item,since,age_days,currency,amount,reason\n")
    #expect(
      files["inventory.csv"] == """
        sku,opening_quantity,opening_value,received_quantity,received_value,landed_cost,\
        sold_quantity,cost_of_sales,returned_quantity,returned_value,written_down_quantity,\
        written_down,closing_quantity,closing_value

        """)
    #expect(
      files["trial-balance.csv"] == """
        account,currency,opening,debit,credit,closing,base_opening,base_debit,base_credit,\
        base_closing

        """)
    #expect(
      files["bank.csv"] == "line,date,reference,currency,amount,state,settlement_id,difference\n")
    #expect(
      files["tax.csv"] == """
        jurisdiction,remitted_by,currency,collected,withheld,refunded,payable,difference

        """)
    #expect(
      files["quarantine.csv"]
        == "quarantine_id,source_file,line,byte_offset,format,reason,column,value,raw\n")
  }
}

@Suite struct `The discrepancy report` {
  @Test func `lists what is open by the period's end or was closed within it`() throws {
    var build = ScenarioBuilder()
    build.finding("older", .cm03, on: "2026-08-20")
    build.finding("closed-before", .cm03, on: "2026-08-20", state: .closed, closedOn: "2026-08-30")
    build.finding("closed-within", .cm03, on: "2026-08-21", state: .closed, closedOn: "2026-09-02")
    build.finding("later", .cm03, on: "2026-10-01")
    build.finding("later-closed", .cm03, on: "2026-10-01", state: .closed, closedOn: "2026-09-30")
    let rows = try closeReports(build.close(), period: september)["discrepancies.csv"].rows
    #expect(rows.map { $0.prefix { $0 != "," } } == ["closed-within", "older"])
  }

  @Test func `is in order of severity, code and id`() throws {
    var build = ScenarioBuilder()
    build.finding("d", .am02, on: "2026-09-01")
    build.finding("c", .am01, on: "2026-09-01")
    build.finding("b", .am01, on: "2026-09-01")
    build.finding("a", .cm02, on: "2026-09-01")
    build.finding("e", .tx01, on: "2026-09-01")
    build.finding("f", .am02, on: "2026-09-01", severity: .s1)
    let rows = try closeReports(build.close(), period: september)["discrepancies.csv"].rows
    #expect(rows.map { $0.prefix { $0 != "," } } == ["f", "e", "b", "c", "d", "a"])
  }

  @Test func `writes amounts with their currency's digits and joins evidence`() throws {
    var build = ScenarioBuilder()
    build.finding("x", .am02, on: "2026-09-20", due: "2026-10-07") {
      $0.channel = "Amazon.co.jp"
      $0.orderId = "=1+1"
      $0.sku = "MUG"
      $0.settlementId = "S-1"
      $0.currency = Currency(code: "JPY")
      $0.external = -1700
      $0.internal = -1500
      $0.cashImpact = -134
      $0.marginImpact = -134
      $0.externalEvidence = ["a.txt:3", "a.txt:9"]
      $0.internalEvidence = ["orders.csv:2"]
      $0.note = "commission"
    }
    let rows = try closeReports(build.close(), period: september)["discrepancies.csv"].rows
    #expect(
      rows == [
        "x,AM-02,S2,open,Marketplace ops,claim,2026-10-07,2026-09-30,10,2026-09,Amazon.co.jp,"
          + "'=1+1,MUG,S-1,JPY,-1700,-1500,-200,-1.34,-1.34,0.00,0.00,a_rule,a.txt:3 a.txt:9,"
          + "orders.csv:2,run-1,commission,,,,"
      ])
  }

  @Test func `counts no negative age and leaves a missing side blank`() throws {
    var build = ScenarioBuilder()
    build.asOf = day("2026-09-10")
    build.finding("x", .cm01, on: "2026-09-20") {
      $0.currency = .usd
      $0.external = 500
    }
    let row = try #require(
      try closeReports(build.close(), period: september)["discrepancies.csv"].rows.first)
    let cells = row.split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells[8] == "0")
    #expect(cells[14...17] == ["USD", "5.00", "", "5.00"])
  }
}

@Suite struct `The settlement report` {
  private func scenario() -> ScenarioBuilder {
    var build = ScenarioBuilder()
    let file = build.document("amazon/s.txt", format: "amazon-settlement-v2", source: "amazon")
    let at = Provenance(document: file, line: 2)
    let bank = build.document("bank.xml", format: "camt053")
    let matched = build.settlement(
      "S-1", marketplace: "Amazon.com", at: at, from: "2026-08-25", to: "2026-09-08",
      deposit: "2026-09-09", declared: 10_000, total: 10_000, lines: 3)
    build.settlementLine(matched, .sale, .principal, 12_000, on: "2026-09-01", at: at)
    build.settlementLine(matched, .reserveReleased, .none, 1_000, on: "2026-09-01", at: at)
    build.settlementLine(matched, .reserveHeld, .none, -3_000, on: "2026-09-08", at: at)
    let line = build.bankLine(
      10_000, on: "2026-09-10", reference: "AMZ S-1", at: Provenance(document: bank, line: 5),
      state: .matched(payouts: [0]))
    build.payout(matched, 10_000, on: "2026-09-09", bankLine: line)
    let differs = build.settlement("S-2", at: at, deposit: "2026-09-12", declared: 500, total: 500)
    let short = build.bankLine(
      480, on: "2026-09-14", reference: "AMZ S-2", at: Provenance(document: bank, line: 6),
      state: .matched(payouts: [1]))
    build.payout(differs, 500, on: "2026-09-12", bankLine: short)
    let held = build.settlement("S-3", at: at, deposit: "2026-09-15", declared: 900, total: 850)
    build.bankLine(
      900, on: "2026-09-16", reference: "AMZ S-3", at: Provenance(document: bank, line: 7),
      state: .held(settlement: held))
    let moving = build.settlement("S-4", at: at, deposit: "2026-09-25", declared: 70, total: 70)
    build.payout(moving, 70, on: "2026-09-25")
    let lost = build.settlement("S-5", at: at, deposit: "2026-09-24", declared: 80, total: 80)
    build.payout(lost, 80, on: "2026-09-24")
    build.settlement("S-6", at: at, deposit: "2026-09-24", declared: -80, total: -80)
    build.settlement("S-7", at: at, deposit: "2026-10-01", declared: 80, total: 80)
    return build
  }

  @Test func `has a row per settlement that touches the period, with what the bank says`() throws {
    let rows = try closeReports(scenario().close(), period: september)["settlements.csv"].rows
    #expect(
      rows == [
        "S-1,Amazon.com,amazon/s.txt,USD,2026-08-25,2026-09-08,2026-09-09,100.00,100.00,0.00,3,0,"
          + "10.00,30.00,AMZ S-1,2026-09-10,100.00,matched,USD,,,,,,100.00,0.00",
        "S-2,Amazon,amazon/s.txt,USD,,,2026-09-12,5.00,5.00,0.00,0,0,0.00,0.00,AMZ S-2,"
          + "2026-09-14,4.80,differs,USD,,,,,,5.00,0.00",
        "S-3,Amazon,amazon/s.txt,USD,,,2026-09-15,9.00,8.50,-0.50,0,0,0.00,0.00,AMZ S-3,"
          + "2026-09-16,9.00,held,USD,,,,,,,",
        "S-4,Amazon,amazon/s.txt,USD,,,2026-09-25,0.70,0.70,0.00,0,0,0.00,0.00,,,,in_transit,"
          + ",,,,,,0.70,0.00",
        "S-5,Amazon,amazon/s.txt,USD,,,2026-09-24,0.80,0.80,0.00,0,0,0.00,0.00,,,,unbanked,"
          + ",,,,,,0.80,0.00",
        "S-6,Amazon,amazon/s.txt,USD,,,2026-09-24,-0.80,-0.80,0.00,0,0,0.00,0.00,,,,unbanked,"
          + ",,,,,,,",
      ])
  }

  @Test func `takes the payout for the declared total where nothing is itemised`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("stl.csv", source: "paypal"), line: 9)
    let payout = build.settlement(
      "BR-1", source: "paypal", at: at, deposit: "2026-09-03", total: -5_000, lines: 1)
    build.settlementLine(
      payout, .payout, .none, -5_000, on: "2026-09-03", at: at, source: "paypal")
    build.payout(payout, 5_000, on: "2026-09-03")
    let open = build.settlement("P-1", source: "shopify", at: at, deposit: "2026-09-03", total: 7)
    build.payout(open, 7, on: "2026-09-03")
    let rows = try closeReports(build.close(), period: september)["settlements.csv"].rows
    #expect(rows[0].contains(",2026-09-03,50.00,50.00,0.00,1,"))
    #expect(rows[1].contains(",2026-09-03,,0.07,,0,"))
  }

  @Test func `shows the same lines to the bank report`() throws {
    let rows = try closeReports(scenario().close(), period: september)["bank.csv"].rows
    #expect(
      rows == [
        "bank.xml:5,2026-09-10,AMZ S-1,USD,100.00,matched,S-1,0.00",
        "bank.xml:6,2026-09-14,AMZ S-2,USD,4.80,matched,S-2,-0.20",
        "bank.xml:7,2026-09-16,AMZ S-3,USD,9.00,matched,S-3,0.00",
      ])
  }

  @Test func `leaves what no channel explains without a settlement`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("bank.xml"), line: 4)
    build.bankLine(1, on: "2026-09-02", reference: "-5", at: at, state: .unidentified)
    build.bankLine(-1, on: "2026-09-01", reference: "RENT", at: at, state: .unrelated)
    build.bankLine(-1, on: "2026-08-31", reference: "RENT", at: at, state: .unrelated)
    let rows = try closeReports(build.close(), period: september)["bank.csv"].rows
    #expect(
      rows == [
        "bank.xml:4,2026-09-01,RENT,USD,-0.01,unrelated,,",
        "bank.xml:4,2026-09-02,'-5,USD,0.01,unidentified,,",
      ])
  }
}
