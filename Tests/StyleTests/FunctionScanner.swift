/// Something with a body: a function, an initialiser, a computed property.
struct Body: Equatable {
  /// The line of its declaration, counted from 1.
  let line: Int
  /// From the declaration to the closing brace.
  let length: Int
}

/// Finds the bodies in source code by its words and braces.
struct FunctionScanner {
  private(set) var bodies: [Body] = []
  private var declaration: (line: Int, parentheses: Int, isProperty: Bool)?
  /// For each open brace, the line of the declaration whose body it begins.
  private var braces: [Int?] = []
  private var parentheses = 0

  init(_ code: CodeText) {
    for (index, line) in code.lines.enumerated() {
      read(line, number: index + 1)
      // A property that computes opens its brace on the line of its name.
      if declaration?.isProperty == true { declaration = nil }
    }
  }

  private mutating func read(_ line: String, number: Int) {
    var word = ""
    var before: Character = " "
    for character in line + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      if !word.isEmpty {
        meet(word, after: before, line: number)
        before = word.last ?? " "
        word = ""
      }
      meet(character, line: number)
      if character != " " { before = character }
    }
  }

  private mutating func meet(_ word: String, after character: Character, line: Int) {
    switch word {
    case "init" where character == ".":
      break
    case "func", "init", "deinit", "subscript":
      declaration = (line, parentheses, false)
    case "var":
      declaration = (line, parentheses, true)
    case "struct", "enum", "class", "extension", "protocol", "let", "case", "import":
      // `class func` and `case` patterns inside parentheses do not end a declaration.
      if parentheses == declaration?.parentheses { declaration = nil }
    default:
      break
    }
  }

  private mutating func meet(_ character: Character, line: Int) {
    switch character {
    case "(": parentheses += 1
    case ")": parentheses -= 1
    case "{":
      let isBody = declaration?.parentheses == parentheses
      braces.append(isBody ? declaration?.line : nil)
      if isBody { declaration = nil }
    case "}":
      if let start = braces.popLast() ?? nil {
        bodies.append(Body(line: start, length: line - start + 1))
      }
      // A closure among the parameters does not end the declaration.
      if parentheses == declaration?.parentheses { declaration = nil }
    default: break
    }
  }
}
