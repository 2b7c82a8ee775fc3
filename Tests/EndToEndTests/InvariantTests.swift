import Foundation
import Testing

/// What holds for any merchant without trouble: made up from a seed, closed, added up again.
@Suite struct `Any untroubled merchant` {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 102]
  private static let months = ["2026-08", "2026-09"]

  @Test(arguments: seeds) func `has balanced entries`(seed: UInt64) throws {
    let books = try closed(seed)
    for month in Self.months {
      let journal = try books.table("journal.csv", period: month)
      #expect(journal.rows.count > 50, "seed \(seed)")
      for (entry, postings) in Dictionary(grouping: journal.rows, by: { $0["entry_id"] }) {
        var sums: [String: Int] = [:]
        for posting in postings {
          let currency = posting["currency", default: ""]
          sums[currency, default: 0] += try hundredths(posting["debit", default: ""])
          sums[currency, default: 0] -= try hundredths(posting["credit", default: ""])
          sums["base", default: 0] += try hundredths(posting["base_debit", default: ""])
          sums["base", default: 0] -= try hundredths(posting["base_credit", default: ""])
        }
        #expect(sums.allSatisfy { $0.value == 0 }, "seed \(seed), \(entry ?? ""): \(sums)")
      }
    }
  }

  @Test(arguments: seeds) func `has a trial balance of zero, carried forward`(seed: UInt64) throws {
    let books = try closed(seed)
    var closing: [String: String] = [:]
    for month in Self.months {
      let table = try books.table("trial-balance.csv", period: month)
      #expect(try table.sum("base_closing") == 0, "seed \(seed), \(month)")
      for currency in Set(table["currency"]) {
        let sum = try table.sum("closing") { $0["currency"] == currency }
        #expect(sum == 0, "seed \(seed), \(month), \(currency)")
      }
      for row in table.rows {
        let key = "\(row["account", default: ""]) \(row["currency", default: ""])"
        #expect(row["opening"] == closing[key, default: "0.00"], "seed \(seed), \(month), \(key)")
        closing[key] = row["closing"]
      }
    }
  }

  @Test(arguments: seeds) func `can prove every clearing balance`(seed: UInt64) throws {
    let books = try closed(seed)
    for month in Self.months {
      let items = try books.table("clearing.csv", period: month)
      let balances = try books.table("trial-balance.csv", period: month).rows.filter { row in
        ["Clearing", "Reserve", "PayoutsInTransit", "Suspense"].contains {
          row["account", default: ""].hasPrefix("Assets:\($0)")
        }
      }
      #expect(balances.count >= 2)
      for row in balances {
        let sum = try items.sum("amount") {
          $0["account"] == row["account"] && $0["currency"] == row["currency"]
        }
        #expect(try sum == hundredths(row["closing", default: ""]), "seed \(seed), \(row)")
      }
    }
  }

  @Test(arguments: seeds) func `has margins that add up to the accounts`(seed: UInt64) throws {
    let books = try closed(seed)
    for month in Self.months {
      let margin = try books.table("margin.csv", period: month)
      let balances = try books.table("trial-balance.csv", period: month)
      let movement = { (account: String) in
        try balances.sum("base_debit") { $0["account", default: ""].hasPrefix(account) }
          - balances.sum("base_credit") { $0["account", default: ""].hasPrefix(account) }
      }
      let what: Comment = "seed \(seed), \(month)"
      let revenue = try -movement("Income:Sales") - movement("Income:Shipping")
      #expect(try margin.sum("revenue") == revenue, what)
      #expect(try margin.sum("discounts") == movement("Income:Discounts"), what)
      #expect(try margin.sum("refunds") == movement("Income:Returns"), what)
      #expect(try margin.sum("cost_of_sales") == movement("Expenses:CostOfSales"), what)
      let summary = try JSONSerialization.jsonObject(
        with: Data(books.text("reports/\(month)/summary.json").utf8))
      let charges = try #require((summary as? [String: Any])?["account_level_charges"] as? String)
      #expect(
        try margin.sum("fees") + hundredths(charges) == movement("Expenses:Fees"), what)
    }
  }

  @Test(arguments: seeds) func `foots, is paid and is banked`(seed: UInt64) throws {
    let books = try closed(seed)
    let merchant = Merchant(seed: seed)
    let rows = try Self.months.reversed().flatMap {
      try books.table("settlements.csv", period: $0).rows
    }
    for settlement in merchant.markets.flatMap(merchant.settlements) {
      let row = try #require(rows.first { $0["settlement_id"] == settlement.number })
      for column in ["declared_total", "lines_total", "bank_amount"] {
        #expect(row[column] == Merchant.text(settlement.total), "seed \(seed), \(column)")
      }
      #expect(row["difference"] == "0.00" && row["state"] == "matched", "seed \(seed), \(row)")
    }
  }

  @Test(arguments: seeds) func `waits for its newest orders and for nothing else`(
    seed: UInt64
  ) throws {
    let books = try closed(seed)
    let merchant = Merchant(seed: seed)
    // A settlement that straddles a month is told as a closed row; what the last settlement of each
    // market keeps back waits too.
    let rows = try books.table("discrepancies.csv", period: "2026-09").rows
    let found = rows.filter { $0["state"] == "open" && $0["code"] != "TM-03" }.map {
      "\($0["code", default: ""]) \($0["order_id", default: ""]) \($0["sku", default: ""])"
    }
    let waiting = merchant.sales.filter { Merchant.settlement(of: $0.posted) == nil }
      .map { "CM-02 \($0.order) \($0.sku)" }
    #expect(!waiting.isEmpty)
    #expect(found.sorted() == waiting.sorted(), "seed \(seed)")
  }

  /// The accounts against the generator's own sums, in the currency of each sale.
  @Test(arguments: seeds) func `books what was sold, refunded and charged`(seed: UInt64) throws {
    let books = try closed(seed)
    let merchant = Merchant(seed: seed)
    let balances = try books.table("trial-balance.csv", period: "2026-09")
    for market in merchant.markets {
      let sales = merchant.sales.filter {
        $0.market == market && Merchant.settlement(of: $0.posted) != nil
      }
      let refunds = merchant.refunds.filter {
        $0.sale.market == market && Merchant.settlement(of: $0.day) != nil
      }
      let wanted = [
        "Income:Sales": -sales.reduce(0) { $0 + $1.price },
        "Income:Shipping": -sales.reduce(0) { $0 + $1.shipping },
        "Income:Discounts": sales.reduce(0) { $0 + $1.discount }
          - refunds.reduce(0) { $0 + $1.discount },
        "Income:Returns": refunds.reduce(0) { $0 + $1.price + $1.shipping },
        "Expenses:Fees:Commission": sales.reduce(0) { $0 + $1.commission }
          - refunds.reduce(0) { $0 + $1.commission },
        "Expenses:Fees:Subscription": 3 * 3999,
        "Assets:Clearing:Amazon": 0, "Assets:PayoutsInTransit:Amazon": 0,
        "Assets:Reserve:Amazon": 3000,
        "Assets:Bank": merchant.settlements(of: market).reduce(0) { $0 + $1.total },
      ]
      for (account, amount) in wanted {
        let closing = try balances.sum("closing") {
          $0["account"] == account && $0["currency"] == market.currency
        }
        #expect(closing == amount, "seed \(seed), \(account) \(market.currency)")
      }
    }
  }

  @Test(arguments: seeds) func `values its stock as its books do`(seed: UInt64) throws {
    let books = try closed(seed)
    for month in Self.months {
      let stock = try books.table("inventory.csv", period: month)
      let balances = try books.table("trial-balance.csv", period: month)
      let inventory = try balances.sum("closing") { $0["account"] == "Assets:Inventory" }
      #expect(try stock.sum("closing_value") == inventory, "seed \(seed), \(month)")
      let moved =
        try stock.sum("opening_value") + stock.sum("received_value") + stock.sum("landed_cost")
        - stock.sum("cost_of_sales") + stock.sum("returned_value") - stock.sum("written_down")
      #expect(moved == inventory, "seed \(seed), \(month)")
    }
    let merchant = Merchant(seed: seed)
    for row in try books.table("inventory.csv", period: "2026-09").rows {
      let shipped = merchant.sales.filter { $0.sku == row["sku"] }.reduce(0) { $0 + $1.quantity }
      let back = merchant.refunds.filter {
        $0.sale.sku == row["sku"] && $0.disposition == "sellable" && $0.day <= Merchant.asOf
      }.reduce(0) { $0 + $1.returned }
      #expect(row["closing_quantity"] == "\(500 - shipped + back)", "seed \(seed), \(row)")
    }
  }

  private func closed(_ seed: UInt64) throws -> TemporaryBooks {
    let books = try merchantBooks(Merchant(seed: seed))
    try books.run(asOf: Merchant.date(Merchant.asOf))
    return books
  }
}

/// New books with a merchant's files in the inbox.
func merchantBooks(_ merchant: Merchant) throws -> TemporaryBooks {
  let method = merchant.seed.isMultiple(of: 3) ? "fifo" : "weighted_average"
  let books = try TemporaryBooks(
    configuration: """
      entity: Merchant \(merchant.seed)
      functional_currency: USD
      time_zone: UTC
      costing: \(method)

      """)
  for (name, content) in merchant.files() { try books.drop(name, content) }
  return books
}
