import Yams

/// What is wrong with a contract file, and where.
package struct ContractError: Error, Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let message: String

  package var description: String { "\(file):\(line): error: \(message)" }
}

extension ContractError {
  /// What makes a text no YAML, at its place.
  init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(
        file: file, line: mark.line,
        message: "this is no YAML: \(problem) (column \(mark.column)); see 'formats guide'")
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        file: file, line: context.mark.line,
        message: "\(keys.map { "'\($0)'" }.joined(separator: ", ")) stands twice")
    case .reader(let problem, _, _, _):
      self.init(file: file, line: 1, message: "this is no YAML: \(problem)")
    default: self.init(file: file, line: 1, message: "this is no YAML: \(error)")
    }
  }
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
      throw ContractError(error, file: file)
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

  /// Where a text stands below here, by itself or in the braces of a template; else here.
  func place(of text: String) -> ContractNode {
    first { $0 == text || $0.contains("{\(text)") } ?? self
  }

  private func first(where isWanted: (String) -> Bool) -> ContractNode? {
    if let scalar = node.scalar { return isWanted(scalar.string) ? self : nil }
    let pairs = node.mapping.map { $0.flatMap { [$0.key, $0.value] } }
    for child in node.sequence.map(Array.init) ?? pairs ?? [] {
      if let found = ContractNode(child, file: file).first(where: isWanted) { return found }
    }
    return nil
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
