import Accounting

/// Looks up the values of rows in the element tree, each once for the element its path starts from:
/// rows of one unit share most of theirs.
struct MarkupValues {
  private enum Start {
    case row, unit
    /// The nearest element upwards of a name, by the name's place in `ancestors`.
    case ancestor(Int)
  }

  private static let unknown = -2
  private let paths: [CompiledPath]
  private let quickPaths: [QuickPath?]
  private let starts: [Start]
  /// By rule, the slots that it may read.
  private let slots: [[Int]]
  /// By symbol: the name's place among those that paths start from, or -1.
  private let ancestors: [Int]
  /// By such a name, the nearest element above the row; -1 for none.
  private var nearest: [Int]
  /// By slot, the element that its value was looked up from, -1 for none.
  private var known: [Int]

  init(_ contract: FormatContract, in tree: inout ElementTree) {
    var compiled: [CompiledPath] = []
    for reference in contract.references {
      compiled.append(CompiledPath(ElementPath(reference), in: &tree))
    }
    var ancestors = [Int](repeating: -1, count: tree.names.count)
    var count = 0
    starts = compiled.map { path in
      switch path.start {
      case .row: return .row
      case .unit: return .unit
      case .ancestor(let name):
        if ancestors[Int(name.index)] < 0 {
          ancestors[Int(name.index)] = count
          count += 1
        }
        return .ancestor(ancestors[Int(name.index)])
      }
    }
    paths = compiled
    quickPaths = compiled.map { QuickPath($0) }
    slots = contract.rules.map(\.slots)
    self.ancestors = ancestors
    nearest = Array(repeating: -1, count: count)
    known = Array(repeating: Self.unknown, count: compiled.count)
  }

  /// Forgets the values of the unit before, and looks up those of this unit that are put together:
  /// what a row puts together goes with the row.
  mutating func begin(
    unit: Int, _ tree: borrowing ElementTree, _ maker: inout RecordMaker
  ) {
    for slot in known.indices { known[slot] = Self.unknown }
    maker.cells.staleFields = .max
    for slot in paths.indices {
      guard case .unit = starts[slot], quickPaths[slot] == nil else { continue }
      place(slot, from: unit, row: unit, unit: unit, tree, &maker)
      known[slot] = unit
    }
  }

  /// Puts the values that a rule may read into the record maker's cells.
  mutating func load(
    _ row: Int, unit: Int, for rule: Int, _ tree: borrowing ElementTree,
    _ maker: inout RecordMaker
  ) {
    climb(from: row, tree)
    for slot in slots[rule] {
      let start = start(of: slot, row: row, unit: unit, tree)
      if known[slot] == start { continue }
      let end = maker.cells.bytes.count
      place(slot, from: start, row: row, unit: unit, tree, &maker)
      known[slot] = maker.cells.bytes.count == end ? start : Self.unknown
    }
  }

  /// Puts all values into the cells, those that are known as well: they may have been amended.
  mutating func loadAll(
    _ row: Int, unit: Int, _ tree: borrowing ElementTree, _ maker: inout RecordMaker
  ) {
    climb(from: row, tree)
    for slot in paths.indices {
      place(
        slot, from: start(of: slot, row: row, unit: unit, tree), row: row, unit: unit, tree, &maker)
      known[slot] = Self.unknown
    }
  }

  private func start(
    of slot: Int, row: Int, unit: Int, _ tree: borrowing ElementTree
  ) -> Int {
    switch starts[slot] {
    case .row: row
    case .unit: unit
    case .ancestor(let name): nearest[name]
    }
  }

  private mutating func climb(from row: Int, _ tree: borrowing ElementTree) {
    for name in nearest.indices { nearest[name] = -1 }
    var node = row
    while node >= 0 {
      let symbol = Int(tree.nodes[node].name.index)
      if symbol < ancestors.count, ancestors[symbol] >= 0, nearest[ancestors[symbol]] < 0 {
        nearest[ancestors[symbol]] = node
      }
      node = tree.nodes[node].parent
    }
  }

  private func place(
    _ slot: Int, from start: Int, row: Int, unit: Int, _ tree: borrowing ElementTree,
    _ maker: inout RecordMaker
  ) {
    let node = quickPaths[slot]?.first(from: start, in: tree) ?? -2
    if node > -2 {
      maker.cells.place(slot, node < 0 ? 0..<0 : tree.text(node, in: maker.cells))
      return
    }
    let path = paths[slot]
    let found = path.find(from: row, unit: unit, in: tree, maker.cells.bytes)
    if let first = found.first, path.isName {
      maker.cells.place(slot, maker.append(Array(tree.names.utf8(tree.nodes[first].name))))
    } else if let first = found.first, path.isNumber {
      maker.cells.place(slot, maker.append(Array("\(tree.number(first))".utf8)))
    } else if found.count > 1 {
      let texts = found.map { maker.cells.text(tree.text($0, in: maker.cells)) }
      maker.cells.place(
        slot, maker.append(Array(texts.filter { !$0.isEmpty }.joined(separator: " ").utf8)))
    } else {
      let range = found.first.map { tree.text($0, in: maker.cells) }
      maker.cells.place(slot, range ?? 0..<0)
    }
  }
}
