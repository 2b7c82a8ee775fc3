import Accounting

/// Adds settlement lines up into the postings of one entry at a time.
struct SettlementPoster {
  private enum Item { case none, settlement, chain, card }

  private let facts: PostingFacts
  private var snapshot: LedgerSnapshot { facts.snapshot }
  private var accounts: AccountIndex
  private let routes: PostingRoutes
  private var taxAccounts: [UInt64: Int] = [:]
  private var withheldAccounts: [Symbol: Int] = [:]
  private var clearingAccounts: [Symbol: (clearing: Int, reserve: Int, inTransit: Int)] = [:]

  private(set) var shares: [MarginShare] = []
  private(set) var settled: [SettledGoods] = []
  /// What `JournalResult.unrefunded` holds.
  private(set) var unrefunded: [Int32: Int64] = [:]
  /// Every `file:line` that was booked to Suspense.
  private(set) var suspenseItems: [String] = []

  // The entry being added up.
  private var scope = LineScope(settlement: -1, source: .none, currency: .usd)
  private var sides = (clearing: 0, reserve: 0, inTransit: 0)
  private var isForeign = false
  private var document: Int32 = -1
  private var events: UInt32 = 0
  private var postings: [Posting] = []
  /// Per account, its posting in `postings` for the current document, or -1.
  private var slots: [Int32] = []
  private var touched: [Int] = []
  /// Per share of the entry, its posting; kept for entries in a foreign currency only.
  private var sharePostings: [Int32] = []
  private var firstShare = 0
  private var firstSettled = 0
  private var firstSuspense = 0

  init(_ facts: PostingFacts) {
    self.facts = facts
    var accounts = AccountIndex()
    routes = PostingRoutes(accounts: &accounts)
    self.accounts = accounts
  }

  mutating func begin(_ scope: LineScope, isForeign: Bool) {
    self.scope = scope
    self.isForeign = isForeign
    if let known = clearingAccounts[scope.source] {
      sides = known
    } else {
      let title = sourceTitle(snapshot.symbols[scope.source])
      sides = (
        accounts.id(.clearing(title)), accounts.id(.reserve(title)),
        accounts.id(.payoutsInTransit(title))
      )
      clearingAccounts[scope.source] = sides
    }
    events = 0
    firstShare = shares.count
    firstSettled = settled.count
    firstSuspense = suspenseItems.count
    sharePostings.removeAll(keepingCapacity: true)
    startDocument(-1)
  }

  /// Adds the settlement line at a position.
  ///
  /// `orders`: the facts' own, handed in since counting references to it would cost more.
  mutating func add(_ line: SettlementLine, at index: Int, _ orders: OrderLookup) {
    if line.provenance.document != document { startDocument(line.provenance.document) }
    events |= 1 << UInt32(line.event.rawValue)
    noteSettledGoods(line, index, orders)
    post(sides.clearing, line, line.amount, .settlement)
    switch routes[line.event, line.component] {
    case .account(let account, let column):
      let posting = post(account, -line.amount, line.provenance.line, .none)
      if let column { share(line, index, column, posting, orders) }
    case .tax:
      post(taxAccount(line, index, orders), -line.amount, line.provenance.line, .none)
    case .withheld:
      let account = withheldAccount(orders.jurisdiction(ofLine: index))
      post(account, -line.amount, line.provenance.line, .none)
    case .reserve:
      post(sides.reserve, line, -line.amount, .chain)
    case .inTransit:
      post(sides.inTransit, line, -line.amount, .card)
    case .suspense:
      postSuspense(line)
    case .dispute:
      postDispute(line, index)
    case .gross:
      postGross(line, index)
    }
  }

