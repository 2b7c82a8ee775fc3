/// From which day a source's days to settle an order count.
package enum TermsStart: String, Sendable {
  /// From shipping, and from ordering while nothing is shipped.
  case shipped
  case ordered
}

/// How one source behaves: what `crossfoot.yaml` says under `sources`.
package struct SourceSettings: Sendable {
  package var name: String
  /// Order channels the source settles, lower case; a trailing `*` matches any ending.
  package var channels: [String]
  /// Days from shipping to the settlement line.
  package var settlesWithinDays: Int
  package var refundsWithinDays: Int
  package var termsFrom = TermsStart.shipped
  /// Days from holding money back to its release, where the source names no date.
  package var releasesWithinDays: Int
  /// Days from the opening of a dispute in which evidence is taken, where no date is stated; `nil`
  /// where the source has no such term.
  package var disputeAnswerDays: Int?
  /// The source shows one payment per order and no parts; our order says what is tax and shipping.
  package var isGrossOnly: Bool
  package var pricesIncludeTax: Bool
  /// In place of the budget of all.
  package var toleranceBudget: Int64?
  /// The zone by which its own monthly reports date; UTC where none is said.
  package var zone = BusinessZone.utc

  package init(
    name: String, channels: [String], settlesWithinDays: Int, refundsWithinDays: Int = 14,
    isGrossOnly: Bool, pricesIncludeTax: Bool = false, releasesWithinDays: Int = 30,
    disputeAnswerDays: Int? = nil
  ) {
    self.releasesWithinDays = releasesWithinDays
    self.disputeAnswerDays = disputeAnswerDays
    self.name = name
    self.channels = channels
    self.settlesWithinDays = settlesWithinDays
    self.refundsWithinDays = refundsWithinDays
    self.isGrossOnly = isGrossOnly
    self.pricesIncludeTax = pricesIncludeTax
  }

  /// When the days begin in which an order line is to be settled.
  package func termsStart(of line: OrderLine) -> Instant {
    switch termsFrom {
    case .shipped: line.effectiveShippedAt ?? line.orderedAt
    case .ordered: line.orderedAt
    }
  }

  /// Whether the source settles orders of a channel.
  package func settles(channel: String) -> Bool {
    let channel = channel.lowercased()
    return channels.contains { pattern in
      pattern.hasSuffix("*") ? channel.hasPrefix(pattern.dropLast()) : channel == pattern
    }
  }

  package static let standard: [SourceSettings] = [
    SourceSettings(
      name: "amazon", channels: ["amazon*", "non-amazon*"], settlesWithinDays: 17,
      isGrossOnly: false, releasesWithinDays: 17, disputeAnswerDays: 7),
    SourceSettings(
      name: "shopify", channels: ["shopify"], settlesWithinDays: 7, isGrossOnly: true,
      releasesWithinDays: 90),
    SourceSettings(
      name: "paypal", channels: ["paypal", "web"], settlesWithinDays: 5, isGrossOnly: true,
      releasesWithinDays: 21, disputeAnswerDays: 10),
    SourceSettings(
      name: "stripe", channels: ["stripe", "woocommerce"], settlesWithinDays: 7,
      isGrossOnly: true, releasesWithinDays: 90),
    SourceSettings(
      name: "etsy", channels: ["etsy"], settlesWithinDays: 14, isGrossOnly: true,
      releasesWithinDays: 90),
    SourceSettings(
      name: "ebay", channels: ["ebay*"], settlesWithinDays: 14, isGrossOnly: false,
      releasesWithinDays: 21, disputeAnswerDays: 5),
    SourceSettings(
      name: "walmart", channels: ["walmart*"], settlesWithinDays: 14, isGrossOnly: false),
    SourceSettings(
      name: "square", channels: ["square"], settlesWithinDays: 14, isGrossOnly: true),
    SourceSettings(
      name: "mollie", channels: ["mollie"], settlesWithinDays: 14, isGrossOnly: true),
    SourceSettings(
      name: "klarna", channels: ["klarna"], settlesWithinDays: 14, isGrossOnly: true),
    SourceSettings(
      name: "adyen", channels: ["adyen"], settlesWithinDays: 14, isGrossOnly: true),
  ]
}

/// What is due in a dispute, and when a loss is booked.
package struct DisputeSettings: Sendable {
  /// Days before the deadline from which it is near.
  package var nearDays = 7
  /// Days from its opening after which a result must be known.
  package var decidedWithinDays = 90
  /// Books the loss when the channel takes the money, not when the dispute is lost.
  package var booksLossAtOpening = false

  package init() {}
}

