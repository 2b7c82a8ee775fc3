import Foundation
import Hashing

/// The formats that can be read: the built-in contracts and a user's own.
package struct FormatRegistry: Sendable {
  /// Sorted by name.
  package private(set) var contracts: [FormatContract] = []
  /// Formats that a user's files say something of.
  package private(set) var ownFormats: Set<String> = []
  /// The user's files that say so, each with its SHA-256, sorted by name.
  package private(set) var ownFiles: [String] = []
  private var vocabularies: [String: Vocabulary] = [:]
  /// By format, the file that it was read from.
  private var texts: [String: ContractText] = [:]
  private let orderKeys: [String: String]

  private init(orderKeys: [String: String]) { self.orderKeys = orderKeys }

  /// The column that is read as a source's order numbers; empty where it is the contracts' own.
  package func orderKey(ofSource source: String) -> String { orderKeys[source] ?? "" }

  /// The built-in contracts.
  ///
  /// `orderKeys`: by source, the column that ties its settlement lines to orders, in place of the
  ///   contract's own.
  ///
  /// - Throws: ``ContractError`` when one of them does not fit; a fault of the program.
  package static func standard(orderKeys: [String: String] = [:]) throws -> FormatRegistry {
    var registry = FormatRegistry(orderKeys: orderKeys)
    try registry.add(
      BuiltInContracts.all.map { (name: $0.name, yaml: String(decoding: $0.bytes, as: UTF8.self)) })
    return registry
  }

  /// Adds the `.yaml` files of a folder; a contract replaces the one of the same name.
  ///
  /// A folder that does not exist adds nothing.
  ///
  /// - Throws: ``ContractError`` naming file and line of what does not fit.
  package mutating func add(folder: String) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder) else { return }
    let names = try manager.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    let files = try names.map { name in
      guard let yaml = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else {
        throw ContractError(file: name, line: 1, message: "cannot be read as UTF-8 text")
      }
      return (name: name, yaml: yaml)
    }
    ownFormats.formUnion(try add(files))
    ownFiles += files.map { "\($0.name) \(sha256Hex($0.yaml))" }
  }

  /// Adds contracts from their texts; vocabularies among them first, for those that know them too.
  ///
  /// - Returns: the formats that are there anew.
  @discardableResult
  package mutating func add(_ files: [(name: String, yaml: String)]) throws -> Set<String> {
    var changed: Set<String> = []
    var rest: [(node: ContractNode, text: ContractText)] = []
    for file in files {
      let text = ContractText(file: file.name, yaml: file.yaml)
      let node = try text.node
      let entries = try node.entries()
      if entries.contains(where: { $0.key == "format" }) {
        rest.append((node, text))
        continue
      }
      guard entries.contains(where: { $0.key == "vocabulary" }) else {
        throw node.failure(
          "'format' is missing: the contract's name, for example 'format: my-bank'")
      }
      let map = try node.map("vocabulary", "meanings")
      guard let name = try map["vocabulary"]?.text(), let meanings = map["meanings"] else {
        throw node.failure("a file has 'format', or 'vocabulary' with 'meanings'")
      }
      if vocabularies.updateValue(try Vocabulary(meanings), forKey: name) != nil {
        changed.insert(name)
      }
    }
    for contract in contracts where changed.contains(contract.vocabularyName) {
      if let text = texts[contract.name] { rest.insert((try text.node, text), at: 0) }
    }
    var names: Set<String> = []
    for (node, text) in rest {
      let contract = try ContractReader.read(
        node, vocabularies: vocabularies, orderKeys: orderKeys)
      contracts.removeAll { $0.name == contract.name }
      contracts.append(contract)
      texts[contract.name] = text
      names.insert(contract.name)
    }
    contracts.sort { $0.name < $1.name }
    return names
  }

  /// Whether a format's contract is one of the user's own files.
  package func isOwn(_ name: String) -> Bool {
    ownFormats.contains(name) && !yaml(of: name).isEmpty
  }

  /// The same formats with one of them as an earlier text of its contract has it.
  ///
  /// - Throws: ``ContractError`` when that text does not fit any more.
  package func reading(_ name: String, by yaml: String) throws -> FormatRegistry {
    guard !yaml.isEmpty, yaml != self.yaml(of: name) else { return self }
    var registry = self
    try registry.add([(name: "\(name).yaml", yaml: yaml)])
    return registry
  }

  /// The contract of a format as it was written.
  package func yaml(of name: String) -> String { texts[name]?.yaml ?? "" }

  /// The name that a contract's text gives its format.
  package static func name(ofContract yaml: String, file: String) throws -> String {
    let node = try ContractNode(yaml: yaml, file: file)
    guard let name = try node.entries().first(where: { $0.key == "format" })?.value.text() else {
      throw node.failure("'format' is missing")
    }
    return name
  }

  package func contract(named name: String) -> FormatContract? {
    contracts.first { $0.name == name }
  }
}

/// A contract file as it stands.
private struct ContractText: Sendable {
  let file: String
  let yaml: String

  var node: ContractNode {
    get throws { try ContractNode(yaml: yaml, file: file) }
  }
}
