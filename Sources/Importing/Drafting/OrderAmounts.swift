/// What the amounts of an order file are: a line's or a whole order's, which its rows repeat; and
/// what they come to.
struct OrderAmounts {
  enum Scope { case line, order }

  /// A charge beside the price.
  struct Charge {
    let role: ColumnRole
    let position: Int
    /// `nil` where no order of several rows shows it.
    let seen: Scope?
  }

  /// How rows come to the total that the file states.
  struct Identity {
    let total: Int
    let isOfOrder: Bool
    /// The price is of one.
    let isUnitPrice: Bool
    /// By role, how a charge counts: added, taken off, or not at all.
    let signs: [ColumnRole: Int64]
    let scopes: [ColumnRole: Scope]
  }

  let charges: [Charge]
  /// An order's rows stand together.
  let areTogether: Bool
  let hasSeveralRows: Bool
  private(set) var identity: Identity?
  /// Rows come to the total in other ways as well.
  private(set) var isAmbiguous = false
  private let orders: [[Int]]
  private let proof: NumberProof
  private let price: Int?
  private let quantity: Int?

  init(_ survey: FileSurvey, _ roles: DraftRoles, price: Int?) {
    proof = roles.proof
    self.price = price
    quantity = roles.position(.quantity)
    let cells = roles[.order]?.cells ?? []
    let byOrder = Dictionary(grouping: cells.indices) { cells[$0] }
    orders = byOrder.values.sorted { $0[0] < $1[0] }
    areTogether = orders.allSatisfy { $0.count == $0[$0.count - 1] - $0[0] + 1 }
    hasSeveralRows = orders.contains { $0.count > 1 }
    let (proof, orders) = (proof, orders)
    charges = [.tax, .shipping, .discount].compactMap { role in
      roles.position(role).map { position in
        Charge(role: role, position: position, seen: Self.scope(proof.values(position), orders))
      }
    }
    let used = Set(charges.map(\.position) + [price, quantity].compactMap(\.self))
    let totals = survey.columns.indices.filter {
      !used.contains($0) && survey.columns[$0].isNumber(mark: survey.decimalMark)
        && !proof.hasOnlyZeros($0)
    }
    findIdentity(totals, prefersUnitPrice: roles.position(.unitPrice) == price)
  }

  /// Whether a charge stands once for all rows of an order.
  func scope(of role: ColumnRole) -> Scope {
    identity?.scopes[role] ?? charges.first { $0.role == role }?.seen ?? .line
  }

  func isRepeated(_ position: Int) -> Bool {
    Self.scope(proof.values(position), orders) == .order
  }

  /// Rows of an order that have the same value in every order show that it is the order's.
  private static func scope(_ values: [Int64?], _ orders: [[Int]]) -> Scope? {
    let several = orders.filter { rows in
      rows.count > 1 && rows.contains { values[$0] ?? 0 != 0 }
    }
    if several.isEmpty { return nil }
    return several.allSatisfy { rows in rows.allSatisfy { values[$0] == values[rows[0]] } }
      ? .order : .line
  }

  // MARK: - What rows come to

  /// The first way that holds for all rows, the likeliest first.
  private mutating func findIdentity(_ totals: [Int], prefersUnitPrice: Bool) {
    guard let price, orders.count > 1 || hasSeveralRows else { return }
    let units = quantity == nil ? [false] : prefersUnitPrice ? [true, false] : [false, true]
    for signs in Self.signs(of: charges) where counts(signs) {
      for total in totals {
        let isOfOrder = !hasSeveralRows || isRepeated(total)
        for scopes in scopes(isOfOrder) {
          for isUnitPrice in units {
            let found = Identity(
              total: total, isOfOrder: isOfOrder, isUnitPrice: isUnitPrice, signs: signs,
              scopes: scopes)
            if holds(found, price) { take(found) }
          }
        }
      }
    }
  }

  private mutating func take(_ found: Identity) {
    guard let first = identity else { return identity = found }
    let isOther = charges.contains { charge in
      !proof.hasOnlyZeros(charge.position)
        && (found.scopes[charge.role] != first.scopes[charge.role]
          || found.signs[charge.role] != first.signs[charge.role])
    }
    if isOther || found.isUnitPrice != first.isUnitPrice { isAmbiguous = true }
  }

  /// Some charge that the file has is in the sum: a total of prices alone says nothing of them.
  private func counts(_ signs: [ColumnRole: Int64]) -> Bool {
    let filled = charges.filter { !proof.hasOnlyZeros($0.position) }
    return filled.isEmpty || filled.contains { signs[$0.role] != 0 }
  }

  /// Charges are added and a discount taken off before other ways are tried.
  private static func signs(of charges: [Charge]) -> [[ColumnRole: Int64]] {
    let all: [[ColumnRole: Int64]] = charges.reduce([[:]]) { known, charge in
      let ways: [Int64] = charge.role == .discount ? [-1, 1, 0] : [1, 0]
      return ways.flatMap { way in known.map { $0.merging([charge.role: way]) { $1 } } }
    }
    return (0...charges.count).flatMap { count in
      all.filter { signs in signs.values.count { $0 == 0 } == count }
    }
  }

  /// What repeats is the order's before it is each line's, where the total is the order's.
  private func scopes(_ isOfOrder: Bool) -> [[ColumnRole: Scope]] {
    guard isOfOrder else {
      return [Dictionary(uniqueKeysWithValues: charges.map { ($0.role, .line) })]
    }
    return charges.reduce([[:]]) { known, charge in
      let ways: [Scope] = charge.seen == .order ? [.order, .line] : [.line]
      return ways.flatMap { way in known.map { $0.merging([charge.role: way]) { $1 } } }
    }
  }

  private func holds(_ identity: Identity, _ price: Int) -> Bool {
    let groups = identity.isOfOrder ? orders : orders.flatMap { $0.map { [$0] } }
    return groups.allSatisfy { rows in
      proof.values(identity.total)[rows[0]].map { $0 == sum(identity, price, rows) } ?? false
    }
  }

  private func sum(_ identity: Identity, _ price: Int, _ rows: [Int]) -> Int64? {
    var sum: Int64 = 0
    for row in rows {
      guard let one = proof.values(price)[row] else { return nil }
      let count = identity.isUnitPrice ? quantity.flatMap { proof.values($0)[row] } : 1_000_000
      guard let count, count % 1_000_000 == 0 else { return nil }
      sum &+= one &* (count / 1_000_000)
    }
    for charge in charges {
      let counted = identity.scopes[charge.role] == .order ? [rows[0]] : rows
      let part = counted.reduce(Int64(0)) { $0 &+ (proof.values(charge.position)[$1] ?? 0) }
      sum &+= part &* (identity.signs[charge.role] ?? 0)
    }
    return sum
  }
}
