import Accounting

/// The open elements of an XML document and what they hold, until a unit's end releases it.
///
/// Nodes and their texts only ever stand at the end, so that a finished subtree is cut off.
/// Attributes are children whose name starts with `@`.
struct ElementTree: ~Copyable {
  struct Node {
    var name: Symbol
    var parent: Int
    var firstChild = -1
    var lastChild = -1
    var nextSibling = -1
    var text = 0..<0
    var line: Int
  }

  private(set) var nodes: [Node] = []
  private(set) var names = SymbolTable()
  private(set) var current = -1
  private var attributeName: [UInt8] = []

  mutating func intern(_ name: String) -> Symbol { names.intern(name) }

  mutating func open(_ name: Span<UInt8>, line: Int) {
    current = add(names.intern(name), line: line)
  }

  mutating func add(attribute name: Span<UInt8>, _ value: Span<UInt8>, to bytes: inout [UInt8]) {
    attributeName.removeAll(keepingCapacity: true)
    attributeName.append(UInt8(ascii: "@"))
    name.withUnsafeBufferPointer { attributeName.append(contentsOf: $0) }
    let key = attributeName
    let node = add(names.intern(key.span), line: nodes[current].line)
    let start = bytes.count
    value.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    nodes[node].text = start..<bytes.count
  }

  /// Adds a piece of text to the current element; text between elements is left out.
  mutating func add(text: Span<UInt8>, to bytes: inout [UInt8]) {
    guard current >= 0 else { return }
    let range = nodes[current].text
    if range.isEmpty {
      // Blanks before a child or between children are layout.
      var isBlank = true
      for index in text.indices where !text[index].isBlank { isBlank = false }
      if isBlank { return }
    } else if range.upperBound != bytes.count {
      return
    }
    let start = range.isEmpty ? bytes.count : range.lowerBound
    text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    nodes[current].text = start..<bytes.count
  }

  /// Closes the current element and goes back to its parent.
  mutating func close() { current = nodes[current].parent }

  /// Forgets a closed element with all below it.
  mutating func release(_ node: Int) {
    let parent = nodes[node].parent
    nodes.removeSubrange(node...)
    guard parent >= 0 else { return }
    if nodes[parent].firstChild == node { nodes[parent].firstChild = -1 }
    var last = nodes[parent].firstChild
    while last >= 0, nodes[last].nextSibling >= 0, nodes[last].nextSibling != node {
      last = nodes[last].nextSibling
    }
    if last >= 0 { nodes[last].nextSibling = -1 }
    nodes[parent].lastChild = last
  }

  private mutating func add(_ name: Symbol, line: Int) -> Int {
    let index = nodes.count
    nodes.append(Node(name: name, parent: current, line: line))
    if current >= 0 {
      let last = nodes[current].lastChild
      if last >= 0 { nodes[last].nextSibling = index } else { nodes[current].firstChild = index }
      nodes[current].lastChild = index
    }
    return index
  }

  // MARK: - Looking things up

  func name(_ node: Int) -> String { names[nodes[node].name] }

  /// A node's text without the blanks around it.
  func text(_ node: Int, in cells: borrowing CellBuffer) -> Range<Int> {
    Self.trim(nodes[node].text, cells.bytes)
  }

  static func trim(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var range = range
    while !range.isEmpty, bytes[range.lowerBound].isBlank {
      range = (range.lowerBound + 1)..<range.upperBound
    }
    while !range.isEmpty, bytes[range.upperBound - 1].isBlank {
      range = range.lowerBound..<(range.upperBound - 1)
    }
    return range
  }
}

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
  let isAll: Bool
  /// The text of one element at most.
  var isSingle: Bool { !isAll && !isName }
  /// One step down at most, the steps up before it.
  private var isSimple = true
  /// The steps of a simple path, `none` for a step up.
  private var names: [Symbol] = []

  init(_ path: ElementPath, in tree: inout ElementTree) {
    switch path.start {
    case .row: start = .row
    case .unit: start = .unit
    case .ancestor(let name): start = .ancestor(tree.intern(name))
    }
    steps = Self.steps(path.steps, in: &tree)
    isName = path.isName
    isAll = path.isAll
    for step in steps {
      switch step {
      case .parent:
        isSimple = isSimple && names.allSatisfy(\.isNone)
        names.append(.none)
      case .child(let name, let inner, _):
        isSimple = isSimple && inner.isEmpty
        names.append(name)
      }
    }
    if isAll || names.count(where: { !$0.isNone }) > 2 { isSimple = false }
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

  /// The first node the path leads to, or -1.
  func first(from row: Int, unit: Int, in tree: borrowing ElementTree, _ cells: borrowing CellBuffer) -> Int {
    var node = row
    switch start {
    case .row: break
    case .unit: node = unit
    case .ancestor(let name):
      while node >= 0, tree.nodes[node].name != name { node = tree.nodes[node].parent }
      if node < 0 { return -1 }
    }
    if !isSimple { return find(from: row, unit: unit, in: tree, cells.bytes).first ?? -1 }
    // Without conditions and repeated elements on the way, each step has one answer.
    for index in names.indices {
      let name = names[index]
      if name.isNone {
        node = tree.nodes[node].parent
      } else {
        node = tree.nodes[node].firstChild
        while node >= 0, tree.nodes[node].name != name { node = tree.nodes[node].nextSibling }
      }
      if node < 0 { return -1 }
    }
    return node
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
    _ node: Int, _ steps: ArraySlice<Step>, _ tree: borrowing ElementTree, _ bytes: [UInt8], isAll: Bool,
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
    return found.contains { bytes[ElementTree.trim(tree.nodes[$0].text, bytes)].elementsEqual(value) }
  }
}
