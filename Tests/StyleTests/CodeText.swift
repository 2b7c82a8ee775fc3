/// Swift source with its comments, string contents and quoted names blanked out.
///
/// What is left has the same line breaks, so that braces and words can be told by plain reading.
struct CodeText {
  private(set) var lines: [String] = []
  /// The lines, counted from 0, that begin inside a multi-line string: text, not code.
  private(set) var linesOfText: Set<Int> = []

  private enum Context: Hashable {
    case code(openParentheses: Int)
    case string(hashes: Int, isMultiline: Bool)
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line: [UInt8] = []
  private var contexts: [Context] = [.code(openParentheses: 0)]

  init(_ source: String) {
    bytes = Array(source.utf8)
    while position < bytes.count {
      switch contexts.last {
      case .string(let hashes, let isMultiline):
        takeText(hashes: hashes, isMultiline: isMultiline)
      case .code(let open):
        takeCode(openParentheses: open)
      case nil:
        contexts = [.code(openParentheses: 0)]
      }
    }
    if !line.isEmpty { endLine() }
  }

  private mutating func takeCode(openParentheses open: Int) {
    let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    if next(is: "//") {
      while position < bytes.count, bytes[position] != newline { blank(1) }
    } else if next(is: "/*") {
      takeBlockComment()
    } else if next(is: "`") {
      blank(1)
      while position < bytes.count, !next(is: "`"), !next(is: "\n") { blank(1) }
      blank(1)
    } else if next(is: "\"", after: hashes) {
      let isMultiline = next(is: "\"\"\"", after: hashes)
      blank(hashes + (isMultiline ? 3 : 1))
      contexts.append(.string(hashes: hashes, isMultiline: isMultiline))
    } else {
      if next(is: "(") { contexts[contexts.count - 1] = .code(openParentheses: open + 1) }
      if next(is: ")") { contexts[contexts.count - 1] = .code(openParentheses: open - 1) }
      // An interpolation ends with the parenthesis that began it.
      if next(is: ")"), open == 1, contexts.count > 1 { contexts.removeLast() }
      keep()
    }
  }

  private mutating func takeText(hashes: Int, isMultiline: Bool) {
    let end = (isMultiline ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    if next(is: escape + "(") {
      blank(escape.utf8.count + 1)
      contexts.append(.code(openParentheses: 1))
    } else if next(is: escape) {
      blank(escape.utf8.count)
      blank(1)
    } else if next(is: end) {
      blank(end.utf8.count)
      contexts.removeLast()
    } else {
      if next(is: "\n"), !isMultiline { contexts.removeLast() }
      blank(1)
    }
  }

  private mutating func takeBlockComment() {
    var depth = 0
    repeat {
      if next(is: "/*") {
        depth += 1
        blank(2)
      } else if next(is: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && position < bytes.count
  }

  private func next(is text: String, after distance: Int = 0) -> Bool {
    bytes[(position + distance)...].starts(with: text.utf8)
  }

  private mutating func keep() {
    if bytes[position] == newline { endLine() } else { line.append(bytes[position]) }
    position += 1
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == newline { endLine() } else { line.append(UInt8(ascii: " ")) }
      position += 1
    }
  }

  private mutating func endLine() {
    lines.append(String(decoding: line, as: UTF8.self))
    line.removeAll(keepingCapacity: true)
    if case .string = contexts.last { linesOfText.insert(lines.count) }
  }

  private let newline = UInt8(ascii: "\n")
}