package enum CostingMethod: String, Sendable {
  case weightedAverage = "weighted_average"
  case fifo
}

/// The entity's choices: what `crossfoot.yaml` says, with the defaults of an untouched file.
package struct Settings: Sendable {
  package var entity = "My company"
  package var functionalCurrency = Currency.usd
  package var zone = BusinessZone.utc
  package var sources = SourceSettings.standard
  package var costing = CostingMethod.weightedAverage
  /// Minor units of the line's currency, per component.
  package var componentTolerance: Int64 = 1
  package var payoutTolerance: Int64 = 0
  /// What may be forgiven in a period and source, in minor units of the functional currency.
  package var toleranceBudget: Int64 = 5_00
  package var writeOffs = WriteOffLimits()
  /// Minor units of the functional currency.
  package var materiality: Int64 = 500_00
  /// Days from first sight to the due date, by severity; an S4 row has none of its own.
  package var dueDays: [Severity: Int] = [.s1: 2, .s2: 7, .s3: 30]
  package var rateStaleAfterDays = 7
  package var bankDaysBefore = 1
  package var bankDaysAfter = 7
  /// Payouts in one deposit, or deposits of one payout, that are searched for a sum; 1 for none.
  package var bankGroupSize = 5
  package var payoutDueDays = 5
  package var disputes = DisputeSettings()
  package var systemsOfRecord = SystemsOfRecord()
  /// Hundredths of a per cent that a bank's own rate may be away from the reference rate for a
  /// deposit in another currency to be taken for a payout's.
  package var bankRateSpread = 500
  package var postsBank = true
  /// What a compressed file may come to: so many MiB, and so many times its own size.
  package var unpackMegabytes = 1_024
  package var unpackTimes = 100
  /// Earlier receipts load layers only; earlier lines are not posted.
  package var booksFrom: CalendarDate?
  package var openingBalances: [OpeningBalance] = []
  /// The lines of crossfoot.yaml, by key, and by `opening_balances.ACCOUNT`.
  package var lines: [String: Int] = [:]
  /// By format, the rules of its contract that show at matching.
  package var statedRules: [String: [StatedRule]] = [:]
  /// Full names of the accounts that an accounting program's codes are known for.
  package var mappedAccounts: Set<String> = []
  /// Full names of the accounts that have another name or a code in exports.
  package var namedAccounts: Set<String> = []
  /// The sources that formats read.
  package var readSources: Set<String> = []
  /// Days in which refunded goods come back.
  package var returnsWithinDays = 45
  /// Days in which the bill of an accrued landed cost comes; 0 where bills are not followed.
  package var chargesBilledWithinDays = 60
  /// By jurisdiction, the rates of its tax in millionths of a percent.
  package var taxRates: [String: [Int64]] = [:]
  /// Owner by code, where the entity names another than the taxonomy's.
  package var owners: [DiscrepancyCode: String] = [:]

  package init() {}

  package func source(named name: String) -> SourceSettings? {
    sources.first { $0.name == name }
  }

  /// What may be forgiven in a period of one source.
  package func toleranceBudget(of source: String) -> Int64 {
    self.source(named: source)?.toleranceBudget ?? toleranceBudget
  }

  /// The source that settles a channel, first in order of declaration.
  package func source(settling channel: String) -> SourceSettings? {
    sources.first { $0.settles(channel: channel) }
  }
}

extension Settings {
  /// Where crossfoot.yaml says something: at the first of some keys that it has.
  package func evidence(of keys: String...) -> String {
    "crossfoot.yaml:\(keys.lazy.compactMap { self.lines[$0] }.first ?? 1)"
  }

  /// Where crossfoot.yaml says, or could say, what an account began with.
  package func openingEvidence(of account: Account) -> String {
    evidence(of: "opening_balances.\(account.name)", "opening_balances", "books_from")
  }
}

/// What may be written off without a second person, in minor units of the functional currency.
package struct WriteOffLimits: Sendable {
  /// Of one exception.
  package var itemMax: Int64 = 25_00
  /// Of all in one period.
  package var periodMax: Int64 = 250_00
  /// Who may allow more.
  package var approvers: [String] = []

  package init() {}
}

/// A balance the books start with.
package struct OpeningBalance: Sendable {
  package var account: Account
  package var amount: Money

  package init(account: Account, amount: Money) {
    self.account = account
    self.amount = amount
  }
}
