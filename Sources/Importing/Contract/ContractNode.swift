import Yams

/// What is wrong with a contract file, and where.
package struct ContractError: Error, Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let message: String

  package var description: String { "\(file):\(line): error: \(message)" }
}

/// A place in a contract file, with readers that name it when it does not fit.
struct ContractNode {
  let node: Node
  let file: String

  init(yaml: String, file: String) throws {
    let composed: Node?
    do {
      composed = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw ContractError(file: file, line: 1, message: "\(error)")
    }
    guard let composed else {
      throw ContractError(file: file, line: 1, message: "the contract is empty")
    }
    self.init(composed, file: file)
  }

  private init(_ node: Node, file: String) {
    self.node = node
    self.file = file
  }

  func failure(_ message: String) -> ContractError {
    ContractError(file: file, line: node.mark?.line ?? 1, message: message)
  }

  var isScalar: Bool { node.scalar != nil }
  var isMapping: Bool { node.mapping != nil }

  func text() throws -> String {
    guard let scalar = node.scalar else { throw failure("expected a text") }
    return scalar.string
  }

  func integer() throws -> Int {
    guard let value = Int(try text()) else { throw failure("expected a whole number") }
    return value
  }

  func flag() throws -> Bool {
    switch try text() {
    case "true": true
    case "false": false
    default: throw failure("expected true or false")
    }
  }

  /// The items of a sequence; a single value is a sequence of one.
  func list() throws -> [ContractNode] {
    guard let sequence = node.sequence else { return [self] }
    return sequence.map { ContractNode($0, file: file) }
  }

  func texts() throws -> [String] { try list().map { try $0.text() } }

  /// The entries of a mapping, in the order of the file.
  func entries() throws -> [(key: String, value: ContractNode)] {
    guard let mapping = node.mapping else { throw failure("expected a mapping") }
    return try mapping.map { pair in
      (try ContractNode(pair.key, file: file).text(), ContractNode(pair.value, file: file))
    }
  }

  /// A mapping in which only the named keys may stand.
  func map(_ allowed: String...) throws -> [String: ContractNode] {
    var result: [String: ContractNode] = [:]
    for (key, value) in try entries() {
      guard allowed.contains(key) else {
        throw value.failure("unknown key '\(key)'; known: \(allowed.joined(separator: ", "))")
      }
      guard result.updateValue(value, forKey: key) == nil else {
        throw value.failure("'\(key)' stands twice")
      }
    }
    return result
  }
}
