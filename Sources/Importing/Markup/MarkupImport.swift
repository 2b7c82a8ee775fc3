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
  private var paths: [CompiledPath] = []
  private var quickPaths: [QuickPath?] = []
  private var patterns: [[[Symbol?]]] = []
  private var unitPaths: [[Symbol?]] = []
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
    paths = contract.references.map { CompiledPath(ElementPath($0), in: &tree) }
    quickPaths = paths.map { QuickPath($0) }
    for rule in rules {
      patterns.append(
        rule.each.map { pattern in
          pattern.names.map { $0 == "*" ? nil : tree.intern($0) }
        })
    }
    let rowNames = patterns.joined().compactMap { $0.last ?? nil }
    unitPaths = shape.units.map { unit in unit.path.map { $0 == "*" ? nil : tree.intern($0) } }
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
        state.maker.cells.bytes.removeSubrange((textStarts.last ?? state.maker.cells.base)...)
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
    for unit in unitPaths.indices where unitPaths[unit].count == trail.count {
      var matches = true
      for index in trail.indices {
        if let wanted = unitPaths[unit][index], wanted != trail[index] {
          matches = false
          break
        }
      }
      if matches { return unit }
    }
    return nil
  }

  // MARK: - Rows

  private mutating func evaluate(_ unit: UnitRule, node: Int) throws {
    for rule in unit.rules where rules[rule].each.contains(where: \.isUnit) {
      if try evaluate(node, unit: node, rules: rule..<rule + 1) { break }
    }
    guard unit.rules.contains(where: { !patterns[$0].isEmpty }), node + 1 < tree.nodes.count else {
      return
    }
    for row in (node + 1)..<tree.nodes.count
    where Self.holds(isRowName, tree.nodes[row].name) {
      for rule in unit.rules where isRow(row, of: rule, below: node) {
        if try evaluate(row, unit: node, rules: rule..<rule + 1) { break }
      }
    }
  }

  /// Whether the path from the unit to the row ends with the names of one of the rule's patterns.
  private func isRow(_ row: Int, of rule: Int, below unit: Int) -> Bool {
    for pattern in patterns[rule].indices where !patterns[rule][pattern].isEmpty {
      var node = row
      var matches = true
      for index in patterns[rule][pattern].indices.reversed() {
        if node <= unit {
          matches = false
        } else if let name = patterns[rule][pattern][index], tree.nodes[node].name != name {
          matches = false
        }
        if !matches { break }
        node = tree.nodes[node].parent
      }
      if matches { return true }
    }
    return false
  }

  /// Evaluates a row by a rule; `false` when the rule's conditions do not fit.
  private mutating func evaluate(_ row: Int, unit: Int, rules range: Range<Int>) throws -> Bool {
    let end = state.maker.cells.bytes.count
    load(row, unit: unit)
    let line = tree.nodes[row].line
    let decision = self.decision(line: line, rule: range.lowerBound)
    if case .read(let changes) = decision {
      try apply(changes, line: line, rule: range.lowerBound)
    }
    let head = state.maker.plan.heads[range.lowerBound]
    guard
      head.isQuick
        ? state.maker.fitsQuickly(head)
        : state.maker.fits(rules[range.lowerBound].conditions)
    else {
      state.maker.cells.bytes.removeSubrange(end...)
      return false
    }
    state.maker.tally.line = line
    if case .discarded(let row) = decision {
      try state.discard(row, line: line)
      state.maker.cells.bytes.removeSubrange(end...)
      return true
    }
    let outcome = try state.maker.apply(range.lowerBound, line: line)
    if case .quarantined = outcome {
      let raw = Array(markup(row == unit ? row : tree.nodes[row].parent).utf8)
      try state.settle(
        outcome, line: line, byteOffset: 0, row: rowNumber(rule: range.lowerBound), raw: raw.span)
    } else {
      try state.settle(outcome, line: line, byteOffset: 0, raw: [UInt8]().span)
    }
    state.maker.cells.bytes.removeSubrange(end...)
    return true
  }

  private mutating func load(_ row: Int, unit: Int) {
    state.maker.staleFields = .max
    for slot in paths.indices {
      let node = quickPaths[slot]?.first(from: row, unit: unit, in: tree) ?? -2
      if node > -2 {
        state.maker.cells.ranges[slot] =
          node < 0 ? 0..<0 : tree.text(node, in: state.maker.cells)
        continue
      }
      let path = paths[slot]
      let found = path.find(from: row, unit: unit, in: tree, state.maker.cells.bytes)
      guard let first = found.first else {
        state.maker.cells.ranges[slot] = 0..<0
        continue
      }
      if path.isName {
        state.maker.cells.ranges[slot] = state.maker.append(
          Array(tree.names.utf8(tree.nodes[first].name)))
      } else if path.isNumber {
        state.maker.cells.ranges[slot] = state.maker.append(Array("\(tree.number(first))".utf8))
      } else if found.count == 1 {
        state.maker.cells.ranges[slot] = tree.text(first, in: state.maker.cells)
      } else {
        let texts = found.map { state.maker.cells.text(tree.text($0, in: state.maker.cells)) }
        state.maker.cells.ranges[slot] = state.maker.append(
          Array(texts.filter { !$0.isEmpty }.joined(separator: " ").utf8))
      }
    }
  }

  /// The element as XML, for a person who mends the row.
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
