import DelimitedText

/// How a tagged text is laid out: it is read as elements, by the paths of an XML format.
struct TaggedShape: Sendable {
  enum Form: String, Sendable {
    /// OFX 1: tags in angle brackets, of which values have no closing one.
    case sgml
    /// SWIFT: lines that begin with `:TAG:`, and the lines that go on with one.
    case fields
  }

  var form = Form.fields
  /// What the text begins with, in any case; `sgml` also takes a first tag that is the root.
  var starts: [String] = []
  /// `fields`: tags of which such a text has one, for each entry one of its alternatives.
  var needs: [[String]] = []
  /// `sgml`: the elements that are values even where they are empty.
  var leaves: Set<String> = []
  /// What it may be in beside UTF-8.
  var encodings: [TextEncoding] = []
  var groups: [TagGroup] = []
  /// By tag, how its value is taken apart.
  var notations: [String: FieldNotation] = [:]
  /// By tag, the values in which coded pieces such as `?21` stand.
  var codedTags: [String: CodedText] = [:]
}

/// Tags that belong together, as an element around them.
struct TagGroup: Sendable {
  var element: String
  /// The tags that open a group; one that the open group already has opens the next.
  var starts: [String]
  /// The tags that stay in it; none for all of them.
  var holds: [String]
}

/// A text in coded pieces of a fixed width: `?20…?21…`, where a full piece runs on in the next.
///
/// Keywords (`SVWZ+`, `/REMI/`) get blanks around them, so that what they announce is a word.
struct CodedText: Sendable {
  var mark: UInt8
  var width: Int

  /// The text without codes and line ends, or with a blank for each line end where it has no codes.
  func plain(_ value: [UInt8]) -> [UInt8] { Self.separated(joined(value)) }

  private func joined(_ value: [UInt8]) -> [UInt8] {
    let bytes = value.filter { $0 != UInt8(ascii: "\n") }
    guard isCoded(bytes) else { return value.map { $0 == UInt8(ascii: "\n") ? .space : $0 } }
    var output: [UInt8] = []
    var pieceStart = 0
    var index = 0
    while index < bytes.count {
      guard isCode(bytes, at: index) else {
        output.append(bytes[index])
        index += 1
        continue
      }
      if output.count - pieceStart != width, !output.isEmpty { output.append(.space) }
      pieceStart = output.count
      index += 3
    }
    return output
  }

  private static func separated(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < text.count {
      if let end = keywordEnd(text, at: index) {
        if let last = output.last, last != .space { output.append(.space) }
        output += text[index..<end]
        if end < text.count, text[end] != .space { output.append(.space) }
        index = end
      } else {
        output.append(text[index])
        index += 1
      }
    }
    return output
  }

  /// Where a keyword that begins here ends: four capitals and `+`, or two to four between slashes.
  private static func keywordEnd(_ text: [UInt8], at start: Int) -> Int? {
    let isSlashed = text[start] == UInt8(ascii: "/")
    var end = start + (isSlashed ? 1 : 0)
    while end < text.count, end - start < 5, text[end] &- UInt8(ascii: "A") < 26 { end += 1 }
    guard end < text.count else { return nil }
    if isSlashed { return end - start > 2 && text[end] == UInt8(ascii: "/") ? end + 1 : nil }
    let isInWord = start > 0 && text[start - 1] &- UInt8(ascii: "A") < 26
    return end - start == 4 && !isInWord && text[end] == .plus ? end + 1 : nil
  }

  /// A code stands at the beginning, after three digits at most.
  private func isCoded(_ value: [UInt8]) -> Bool {
    (0...3).contains { offset in
      value.prefix(offset).allSatisfy { $0 &- .zero <= 9 } && isCode(value, at: offset)
    }
  }

  private func isCode(_ bytes: [UInt8], at index: Int) -> Bool {
    index + 2 < bytes.count && bytes[index] == mark && bytes[index + 1] &- .zero <= 9
      && bytes[index + 2] &- .zero <= 9
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
}