  /// The recipe of the entry: a day of one kind has its own, any mixture is R1.
  var rule: String {
    func only(_ kinds: LineEvent...) -> Bool {
      events & ~kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) } == 0
    }
    if only(.reserveHeld, .reserveReleased) { return "R7" }
    if only(.chargeback, .chargebackReversal) { return "R8" }
    if only(.refund) { return "R5" }
    if only(.charge, .unknown, .reimbursement, .cardPayment) { return "R12" }
    return "R1"
  }

  /// Hands the postings of the entry over.
  mutating func takePostings() -> [Posting] {
    defer { postings = [] }
    return postings
  }

  /// Forgets the entry, its margin and its goods.
  mutating func discard() {
    shares.removeSubrange(firstShare...)
    settled.removeSubrange(firstSettled...)
    suspenseItems.removeSubrange(firstSuspense...)
    postings = []
  }

  /// Fills in the functional amounts: the clearing total at the rate, half up, shared by the
  /// other postings and then by their lines, in order of the accounts' names.
  ///
  /// - Returns: `false` when an amount grows beyond what can be counted.
  mutating func convert(at rate: ExchangeRate) -> Bool {
    let clearing = accounts.accounts[sides.clearing]
    let mine = postings.indices.filter { postings[$0].account == clearing }
    let others = postings.indices.filter { postings[$0].account != clearing }.sorted {
      (postings[$0].account.name, postings[$0].sourceFile, $0)
        < (postings[$1].account.name, postings[$1].sourceFile, $1)
    }
    let total = mine.reduce(0) { $0 + postings[$1].amount }
    guard let base = try? rate.convert(total) else { return false }
    share(base, over: mine, at: rate)
    let cancelling = postings.cancelling(of: others)
    for legs in cancelling { cancel(legs, at: rate) }
    share(-base, over: others.filter { !cancelling.joined().contains($0) }, at: rate)
    convertShares(at: rate)
    return true
  }

  /// What cancels out in one account does so in the functional currency as well.
  private mutating func cancel(_ legs: [Int], at rate: ExchangeRate) {
    let bases = legs.compactMap { try? rate.convert(postings[$0].amount) }
    if bases.reduce(0, +) != 0 { return share(0, over: legs, at: rate) }
    for (position, base) in zip(legs, bases) { postings[position].base = base }
  }

  private mutating func share(_ target: Int64, over positions: [Int], at rate: ExchangeRate) {
    let moving = positions.filter { postings[$0].amount != 0 }
    guard !moving.isEmpty else { return }
    let bases = shareBase(target, over: moving.map { postings[$0].amount }, at: rate)
    for (position, base) in zip(moving, bases) { postings[position].base = base }
  }

  private mutating func convertShares(at rate: ExchangeRate) {
    for share in shares[firstShare...] { noteUnrefunded(share) }
    var byPosting: [Int32: [Int]] = [:]
    for (offset, posting) in sharePostings.enumerated() {
      byPosting[posting, default: []].append(firstShare + offset)
    }
    for (posting, positions) in byPosting {
      let bases = shareBase(
        -postings[Int(posting)].base, over: positions.map { shares[$0].base }, at: rate)
      for (position, base) in zip(positions, bases) { shares[position].base = base }
    }
    let converted = shares[firstShare...]
    shares.removeSubrange(firstShare...)
    for share in converted { shares.merge(share, from: firstShare) }
  }

  /// - Precondition: the share is still in the entry's own currency.
  private mutating func noteUnrefunded(_ share: MarginShare) {
    guard share.orderLine >= 0, share.column != .fees,
      snapshot.orderLines[Int(share.orderLine)].currency == scope.currency
    else { return }
    unrefunded[share.orderLine, default: 0] += share.base
  }

  private mutating func startDocument(_ document: Int32) {
    for account in touched { slots[account] = -1 }
    touched.removeAll(keepingCapacity: true)
    self.document = document
  }

  /// Adds to the account's posting and returns its position.
  @discardableResult
  private mutating func post(_ account: Int, _ amount: Int64, _ line: Int32, _ item: Item) -> Int {
    while slots.count <= account { slots.append(-1) }
    var slot = Int(slots[account])
    if slot < 0 {
      slot = postings.count
      slots[account] = Int32(slot)
      touched.append(account)
      postings.append(
        Posting(
          account: accounts.accounts[account], amount: 0, base: 0, currency: scope.currency,
          item: text(of: item, scope.settlement), sourceFile: facts.documentNames[Int(document)]))
    }
    add(amount, line, to: slot)
    return slot
  }

  /// Adds to the open item that the line's settlement has on an account.
  private mutating func post(
    _ account: Int, _ line: SettlementLine, _ amount: Int64, _ item: Item
  ) {
    if line.settlement == scope.settlement {
      post(account, amount, line.provenance.line, item)
      return
    }
    let slot = slot(of: accounts.accounts[account], text(of: item, line.settlement))
    add(amount, line.provenance.line, to: slot)
  }

  /// The place of the document's posting to an open item, made where there is none.
  private mutating func slot(of account: Account, _ item: String, orderId: String = "") -> Int {
    let file = facts.documentNames[Int(document)]
    let known = postings.firstIndex {
      $0.account == account && $0.item == item && $0.sourceFile == file
    }
    if let known { return known }
    postings.append(
      Posting(
        account: account, amount: 0, base: 0, currency: scope.currency, item: item,
        orderId: orderId, sourceFile: file))
    return postings.count - 1
  }

  private mutating func add(_ amount: Int64, _ line: Int32, to slot: Int) {
    postings[slot].amount += amount
    if !isForeign { postings[slot].base += amount }
    postings[slot].sourceLines.insert(line)
  }

  private func text(of item: Item, _ settlement: Int32) -> String {
    switch item {
    case .none: ""
    case .settlement:
      snapshot.clearingItem(
        settlement: settlement, source: scope.source, currency: scope.currency)
    case .card:
      snapshot.cardItem(
        settlement: settlement, source: scope.source, currency: scope.currency)
    case .chain:
      facts.marketplaces.item(
        settlement: settlement, source: scope.source, currency: scope.currency, snapshot.symbols)
    }
  }

  private mutating func postSuspense(_ line: SettlementLine) {
    let item = snapshot.evidence(line.provenance)
    var lines = LineRanges()
    lines.insert(line.provenance.line)
    suspenseItems.append(item)
    postings.append(
      Posting(
        account: .suspense, amount: -line.amount, base: isForeign ? 0 : -line.amount,
        currency: scope.currency, item: item, sourceLines: lines,
        orderId: snapshot.symbols[line.orderId], sourceFile: facts.documentNames[Int(document)]))
  }
}

