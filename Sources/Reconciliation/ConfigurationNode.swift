import Accounting
import Yams

/// A place in `crossfoot.yaml` that knows its name, so that every refusal can say where.
struct ConfigurationNode {
  let file: String
  let path: String
  let node: Node?

  func child(_ key: String) -> ConfigurationNode? {
    guard let value = node?.mapping?[key], !value.isBlank else { return nil }
    return ConfigurationNode(file: file, path: name(of: key), node: value)
  }

  private func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// What is wrong with a key of this group.
  func failure(_ key: String, _ value: String, _ wanted: String) -> BooksError {
    failure(name(of: key), place(of: key), value, wanted)
  }

  /// What is wrong with this value itself.
  func failure(_ value: String, _ wanted: String) -> BooksError {
    failure(path.isEmpty ? "the file" : path, place(of: nil), value, wanted)
  }

  private func failure(
    _ name: String, _ place: String, _ value: String, _ wanted: String
  ) -> BooksError {
    BooksError(.unusable, "\(file)\(place): \(name) is '\(value)', but takes \(wanted)")
  }

  /// `:LINE`, of the key where there is one.
  private func place(of key: String?) -> String {
    let keys = node?.mapping?.keys.first { $0.string != nil && $0.string == key }
    return (keys?.mark ?? node?.mark).map { ":\($0.line)" } ?? ""
  }

  /// The line of a key of this group; 1 where it does not say.
  func line(of key: String) -> Int {
    node?.mapping?.keys.first { $0.string == key }?.mark?.line ?? 1
  }

  /// Refuses a key that means nothing, and a value where a group of keys should be: a misspelt
  /// setting must not be ignored in silence.
  func onlyKeys(_ known: [String]) throws {
    for (key, node) in try entries() where !known.contains(key) {
      throw BooksError(
        .unusable,
        "\(file)\(place(of: key)): \(node.path) is not a setting; the settings here are "
          + known.joined(separator: ", "))
    }
  }

  /// The keys of a group with their values.
  func entries() throws -> [(String, ConfigurationNode)] {
    guard let node, !node.isBlank else { return [] }
    guard let mapping = node.mapping else {
      throw failure(node.string ?? "a list", "keys with values, such as 'key: value'")
    }
    return try mapping.map { key, value in
      guard let text = key.string else { throw failure("a list or group", "a word as its key") }
      return (text, ConfigurationNode(file: file, path: name(of: text), node: value))
    }
  }

  func text() throws -> String {
    guard let text = node?.string else { throw failure("a list or group", "a single value") }
    return text
  }

  func text(_ key: String) throws -> String? { try child(key)?.text() }

  func texts(_ key: String) throws -> [String]? {
    guard let list = child(key) else { return nil }
    guard list.node?.sequence != nil else {
      throw failure(key, (try? list.text()) ?? "a group", "a list")
    }
    return try list.texts()
  }

  /// A single value, or each of a list.
  func texts() throws -> [String] {
    guard let sequence = node?.sequence else { return [try text()] }
    return try sequence.map { try ConfigurationNode(file: file, path: path, node: $0).text() }
  }

  /// Minor units: ten trillion dollars, as for amounts in files.
  static let amountMax: Int64 = 1_000_000_000_000_000

  func integer(_ key: String) throws -> Int64? {
    guard let text = try text(key) else { return nil }
    guard let number = Int64(text), (0...1_000_000).contains(number) else {
      throw failure(key, text, "a whole number from 0 to 1000000")
    }
    return number
  }

  func flag(_ key: String) throws -> Bool? {
    guard let text = try text(key) else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw failure(key, text, "true or false")
    }
  }

  func date(_ key: String) throws -> CalendarDate? {
    guard let text = try text(key) else { return nil }
    guard let date = CalendarDate(iso8601: text) else {
      throw failure(key, text, "a date YYYY-MM-DD")
    }
    return date
  }

  func currency(_ key: String) throws -> Currency? {
    guard let text = try text(key) else { return nil }
    guard let currency = Currency(code: text) else {
      throw failure(key, text, "an ISO 4217 code such as EUR")
    }
    return currency
  }

  func amount(_ key: String, _ currency: Currency) throws -> Int64? {
    guard let text = try text(key) else { return nil }
    guard let amount = parseAmount(text, digits: currency.minorDigits),
      (0...Self.amountMax).contains(amount)
    else {
      throw failure(key, text, "an amount of 0 or more such as 500.00, up to ten trillion")
    }
    return amount
  }
}

extension Node {
  /// A key without a value, which leaves the default.
  fileprivate var isBlank: Bool { scalar.map { ["", "~", "null"].contains($0.string) } ?? false }
}
