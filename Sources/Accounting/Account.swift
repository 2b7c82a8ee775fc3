/// The five classes of accounts (IFRS Conceptual Framework, chapter 4).
package enum AccountClass: String, Sendable {
  case assets = "Assets"
  case liabilities = "Liabilities"
  case equity = "Equity"
  case income = "Income"
  case expenses = "Expenses"
}

/// An account of the chart, known by its full name, for example `Assets:Clearing:Amazon`.
///
/// Every part starts with a capital or a digit and holds letters, digits and `-` only, so that the
/// same name stands in every export (beancount is the strictest).
package struct Account: Hashable, Comparable, Sendable {
  package let name: String

  private init(name: String) { self.name = name }

  /// An account by its full name, or `nil` when the name does not start with one of the classes.
  package init?(fullName: String) {
    let parts = fullName.split(separator: ":")
    guard parts.count > 1, AccountClass(rawValue: String(parts[0])) != nil else { return nil }
    self.name = parts.map { Self.part(String($0)) }.joined(separator: ":")
  }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.name < rhs.name }

  package static let bank = Account(name: "Assets:Bank")
  /// What buyers paid to us and not through a channel: the till.
  package static let cash = Account(name: "Assets:Cash")
  package static let payoutsInTransit = Account(name: "Assets:PayoutsInTransit")
  package static let disputesReceivable = Account(name: "Assets:DisputesReceivable")
  package static let inventory = Account(name: "Assets:Inventory")
  package static let shippedNotSettled = Account(name: "Assets:ShippedNotSettled")
  package static let suspense = Account(name: "Assets:Suspense")
  package static let goodsReceivedNotInvoiced = Account(
    name: "Liabilities:GoodsReceivedNotInvoiced")
  package static let landedCostAccrued = Account(name: "Liabilities:LandedCostAccrued")
  package static let sales = Account(name: "Income:Sales")
  package static let shippingIncome = Account(name: "Income:Shipping")
  package static let discounts = Account(name: "Income:Discounts")
  package static let returns = Account(name: "Income:Returns")
  package static let reimbursements = Account(name: "Income:Reimbursements")
  package static let costOfSales = Account(name: "Expenses:CostOfSales")
  package static let lateLandedCost = Account(name: "Expenses:LateLandedCost")
  package static let inventoryWriteDown = Account(name: "Expenses:InventoryWriteDown")
  package static let disputeFees = Account(name: "Expenses:DisputeFees")
  package static let chargebackLosses = Account(name: "Expenses:ChargebackLosses")
  package static let reconciliationDifferences = Account(
    name: "Expenses:ReconciliationDifferences")
  package static let exchangeDifferences = Account(name: "Expenses:ExchangeDifferences")
  package static let openingBalances = Account(name: "Equity:OpeningBalances")
  package static let currencyConversion = Account(name: "Equity:CurrencyConversion")

  /// The accounts that every chart has.
  package static let fixed: [Account] = [
    bank, cash, payoutsInTransit, disputesReceivable, inventory, shippedNotSettled, suspense,
    goodsReceivedNotInvoiced, landedCostAccrued, sales, shippingIncome, discounts, returns,
    reimbursements, costOfSales, lateLandedCost, inventoryWriteDown, disputeFees,
    chargebackLosses, reconciliationDifferences, exchangeDifferences, openingBalances,
    currencyConversion,
  ]

  /// The accounts of a chart, but for those of taxes, whose jurisdictions are anybody's.
  ///
  /// `sources`: the names of the sources there are.
  package static func chart(sources: some Sequence<String>) -> Set<Account> {
    var chart = Set(fixed)
    for source in sources {
      let title = sourceTitle(source)
      chart.formUnion([clearing(title), reserve(title), payoutsInTransit(title)])
    }
    for component in LineComponent.allCases where component.isFee {
      chart.insert(fees(component.name))
    }
    return chart
  }

  /// Whether it is a jurisdiction's account.
  package var isOfTax: Bool {
    name.hasPrefix("Liabilities:SalesTax:") || name.hasPrefix("Liabilities:MarketplaceTax:")
  }

  /// The channel's debt to us.
  package static func clearing(_ source: String) -> Account {
    Account(name: "Assets:Clearing:\(part(source))")
  }

  /// Ends the names of open items that are charges to our card.
  package static let cardItemSuffix = ", charged to card"

  package var isClearing: Bool { name.hasPrefix("Assets:Clearing:") }
  package var isInTransit: Bool { name.hasPrefix("Assets:PayoutsInTransit:") }

  /// Sent by the channel, not yet in the bank.
  package static func payoutsInTransit(_ source: String) -> Account {
    Account(name: "Assets:PayoutsInTransit:\(part(source))")
  }

  package static func reserve(_ source: String) -> Account {
    Account(name: "Assets:Reserve:\(part(source))")
  }

  package static func salesTax(_ jurisdiction: String) -> Account {
    Account(name: "Liabilities:SalesTax:\(part(jurisdiction))")
  }

  package static func marketplaceTax(_ jurisdiction: String) -> Account {
    Account(name: "Liabilities:MarketplaceTax:\(part(jurisdiction))")
  }

  /// `kind` as in a rate card, for example `refund_commission`.
  package static func fees(_ kind: String) -> Account {
    Account(
      name: "Expenses:Fees:\(kind.split(separator: "_").map { part(String($0)) }.joined())")
  }

  package var accountClass: AccountClass {
    AccountClass(rawValue: String(name.prefix { $0 != ":" })) ?? .assets
  }

  /// One part of a name, made fit for every export; a blank one is `Unknown`.
  ///
  /// Letters of every script stay as they are: each export's format takes UTF-8 in names.
  package static func part(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isMark = scalar.properties.generalCategory == .nonspacingMark
      let isPlain =
        scalar.properties.isAlphabetic || isMark || scalar == "-" || ("0"..."9").contains(scalar)
      result.unicodeScalars.append(isPlain ? scalar : "-")
    }
    let trimmed = result.drop { $0 == "-" }
    guard let first = trimmed.first else { return "Unknown" }
    return first.uppercased() + trimmed.dropFirst()
  }
}

/// A source's name as accounts, descriptions and channel columns have it, for example `Amazon`.
package func sourceTitle(_ source: String) -> String {
  source == "paypal" ? "PayPal" : Account.part(source)
}