extension SettlementPoster {
  /// One posting for each dispute of a document.
  private mutating func postDispute(_ line: SettlementLine, _ index: Int) {
    let account = facts.disputeAccount
    let item = account == .disputesReceivable ? facts.disputeItems[Int32(index)] ?? "" : ""
    let slot = slot(of: account, item, orderId: snapshot.symbols[line.orderId])
    add(-line.amount, line.provenance.line, to: slot)
  }

  private mutating func postGross(_ line: SettlementLine, _ index: Int) {
    let parts = facts.gross.parts(ofLine: index)
    if parts.isEmpty {
      postSuspense(line)
      return
    }
    for part in parts {
      let account: Int
      var column: MarginColumn?
      switch (part.component, line.event) {
      case (.tax, _):
        let orderLine = snapshot.orderLines[Int(part.orderLine)]
        account = taxAccount(
          orderLine.taxJurisdiction, isMarketplace: orderLine.taxRemittedBy == .marketplace)
      case (_, .refund):
        account = accounts.id(.returns)
        column = .refunds
      case (.shipping, _):
        account = accounts.id(.shippingIncome)
        column = .revenue
      default:
        account = accounts.id(.sales)
        column = .revenue
      }
      let posting = post(account, -part.amount, line.provenance.line, .none)
      if let column {
        appendShare(part.orderLine, index, line.date, column, part.amount, posting)
      }
    }
  }

  /// The liability for a line of tax: as the order says; without an order the channel's, where it
  /// withholds on the same order, else ours.
  private mutating func taxAccount(_ line: SettlementLine, _ index: Int, _ orders: OrderLookup)
    -> Int
  {
    if let orderLine = orders.representative(ofLine: index) {
      return taxAccount(
        orderLine.taxJurisdiction, isMarketplace: orderLine.taxRemittedBy == .marketplace)
    }
    return taxAccount(.none, isMarketplace: orders.isTaxWithheld(on: line.orderId))
  }

  private mutating func taxAccount(_ jurisdiction: Symbol, isMarketplace: Bool) -> Int {
    let key = UInt64(jurisdiction.index) << 1 | (isMarketplace ? 1 : 0)
    if let known = taxAccounts[key] { return known }
    let name = snapshot.symbols[jurisdiction]
    let id = accounts.id(isMarketplace ? .marketplaceTax(name) : .salesTax(name))
    taxAccounts[key] = id
    return id
  }

  /// Recipe R6 has both legs: what is withheld has a posting beside that of what was collected.
  private mutating func withheldAccount(_ jurisdiction: Symbol) -> Int {
    if let known = withheldAccounts[jurisdiction] { return known }
    let id = accounts.separateId(.marketplaceTax(snapshot.symbols[jurisdiction]))
    withheldAccounts[jurisdiction] = id
    return id
  }

  private mutating func share(
    _ line: SettlementLine, _ index: Int, _ column: MarginColumn, _ posting: Int,
    _ orders: OrderLookup
  ) {
    let orderLine = orders.orderLine(ofLine: index, line)
    if orderLine < 0, let targets = orders.bearers(ofLine: index, line) {
      let amounts = allocate(line.amount, by: targets.map(\.weight))
      for (target, amount) in zip(targets, amounts) {
        appendShare(target.orderLine, index, line.date, column, amount, posting)
      }
      return
    }
    appendShare(orderLine, index, line.date, column, line.amount, posting)
  }

  private mutating func appendShare(
    _ orderLine: Int32, _ index: Int, _ date: CalendarDate, _ column: MarginColumn,
    _ amount: Int64, _ posting: Int
  ) {
    if amount == 0 { return }
    let share = MarginShare(
      orderLine: orderLine, settlementLine: Int32(index), date: date, column: column,
      base: amount)
    if isForeign {
      shares.append(share)
      sharePostings.append(Int32(posting))
    } else {
      shares.merge(share, from: firstShare)
    }
  }

  /// Notes which goods the line at a position pays for, if any.
  mutating func noteSettledGoods(_ line: SettlementLine, _ index: Int, _ orders: OrderLookup) {
    guard line.event == .sale, line.component == .principal || line.component == .gross else {
      return
    }
    let orderLine = orders.orderLine(ofLine: index, line)
    if orderLine >= 0 {
      settled.append(
        SettledGoods(
          orderLine: orderLine, paidBy: line,
          quantity: line.component == .gross ? 0 : Int64(line.quantity)))
      return
    }
    settled += orders.goods(ofLine: index, line)
  }
}
