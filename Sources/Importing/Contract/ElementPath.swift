/// The end of an element's path, for example `ItemPrice/*/Amount`; `.` is the unit itself.
struct ElementPattern: Sendable {
  let names: [String]
  let isUnit: Bool

  init(_ text: String) {
    isUnit = text == "."
    names = isUnit ? [] : text.split(separator: "/").map(String.init)
  }
}

/// A way from a row's element to a value: `Type`, `../Type`, `@currency`, `^Item/SKU` (from the
/// nearest element of that name upwards), `$unit/AmazonOrderID`, `..#name`, `.#number` (the place
/// among elements of its name), `Bal[Tp/Cd=OPBD]/Amt`.
struct ElementPath: Sendable {
  enum Start: Sendable { case row, unit, ancestor(String) }
  indirect enum Step: Sendable {
    case parent
    case child(String, whereSteps: [Step], equals: [UInt8])
  }

  var start = Start.row
  var steps: [Step] = []
  /// The element's name instead of its text.
  var isName = false
  /// The element's number among those of its name, from 1, instead of its text.
  var isNumber = false
  /// All values, joined with a space, instead of the first.
  var isAll = false

  init(_ reference: String) {
    var text = reference[...]
    if text.hasSuffix("*") {
      isAll = true
      text = text.dropLast()
    }
    if text.hasSuffix("#name") {
      isName = true
      text = text.dropLast(5)
    }
    if text.hasSuffix("#number") {
      isNumber = true
      text = text.dropLast(7)
    }
    var parts = Self.split(text)
    if let first = parts.first {
      if first == "$unit" { start = .unit }
      if first.hasPrefix("^") { start = .ancestor(String(first.dropFirst())) }
      if first == "$unit" || first.hasPrefix("^") || first == "." { parts.removeFirst() }
    }
    steps = parts.flatMap(Self.steps)
  }

  private static func steps(_ part: String) -> [Step] {
    if part == ".." { return [.parent] }
    if part.isEmpty || part == "." { return [] }
    if let open = part.firstIndex(of: "["), part.hasSuffix("]") {
      let inner = part[part.index(after: open)...].dropLast()
      let sides = inner.split(separator: "=", maxSplits: 1)
      let path = ElementPath(String(sides.first ?? ""))
      return [
        .child(
          String(part[..<open]), whereSteps: path.steps, equals: Array((sides.last ?? "").utf8))
      ]
    }
    if let at = part.firstIndex(of: "@"), at > part.startIndex {
      return steps(String(part[..<at])) + steps(String(part[at...]))
    }
    return [.child(part, whereSteps: [], equals: [])]
  }

  /// Splits at slashes outside brackets.
  private static func split(_ text: Substring) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    for character in text {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character == "/" && depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}
