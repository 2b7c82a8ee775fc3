import Accounting

/// What people decided about pairs of one kind.
struct DecisionBook: Sendable {
  struct Pair: Hashable {
    var external: String
    var `internal`: String
  }

  private(set) var confirmed: [Pair] = []
  private let forbidden: Set<Pair>

  init(_ decisions: [MatchDecision], of kind: Match.Kind) {
    let own = decisions.filter { $0.kind == kind }
    let pair = { (decision: MatchDecision) in
      Pair(external: decision.external, internal: decision.internal)
    }
    confirmed = own.filter(\.isConfirmed).map(pair).sorted {
      ($0.external, $0.internal) < ($1.external, $1.internal)
    }
    forbidden = Set(own.filter { !$0.isConfirmed }.map(pair))
  }

  var isEmpty: Bool { confirmed.isEmpty && forbidden.isEmpty }

  func isForbidden(_ external: String, _ internal: String) -> Bool {
    !forbidden.isEmpty && forbidden.contains(Pair(external: external, internal: `internal`))
  }
}
