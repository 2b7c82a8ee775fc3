import Accounting

/// Names of elements one below the other, `*` for any, looked up once.
struct NamePattern {
  private static let any = UInt32.max
  private let names: [UInt32]

  init(_ names: [String], in tree: inout ElementTree) {
    var numbers: [UInt32] = []
    for name in names { numbers.append(name == "*" ? Self.any : tree.intern(name).index) }
    self.names = numbers
  }

  var count: Int { names.count }

  /// The name at the end, unless that may be any.
  var lastName: Symbol? {
    names.last.flatMap { $0 == Self.any ? nil : Symbol(index: $0) }
  }

  /// Whether the path is one of just these names.
  func matches(_ path: [Symbol]) -> Bool {
    guard path.count == names.count else { return false }
    // The end differs more often than the start.
    for index in names.indices.reversed()
    where names[index] != Self.any && names[index] != path[index].index { return false }
    return true
  }

  /// Whether the path from below the unit to an element ends with these names.
  func endsPath(to element: Int, below unit: Int, in tree: borrowing ElementTree) -> Bool {
    if names.isEmpty { return false }
    var node = element
    for name in names.reversed() {
      if node <= unit || (name != Self.any && name != tree.nodes[node].name.index) { return false }
      node = tree.nodes[node].parent
    }
    return true
  }
}
