import Accounting

/// Where the other side of a settlement line goes, clearing being the one side.
enum PostingRoute: Sendable {
  /// An account that does not depend on the line, with the margin column it feeds.
  case account(Int, MarginColumn?)
  /// Tax collected: whose liability it is depends on the order.
  case tax
  /// Tax the channel keeps back.
  case withheld
  case reserve
  /// Taken by a dispute, or given back: an item for each.
  case dispute
  /// Collected from our card: in transit until the bank shows it.
  case inTransit
  case suspense
  /// A whole payment, whose parts only our order knows.
  case gross
}

/// The route of every pair of event and component, looked up by number.
struct PostingRoutes: Sendable {
  private var table: [PostingRoute]
  private static let width = 32

  init(accounts: inout AccountIndex) {
    table = Array(repeating: .suspense, count: Self.width * LineEvent.allCases.count)
    for event in LineEvent.allCases {
      for component in LineComponent.allCases {
        table[Self.position(event, component)] = Self.route(event, component, &accounts)
      }
    }
  }

  subscript(event: LineEvent, component: LineComponent) -> PostingRoute {
    table[Self.position(event, component)]
  }

  private static func position(_ event: LineEvent, _ component: LineComponent) -> Int {
    Int(event.rawValue) * width + Int(component.rawValue)
  }

  private static func route(
    _ event: LineEvent, _ component: LineComponent, _ accounts: inout AccountIndex
  ) -> PostingRoute {
    switch event {
    case .unknown, .payout, .balanceForward, .conversion, .memo, .payoutReturned, .stated:
      return .suspense
    case .reserveHeld, .reserveReleased:
      return .reserve
    case .cardPayment:
      return .inTransit
    case .sale, .refund:
      return trade(event, component, &accounts)
    case .chargeback, .chargebackReversal:
      if component.isFee { return fee(component, &accounts) }
      return .dispute
    case .reimbursement:
      if component.isFee { return fee(component, &accounts) }
      return .account(accounts.id(.reimbursements), nil)
    case .paidDirectly:
      return .account(accounts.id(.cash), nil)
    case .charge:
      if component == .withheld { return .withheld }
      return fee(component.isFee ? component : .otherFee, &accounts)
    }
  }

  private static func trade(
    _ event: LineEvent, _ component: LineComponent, _ accounts: inout AccountIndex
  ) -> PostingRoute {
    switch component {
    case .tax: return .tax
    case .withheld: return .withheld
    case .gross: return .gross
    case .discount: return .account(accounts.id(.discounts), .discounts)
    case .principal, .shipping, .giftWrap:
      if event == .refund { return .account(accounts.id(.returns), .refunds) }
      return .account(
        accounts.id(component == .shipping ? .shippingIncome : .sales), .revenue)
    case .none: return .suspense
    default: return fee(component, &accounts)
    }
  }

  /// Dispute fees have an account of their own.
  private static func fee(
    _ component: LineComponent, _ accounts: inout AccountIndex
  ) -> PostingRoute {
    if component == .dispute { return .account(accounts.id(.disputeFees), .fees) }
    return .account(accounts.id(.fees(component.name)), .fees)
  }
}

extension LineEvent {
  /// Whether lines of this event are booked line by line; payouts, those that came back and
  /// conversions have entries of their own, the others move nothing.
  var isPostedToClearing: Bool {
    switch self {
    case .payout, .balanceForward, .conversion, .memo, .payoutReturned, .stated: false
    default: true
    }
  }
}
