@testable import Accounting
@testable import Importing

/// Whatever a contract says, it is read or refused; what it reads, it imports or refuses.
package enum ContractsProperty {
  private static let registry = standardRegistry()
  private static let file = ScratchFile("contract")

  package static func check(_ input: [UInt8]) {
    var registry = Self.registry
    let yaml = String(decoding: input, as: UTF8.self)
    let name: String
    do {
      name = try FormatRegistry.name(ofContract: yaml, file: "fuzz.yaml")
      try registry.add([(name: "fuzz.yaml", yaml: yaml)])
    } catch let error as ContractError {
      return expect(error.line > 0 && !error.message.isEmpty, "\(error)")
    } catch {
      return expect(false, "\(type(of: error)): \(error)")
    }
    guard let contract = registry.contract(named: name) else {
      return expect(false, "'\(name)' was read and is not there")
    }
    file.write(document(of: contract))
    _ = outcome(of: file, registry, format: name, chunkBytes: 1 << 16)
  }

  /// A file as the contract wants it, with values of every kind.
  private static func document(of contract: FormatContract) -> [UInt8] {
    let values = ["2026-09-01", "1.50", "USD", "A1", "", "-2", "10:00:00", "\"x\""]
    switch contract.shape {
    case .delimited(let shape):
      let names = shape.required + shape.optional
      let delimiter = shape.delimiters.first.map { String(Unicode.Scalar($0)) } ?? ","
      let rows = (0..<8).map { row in
        names.indices.map { values[(row + $0) % values.count] }.joined(separator: delimiter)
      }
      return Array(([names.joined(separator: delimiter)] + rows).joined(separator: "\n").utf8)
    case .markup(let shape):
      let leaves = contract.references.enumerated().map { index, name in
        let tag = name.split(whereSeparator: { "/@^$.|{} ".contains($0) }).last ?? "x"
        return "<\(tag)>\(values[index % values.count])</\(tag)>"
      }
      let trail = shape.units.map(\.path).max { $0.count < $1.count } ?? [shape.root]
      let start = trail.map { "<\($0)>" }.joined()
      let end = trail.reversed().map { "</\($0)>" }.joined()
      return Array("\(start)\(leaves.joined())\(end)".utf8)
    }
  }
}
