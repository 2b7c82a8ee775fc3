import Accounting
import Foundation
import Hashing
import Journaling
import Yams

/// What `crossfoot.yaml` says: the entity's settings and how its exports are named.
package struct Configuration: Sendable {
  package var settings = Settings()
  package var exports = ExportOptions()
  /// By source, the column of its settlement lines that holds the order number.
  package var orderKeys: [String: String] = [:]
  /// SHA-256 of the file's bytes.
  package var hash = ""
  /// The systems that `systems_of_record` names, each with what to say if there is no such.
  var systemNames: [(name: String, area: RecordArea, failure: BooksError)] = []

  /// Reads the configuration of a books folder.
  ///
  /// - Throws: `BooksError` naming the key that cannot be used and what it takes.
  package init(_ books: BooksFolder) throws { try self.init(file: books.configuration) }

  /// Reads a configuration from any file.
  ///
  /// - Throws: `BooksError` naming the key that cannot be used and what it takes.
  package init(file: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw BooksError(.unusable, "\(file): cannot be read as UTF-8 text")
    }
    hash = sha256Hex(text)
    do {
      let node = try Yams.compose(yaml: text)
      try read(ConfigurationNode(file: file, path: "", node: node))
    } catch let error as YamlError {
      throw BooksError(.unusable, "\(file)\(error.place)")
    }
  }

  private mutating func read(_ root: ConfigurationNode) throws {
    try root.onlyKeys([
      "entity", "functional_currency", "time_zone", "books_from", "costing", "tolerances",
      "materiality", "due_days", "bank", "payout_due_days", "rate_stale_after_days", "sources",
      "owners", "opening_balances", "exports", "unpack", "write_offs", "tax_rates",
      "returns_within_days", "disputes", "systems_of_record", "charges_billed_within_days",
    ])
    for (key, _) in try root.entries() { settings.lines[key] = root.line(of: key) }
    if let entity = try root.text("entity") { settings.entity = entity }
    if let currency = try root.currency("functional_currency") {
      settings.functionalCurrency = currency
    }
    if let zone = try zone(root) { settings.zone = zone }
    settings.booksFrom = try root.date("books_from")
    if let method = try root.text("costing") {
      guard let costing = CostingMethod(rawValue: method) else {
        throw root.failure("costing", method, "weighted_average or fifo")
      }
      settings.costing = costing
    }
    let tolerances = root.child("tolerances")
    try tolerances?.onlyKeys(["component", "payout", "budget"])
    if let units = try tolerances?.integer("component") { settings.componentTolerance = units }
    if let units = try tolerances?.integer("payout") { settings.payoutTolerance = units }
    if let units = try tolerances?.amount("budget", settings.functionalCurrency) {
      settings.toleranceBudget = units
    }
    if let units = try root.amount("materiality", settings.functionalCurrency) {
      settings.materiality = units
    }
    if let days = try root.integer("payout_due_days") { settings.payoutDueDays = Int(days) }
    if let days = try root.integer("rate_stale_after_days") {
      settings.rateStaleAfterDays = Int(days)
    }
    try readUnpacking(root.child("unpack"))
    try readWriteOffs(root.child("write_offs"))
    try readDueDays(root.child("due_days"))
    try readBank(root.child("bank"))
    try readSources(root.child("sources"))
    try readDisputes(root.child("disputes"))
    try readSystems(root.child("systems_of_record"))
    try readOwners(root.child("owners"))
    try readBalances(root.child("opening_balances"))
    try readExports(root.child("exports"))
    try readTaxRates(root.child("tax_rates"))
    if let days = try root.integer("returns_within_days") {
      settings.returnsWithinDays = Int(days)
    }
    if let days = try root.integer("charges_billed_within_days") {
      settings.chargesBilledWithinDays = Int(days)
    }
  }

  private mutating func readWriteOffs(_ node: ConfigurationNode?) throws {
    guard let node else { return }
    try node.onlyKeys(["item", "period", "approvers"])
    let currency = settings.functionalCurrency
    if let units = try node.amount("item", currency) { settings.writeOffs.itemMax = units }
    if let units = try node.amount("period", currency) { settings.writeOffs.periodMax = units }
    if let names = try node.texts("approvers") { settings.writeOffs.approvers = names }
  }

  private mutating func readDueDays(_ node: ConfigurationNode?) throws {
    try node?.onlyKeys(["S1", "S2", "S3"])
    for severity in [Severity.s1, .s2, .s3] {
      if let days = try node?.integer(severity.name) { settings.dueDays[severity] = Int(days) }
    }
  }

  private mutating func readBank(_ node: ConfigurationNode?) throws {
    guard let node else { return }
    try node.onlyKeys([
      "post", "days_before", "days_after", "group_size", "rate_spread_percent",
    ])
    if let percent = try node.integer("rate_spread_percent") {
      settings.bankRateSpread = Int(percent) * 100
    }
    if let posts = try node.flag("post") { settings.postsBank = posts }
    if let days = try node.integer("days_before") { settings.bankDaysBefore = Int(days) }
    if let days = try node.integer("days_after") { settings.bankDaysAfter = Int(days) }
    if let size = try node.integer("group_size") { settings.bankGroupSize = Int(size) }
  }

  private mutating func readTaxRates(_ node: ConfigurationNode?) throws {
    for (name, value) in try node?.entries() ?? [] {
      settings.taxRates[name] = try (node?.texts(name) ?? []).map { text in
        guard let rate = parseAmount(text, digits: 6) else {
          throw value.failure(text, "percentages such as [19, 7]")
        }
        return rate
      }
    }
  }

  private mutating func readUnpacking(_ node: ConfigurationNode?) throws {
    guard let node else { return }
    try node.onlyKeys(["megabytes", "times"])
    if let size = try node.integer("megabytes") { settings.unpackMegabytes = Int(size) }
    if let times = try node.integer("times") { settings.unpackTimes = Int(times) }
  }

  private mutating func readSources(_ node: ConfigurationNode?) throws {
    for (name, source) in try node?.entries() ?? [] {
      try source.onlyKeys([
        "channels", "settles_within_days", "refunds_within_days", "releases_within_days",
        "terms_from", "answer_disputes_within_days", "gross_only", "prices_include_tax",
        "tolerance_budget", "order_key", "time_zone",
      ])
      var value =
        settings.source(named: name)
        ?? SourceSettings(name: name, channels: [], settlesWithinDays: 14, isGrossOnly: false)
      if let channels = try source.texts("channels") {
        value.channels = channels.map { $0.lowercased() }
      }
      try readTerms(source, &value)
      if let flag = try source.flag("gross_only") { value.isGrossOnly = flag }
      if let flag = try source.flag("prices_include_tax") { value.pricesIncludeTax = flag }
      if let units = try source.amount("tolerance_budget", settings.functionalCurrency) {
        value.toleranceBudget = units
      }
      if let column = try source.text("order_key") { orderKeys[name] = column }
      if let zone = try zone(source) { value.zone = zone }
      settings.sources.removeAll { $0.name == name }
      settings.sources.append(value)
    }
  }

  private func zone(_ node: ConfigurationNode) throws -> BusinessZone? {
    guard let name = try node.text("time_zone") else { return nil }
    guard let zone = BusinessZone(identifier: name) else {
      throw node.failure("time_zone", name, "an IANA zone such as Europe/Berlin")
    }
    return zone
  }

  private mutating func readOwners(_ node: ConfigurationNode?) throws {
    for (name, owner) in try node?.entries() ?? [] {
      guard let code = DiscrepancyCode(rawValue: name) else {
        throw owner.failure(name, "a discrepancy code such as CM-01 as its key")
      }
      settings.owners[code] = try owner.text()
    }
  }

  private mutating func readBalances(_ node: ConfigurationNode?) throws {
    for (name, value) in try node?.entries() ?? [] {
      settings.lines["opening_balances.\(name)"] = node?.line(of: name)
      guard let account = Account(fullName: name) else {
        throw value.failure(name, "the full name of an account such as Assets:Bank as its key")
      }
      for text in try value.texts() {
        let amount = try balance(text, value)
        let isKnown = settings.openingBalances.contains {
          $0.account == account && $0.amount.currency == amount.currency
        }
        if isKnown { throw value.failure(text, "one balance in each currency") }
        settings.openingBalances.append(OpeningBalance(account: account, amount: amount))
      }
    }
  }

  private func balance(_ text: String, _ value: ConfigurationNode) throws -> Money {
    let words = text.split(separator: " ")
    guard words.count == 2, let currency = Currency(code: words[1]),
      let amount = parseAmount(words[0], digits: currency.minorDigits),
      amount.magnitude <= ConfigurationNode.amountMax.magnitude
    else {
      throw value.failure(
        text, "an amount of up to ten trillion and a currency, 1250.00 USD, or a list of them")
    }
    return Money(minorUnits: amount, currency: currency)
  }

  private mutating func readExports(_ node: ConfigurationNode?) throws {
    guard let node else { return }
    try node.onlyKeys(["account_names", "account_codes", "xero_tax_rate", "functional_currency"])
    for (name, value) in try node.child("account_names")?.entries() ?? [] {
      exports.accountNames[name] = try value.text()
      settings.namedAccounts.insert(name)
    }
    for (name, value) in try node.child("account_codes")?.entries() ?? [] {
      exports.accountCodes[name] = try value.text()
      settings.mappedAccounts.insert(name)
      settings.namedAccounts.insert(name)
    }
    if let rate = try node.text("xero_tax_rate") { exports.xeroTaxRate = rate }
    if let flag = try node.flag("functional_currency") { exports.usesFunctionalCurrency = flag }
  }
}

extension YamlError {
  /// `:LINE: what is wrong`.
  fileprivate var place: String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ":\(mark.line): \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      ":\(context.mark.line): \(duplicates.sorted().joined(separator: ", ")) stands twice"
    default: ": \(self)"
    }
  }
}

/// A plain decimal as minor units; `nil` for anything else.
package func parseAmount(_ text: some StringProtocol, digits: Int) -> Int64? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
  let fraction = parts.count == 2 ? String(parts[1]) : ""
  guard fraction.count <= digits, fraction.allSatisfy({ $0.isASCII && $0.isNumber }) else {
    return nil
  }
  let padded = fraction + String(repeating: "0", count: digits - fraction.count)
  guard let minor = padded.isEmpty ? 0 : Int64(padded) else { return nil }
  var scale: Int64 = 1
  for _ in 0..<digits { scale *= 10 }
  let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
  let signed = parts[0].hasPrefix("-") ? -minor : minor
  let (sum, again) = product.addingReportingOverflow(signed)
  return overflow || again ? nil : sum
}
