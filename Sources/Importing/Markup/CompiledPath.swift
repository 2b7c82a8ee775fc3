import Accounting

/// An element path with its names looked up once.
struct CompiledPath {
  enum Start { case row, unit, ancestor(Symbol) }
  indirect enum Step {
    case parent
    case child(Symbol, whereSteps: [Step], equals: [UInt8])
  }

  let start: Start
  let steps: [Step]
  let isName: Bool
  let isNumber: Bool
  let isAll: Bool
  init(_ path: ElementPath, in tree: inout ElementTree) {
    switch path.start {
    case .row: start = .row
    case .unit: start = .unit
    case .ancestor(let name): start = .ancestor(tree.intern(name))
    }
    steps = Self.steps(path.steps, in: &tree)
    isName = path.isName
    isNumber = path.isNumber
    isAll = path.isAll
  }

  private static func steps(_ steps: [ElementPath.Step], in tree: inout ElementTree) -> [Step] {
    var result: [Step] = []
    for step in steps {
      switch step {
      case .parent: result.append(.parent)
      case .child(let name, let inner, let equals):
        let symbol = tree.intern(name)
        result.append(
          .child(symbol, whereSteps: Self.steps(inner, in: &tree), equals: equals))
      }
    }
    return result
  }

  /// The nodes the path leads to, in document order; only the first unless all are wanted.
  func find(from row: Int, unit: Int, in tree: borrowing ElementTree, _ bytes: [UInt8]) -> [Int] {
    var node = row
    switch start {
    case .row: break
    case .unit: node = unit
    case .ancestor(let name):
      while node >= 0, tree.nodes[node].name != name { node = tree.nodes[node].parent }
      if node < 0 { return [] }
    }
    var found: [Int] = []
    Self.walk(node, steps[...], tree, bytes, isAll: isAll, into: &found)
    return found
  }

  private static func walk(
    _ node: Int, _ steps: ArraySlice<Step>, _ tree: borrowing ElementTree, _ bytes: [UInt8],
    isAll: Bool,
    into found: inout [Int]
  ) {
    guard let step = steps.first else {
      found.append(node)
      return
    }
    switch step {
    case .parent:
      let parent = tree.nodes[node].parent
      if parent >= 0 {
        walk(parent, steps.dropFirst(), tree, bytes, isAll: isAll, into: &found)
      }
    case .child(let name, let inner, let equals):
      var child = tree.nodes[node].firstChild
      while child >= 0 {
        if tree.nodes[child].name == name,
          inner.isEmpty || holds(child, inner, equals, tree, bytes)
        {
          walk(child, steps.dropFirst(), tree, bytes, isAll: isAll, into: &found)
          if !isAll && !found.isEmpty { return }
        }
        child = tree.nodes[child].nextSibling
      }
    }
  }

  private static func holds(
    _ node: Int, _ steps: [Step], _ value: [UInt8], _ tree: borrowing ElementTree, _ bytes: [UInt8]
  ) -> Bool {
    var found: [Int] = []
    walk(node, steps[...], tree, bytes, isAll: true, into: &found)
    return found.contains {
      bytes[ElementTree.trim(tree.nodes[$0].text, bytes)].elementsEqual(value)
    }
  }
}

/// A short path without conditions, in plain numbers: what most values of most rows need.
struct QuickPath {
  private static let stepsMax = 4
  /// `none` is a step up.
  private var steps: InlineArray<4, Symbol> = .init(repeating: .none)
  private var count = 0
  private var stepsDown = 0

  /// `nil` when the path is not that simple.
  init?(_ path: CompiledPath) {
    guard !path.isAll, !path.isName, !path.isNumber, path.steps.count <= Self.stepsMax else {
      return nil
    }
    for step in path.steps {
      switch step {
      case .parent: steps[count] = .none
      case .child(let name, let conditions, _):
        guard conditions.isEmpty else { return nil }
        steps[count] = name
        stepsDown += 1
      }
      count += 1
    }
  }

  /// What the first elements on the way lead to from the path's start.
  ///
  /// - Returns: The node, -1 when there is none, or -2 when a later sibling on the way may have it.
  func first(from start: Int, in tree: borrowing ElementTree) -> Int {
    var node = start
    if node < 0 { return -1 }
    for index in 0..<count {
      let name = steps[index]
      if name.isNone {
        node = tree.nodes[node].parent
      } else {
        node = tree.nodes[node].firstChild
        while node >= 0, tree.nodes[node].name.index != name.index {
          node = tree.nodes[node].nextSibling
        }
      }
      if node < 0 { return stepsDown > 1 ? -2 : -1 }
    }
    return node
  }
}
