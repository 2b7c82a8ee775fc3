import Accounting
import XMLText

/// Reads the units of one XML document and hands their rows to the record maker.
final class MarkupImport: XMLHandler {
  var state: ImportState
  private let shape: MarkupShape
  private let rules: [RowRule]
  private var tree = ElementTree()
  private var paths: [CompiledPath] = []
  private var patterns: [[[Symbol?]]] = []
  private var unitPaths: [[Symbol?]] = []
  private var rowNames: Set<Symbol> = []
  private var knownNames: Set<Symbol> = []
  private var trail: [Symbol] = []
  private var textStarts: [Int] = []

  init(state: consuming ImportState, shape: MarkupShape) {
    let contract = state.maker.contract
    self.state = state
    self.shape = shape
    rules = contract.rules
    paths = contract.references.map { CompiledPath(ElementPath($0), in: &tree) }
    for rule in rules {
      patterns.append(
        rule.each.map { pattern in
          pattern.names.map { $0 == "*" ? nil : tree.intern($0) }
        })
    }
    for case let last?? in patterns.joined().map(\.last) { rowNames.insert(last) }
    unitPaths = shape.units.map { unit in unit.path.map { $0 == "*" ? nil : tree.intern($0) } }
    for name in shape.knownNames { knownNames.insert(tree.intern(name)) }
  }

  func startElement(_ name: Span<UInt8>, line: Int) throws {
    tree.open(name, line: line)
    let symbol = tree.nodes[tree.current].name
    trail.append(symbol)
    textStarts.append(state.maker.cells.bytes.count)
    if trail.count == 1, !shape.root.isEmpty, tree.names[symbol] != shape.root {
      throw ImportRefusal(
        reason: "wrong_root", message: "the root element is not \(shape.root)", line: line)
    }
    if !knownNames.isEmpty, !knownNames.contains(symbol) {
      state.maker.tally.line = line
      state.maker.tally.warn(
        "unknown_element", "the element '\(tree.names[symbol])' is not known")
    }
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) throws {
    tree.add(attribute: name, value, to: &state.maker.cells.bytes)
  }

  func text(_ bytes: Span<UInt8>) throws {
    tree.add(text: bytes, to: &state.maker.cells.bytes)
  }

  func endElement(_ name: Span<UInt8>) throws {
    let node = tree.current
    tree.close()
    if let unit = unitPaths.firstIndex(where: { matches($0) }) {
      try evaluate(shape.units[unit], node: node)
      if !shape.units[unit].isKept {
        tree.release(node)
        state.maker.cells.bytes.removeSubrange((textStarts.last ?? state.maker.cells.base)...)
      }
    }
    trail.removeLast()
    textStarts.removeLast()
  }

  private func matches(_ path: [Symbol?]) -> Bool {
    guard path.count == trail.count else { return false }
    for (wanted, name) in zip(path, trail) where wanted != nil && wanted != name { return false }
    return true
  }

  // MARK: - Rows

  private func evaluate(_ unit: UnitRule, node: Int) throws {
    for rule in unit.rules where rules[rule].each.contains(where: \.isUnit) {
      if try evaluate(node, unit: node, rules: rule..<rule + 1) { break }
    }
    guard unit.rules.contains(where: { !patterns[$0].isEmpty }), node + 1 < tree.nodes.count else {
      return
    }
    for row in (node + 1)..<tree.nodes.count where rowNames.contains(tree.nodes[row].name) {
      for rule in unit.rules where patterns[rule].contains(where: { ends(row, with: $0, below: node) }) {
        if try evaluate(row, unit: node, rules: rule..<rule + 1) { break }
      }
    }
  }

  /// Whether the path from the unit to the row ends with the names.
  private func ends(_ row: Int, with names: [Symbol?], below unit: Int) -> Bool {
    guard !names.isEmpty else { return false }
    var node = row
    for name in names.reversed() {
      if node <= unit { return false }
      if let name, tree.nodes[node].name != name { return false }
      node = tree.nodes[node].parent
    }
    return true
  }

  /// Evaluates a row by a rule; `false` when the rule's conditions do not fit.
  private func evaluate(_ row: Int, unit: Int, rules range: Range<Int>) throws -> Bool {
    let end = state.maker.cells.bytes.count
    load(row, unit: unit)
    guard state.maker.fits(rules[range.lowerBound].conditions) else {
      state.maker.cells.bytes.removeSubrange(end...)
      return false
    }
    let line = tree.nodes[row].line
    state.maker.tally.line = line
    let outcome = try state.maker.apply(range.lowerBound, line: line)
    if case .quarantined = outcome {
      let raw = Array(markup(row == unit ? row : tree.nodes[row].parent).utf8)
      try state.settle(outcome, line: line, byteOffset: 0, raw: raw.span)
    } else {
      try state.settle(outcome, line: line, byteOffset: 0, raw: [UInt8]().span)
    }
    state.maker.cells.bytes.removeSubrange(end...)
    return true
  }

  private func load(_ row: Int, unit: Int) {
    for slot in paths.indices {
      let path = paths[slot]
      if !path.isAll && !path.isName {
        let node = path.first(from: row, unit: unit, in: tree, state.maker.cells)
        state.maker.cells.ranges[slot] =
          node < 0 ? 0..<0 : tree.text(node, in: state.maker.cells)
        continue
      }
      let found = path.find(from: row, unit: unit, in: tree, state.maker.cells.bytes)
      guard let first = found.first else {
        state.maker.cells.ranges[slot] = 0..<0
        continue
      }
      if path.isName {
        state.maker.cells.ranges[slot] = state.maker.append(Array(tree.names.utf8(tree.nodes[first].name)))
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
