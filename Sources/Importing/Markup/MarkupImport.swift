import Accounting
import XMLText

/// Passes what the XML parser finds on to the reader of one document.
final class MarkupHandler: XMLHandler {
  var document: MarkupImport

  init(_ document: consuming MarkupImport) { self.document = document }

  func startElement(_ name: Span<UInt8>, line: Int) throws {
    try document.startElement(name, line: line)
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) throws {
    document.attribute(name, value)
  }

  func text(_ bytes: Span<UInt8>) throws { document.text(bytes) }

  func endElement(_ name: Span<UInt8>) throws { try document.endElement() }
}

/// Reads the units of one XML document and hands their rows to the record maker.
struct MarkupImport: ~Copyable {
  var state: ImportState
  private let shape: MarkupShape
  private let rules: [RowRule]
  private var tree = ElementTree()
  private var values: MarkupValues
  private var patterns: [[NamePattern]] = []
  private var unitPaths: [NamePattern] = []
  private var unitDepthMax = 0
  /// By name: whether such an element may be a row, and whether the contract knows it.
  private var isRowName: [Bool] = []
  private var isKnownName: [Bool] = []
  private var trail: [Symbol] = []
  private var textStarts: [Int] = []

  init(state: consuming ImportState, shape: MarkupShape) {
    let contract = state.maker.contract
    self.state = state
    self.shape = shape
    rules = contract.rules
    values = MarkupValues(contract, in: &tree)
    for rule in rules { patterns.append(rule.each.map { NamePattern($0.names, in: &tree) }) }
    let rowNames = patterns.joined().compactMap(\.lastName)
    unitPaths = shape.units.map { NamePattern($0.path, in: &tree) }
    unitDepthMax = unitPaths.map(\.count).max() ?? 0
    let knownNames = shape.knownNames.sorted().map { tree.intern($0) }
    isRowName = Self.flags(rowNames, tree.names.count)
    isKnownName = Self.flags(knownNames, shape.knownNames.isEmpty ? 0 : tree.names.count)
  }

  mutating func startElement(_ name: Span<UInt8>, line: Int) throws {
    tree.open(name, line: line)
    let symbol = tree.nodes[tree.current].name
    trail.append(symbol)
    textStarts.append(state.maker.cells.bytes.count)
    if trail.count == 1, !shape.root.isEmpty, tree.names[symbol] != shape.root {
      throw ImportRefusal(
        reason: "wrong_root", message: "the root element is not \(shape.root)", line: line)
    }
    if !isKnownName.isEmpty, !Self.holds(isKnownName, symbol) {
      state.maker.tally.line = line
      state.maker.tally.warn(
        "unknown_element", "the element '\(tree.names[symbol])' is not known")
    }
  }

  mutating func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    tree.add(attribute: name, value, to: &state.maker.cells.bytes)
  }

  mutating func text(_ bytes: Span<UInt8>) {
    tree.add(text: bytes, to: &state.maker.cells.bytes)
  }

  mutating func endElement() throws {
    let node = tree.current
    tree.close()
    if let unit = closedUnit() {
      try evaluate(shape.units[unit], node: node)
      if !shape.units[unit].isKept {
        tree.release(node)
        state.maker.cells.cut(to: textStarts.last ?? state.maker.cells.base)
      }
    }
    trail.removeLast()
    textStarts.removeLast()
  }

  private static func flags(_ names: [Symbol], _ count: Int) -> [Bool] {
    var flags = [Bool](repeating: false, count: count)
    for name in names { flags[Int(name.index)] = true }
    return flags
  }

  private static func holds(_ flags: [Bool], _ name: Symbol) -> Bool {
    Int(name.index) < flags.count && flags[Int(name.index)]
  }

  /// The unit that the element under way is, if any.
  private func closedUnit() -> Int? {
    if trail.count > unitDepthMax { return nil }
    for unit in unitPaths.indices where unitPaths[unit].count == trail.count {
      if unitPaths[unit].matches(trail) { return unit }
    }
    return nil
  }

  // MARK: - Rows

  private mutating func evaluate(_ unit: UnitRule, node: Int) throws {
    guard !unit.rules.isEmpty else { return }
    let end = state.maker.cells.bytes.count
    values.begin(unit: node, tree, &state.maker)
    try evaluateRows(unit, node: node)
    state.maker.cells.cut(to: end)
  }

  private mutating func evaluateRows(_ unit: UnitRule, node: Int) throws {
    for rule in unit.rules where rules[rule].each.contains(where: \.isUnit) {
      if try evaluate(node, unit: node, rule) { break }
    }
    guard unit.rules.contains(where: { !patterns[$0].isEmpty }), node + 1 < tree.nodes.count else {
      return
    }
    for row in (node + 1)..<tree.nodes.count
    where Self.holds(isRowName, tree.nodes[row].name) {
      for rule in unit.rules where isRow(row, of: rule, below: node) {
        if try evaluate(row, unit: node, rule) { break }
      }
    }
  }

  /// Whether the path from the unit to the row ends with the names of one of the rule's patterns.
  private func isRow(_ row: Int, of rule: Int, below unit: Int) -> Bool {
    for pattern in patterns[rule].indices
    where patterns[rule][pattern].endsPath(to: row, below: unit, in: tree) { return true }
    return false
  }

  /// Evaluates a row by a rule; `false` when the rule's conditions do not fit.
  private mutating func evaluate(_ row: Int, unit: Int, _ rule: Int) throws -> Bool {
    let end = state.maker.cells.bytes.count
    let line = tree.nodes[row].line
    var decision: Amendments.Decision?
    if state.amendments.isEmpty {
      values.load(row, unit: unit, for: rule, tree, &state.maker)
    } else {
      values.loadAll(row, unit: unit, tree, &state.maker)
      decision = self.decision(line: line, rule: rule)
    }
    if case .read(let changes) = decision { try apply(changes, line: line, rule: rule) }
    let head = state.maker.plan.heads[rule]
    guard
      head.isQuick
        ? state.maker.fitsQuickly(head) : state.maker.fits(rules[rule].conditions)
    else {
      state.maker.cells.cut(to: end)
      return false
    }
    state.maker.tally.line = line
    if case .discarded(let row) = decision {
      try state.discard(row, line: line)
      state.maker.cells.cut(to: end)
      return true
    }
    let outcome = try state.maker.apply(rule, line: line)
    if case .quarantined = outcome {
      let element = row == unit ? row : tree.nodes[row].parent
      try state.settle(
        outcome, line: line, byteOffset: 0, row: rowNumber(rule: rule),
        element: tree.nodes[element].ordinal, raw: Array(markup(element).utf8).span)
    } else {
      try state.settle(outcome, line: line, byteOffset: 0, raw: [UInt8]().span)
    }
    state.maker.cells.cut(to: end)
    return true
  }

  /// The element as XML written anew, for where the bytes of the file cannot be quoted.
  private func markup(_ node: Int) -> String {
    var attributes = ""
    var content = state.maker.cells.text(tree.text(node, in: state.maker.cells))
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      let name = tree.name(child)
      if name.hasPrefix("@") {
        let value = state.maker.cells.text(tree.nodes[child].text)
        attributes += " \(name.dropFirst())=\"\(value)\""
      } else if content.utf8.count < 16_384 {
        content += markup(child)
      }
      child = tree.nodes[child].nextSibling
    }
    let name = tree.name(node)
    return "<\(name)\(attributes)>\(content)</\(name)>"
  }
}
