import Accounting
import Yams

/// A place in `crossfoot.yaml` that knows its name, so that every refusal can say where.
struct ConfigurationNode {
  let file: String
  let path: String
  let node: Node?

  func child(_ key: String) -> ConfigurationNode? {
    guard let value = node?.mapping?[key], value != Node("null"), value != Node("") else {
      return nil
    }
    return ConfigurationNode(file: file, path: path.isEmpty ? key : "\(path).\(key)", node: value)
  }

  func failure(_ key: String, _ value: String, _ wanted: String) -> BooksError {
    let place = node?.mark.map { ":\($0.line)" } ?? ""
    let name = path.isEmpty ? key : "\(path).\(key)"
    return BooksError(.unusable, "\(file)\(place): \(name) is '\(value)', but takes \(wanted)")
  }

  /// Refuses a key that means nothing: a misspelt setting must not be ignored in silence.
  func onlyKeys(_ known: [String]) throws {
    for key in node?.mapping?.keys.compactMap(\.string) ?? [] where !known.contains(key) {
      throw failure(key, "set", "no value: the known keys are \(known.joined(separator: ", "))")
    }
  }

  func entries() throws -> [(String, ConfigurationNode)] {
    (node?.mapping ?? [:]).compactMap { key, value in
      key.string.map {
        ($0, ConfigurationNode(file: file, path: "\(path).\($0)", node: value))
      }
    }
  }

  func text() throws -> String {
    guard let text = node?.string else { throw failure("value", "a group", "a single value") }
    return text
  }

  func text(_ key: String) throws -> String? { try child(key)?.text() }

  func texts(_ key: String) throws -> [String]? {
    guard let list = child(key) else { return nil }
    guard let sequence = list.node?.sequence else {
      throw failure(key, (try? list.text()) ?? "a group", "a list")
    }
    return sequence.compactMap(\.string)
  }

  func integer(_ key: String) throws -> Int64? {
    guard let text = try text(key) else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw failure(key, text, "a whole number of 0 or more")
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
    guard let amount = parseAmount(text, digits: currency.minorDigits) else {
      throw failure(key, text, "an amount such as 500.00")
    }
    return amount
  }
}
