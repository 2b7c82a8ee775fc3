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
    /// The number of its start tag in the document, from 0; an attribute has its element's.
    var ordinal: Int
  }

  private(set) var nodes: [Node] = []
  private(set) var names = SymbolTable()
  private(set) var current = -1
  private var opened = 0
  private var attributeName: [UInt8] = []
  /// By name of an element, the name that came after it the last time: documents repeat their
  /// order of elements.
  private var successors: [Symbol] = []
  private var lastName = 0
  private var lastAttribute = Symbol.none

  mutating func intern(_ name: String) -> Symbol { names.intern(name) }

  mutating func open(_ name: Span<UInt8>, line: Int) {
    while successors.count < names.count { successors.append(.none) }
    let symbol = names.intern(name, likely: successors[lastName])
    successors[lastName] = symbol
    lastName = Int(symbol.index)
    if lastName == successors.count { successors.append(.none) }
    opened += 1
    current = add(symbol, line: line)
  }

  mutating func add(attribute name: Span<UInt8>, _ value: Span<UInt8>, to bytes: inout [UInt8]) {
    attributeName.removeAll(keepingCapacity: true)
    attributeName.append(UInt8(ascii: "@"))
    name.withUnsafeBufferPointer { attributeName.append(contentsOf: $0) }
    let key = attributeName
    lastAttribute = names.intern(key.span, likely: lastAttribute)
    let node = add(lastAttribute, line: nodes[current].line)
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
      addAfterChild(text, to: &bytes)
      return
    }
    let start = range.isEmpty ? bytes.count : range.lowerBound
    text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    nodes[current].text = start..<bytes.count
  }

  /// Adds text that a child parts from what came before: joined with a stroke, it is no number.
  private mutating func addAfterChild(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    var isBlank = true
    for index in text.indices where !text[index].isBlank { isBlank = false }
    if isBlank { return }
    let start = bytes.count
    bytes.append(contentsOf: Array(bytes[nodes[current].text]))
    bytes.append(contentsOf: " / ".utf8)
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
    nodes.append(Node(name: name, parent: current, line: line, ordinal: opened - 1))
    if current >= 0 {
      let last = nodes[current].lastChild
      if last >= 0 { nodes[last].nextSibling = index } else { nodes[current].firstChild = index }
      nodes[current].lastChild = index
    }
    return index
  }

  // MARK: - Looking things up

  func name(_ node: Int) -> String { names[nodes[node].name] }

  /// A node's place among its parent's children of the same name, from 1.
  func number(_ node: Int) -> Int {
    let parent = nodes[node].parent
    var sibling = parent < 0 ? -1 : nodes[parent].firstChild
    var number = 1
    while sibling >= 0, sibling != node {
      if nodes[sibling].name == nodes[node].name { number += 1 }
      sibling = nodes[sibling].nextSibling
    }
    return number
  }

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
