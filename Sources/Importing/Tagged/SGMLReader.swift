import Accounting
import XMLText

/// Reads OFX 1, in which values need no closing tag, as the document of elements that it is.
///
/// An element without text of its own is a group and must be closed, unless the contract names it
/// a value. Whatever precedes the first tag is the header and is left out.
struct SGMLReader: TaggedReader {
  private static let tokenBytesMax = 1 << 16
  private static let depthMax = 256
  private let root: String
  private let leaves: Set<String>
  private let handler: any XMLHandler
  private var pending: [UInt8] = []
  private var line = 1
  private var open: [String] = []
  private var isRootClosed = false
  /// The innermost element has just been opened: whether it is a value is not known yet.
  private var isFresh = false
  private var hasText = false

  init(root: String, shape: TaggedShape, handler: any XMLHandler) {
    self.root = root
    leaves = shape.leaves
    self.handler = handler
  }

  mutating func feed(_ bytes: Span<UInt8>) throws {
    bytes.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
    try read(isLast: false)
  }

  mutating func finish() throws {
    try read(isLast: true)
    guard isRootClosed else {
      throw ImportRefusal(
        .cm06, reason: "truncated",
        message: "the text ends before its element \(open.last ?? root) does; fetch it again",
        line: line)
    }
  }

  /// Reads every complete tag, and the text before it.
  private mutating func read(isLast: Bool) throws {
    var position = 0
    while position < pending.count {
      guard let start = nextTag(from: position) else {
        // The last byte may be the beginning of a tag.
        let end = isLast ? pending.count : max(position, pending.count - 1)
        try guardLength(end - position)
        if isLast {
          try text(pending[position..<end])
          position = end
        }
        break
      }
      guard let end = pending[start...].firstIndex(of: UInt8(ascii: ">")) else {
        try guardLength(pending.count - start)
        break
      }
      try guardLength(max(start - position, end - start))
      try text(pending[position..<start])
      try tag(Array(pending[(start + 1)..<end]))
      position = end + 1
    }
    pending.removeFirst(position)
  }

  private func guardLength(_ count: Int) throws {
    if count > Self.tokenBytesMax {
      throw ImportRefusal(
        reason: "tag_too_long", message: "a tag or value is longer than 64 KiB", line: line)
    }
  }

  /// Where the next `<` stands that begins a tag; others are text.
  private func nextTag(from position: Int) -> Int? {
    var index = position
    while index + 1 < pending.count {
      if pending[index] == UInt8(ascii: "<") {
        let next = pending[index + 1]
        let isLetter = (next | 0x20) &- UInt8(ascii: "a") < 26
        if isLetter || "/?!".utf8.contains(next) { return index }
      }
      index += 1
    }
    return nil
  }

  // MARK: - Elements

  private mutating func text(_ bytes: ArraySlice<UInt8>) throws {
    defer { line += Self.lineEnds(bytes) }
    if isRootClosed, let place = bytes.firstIndex(where: { !$0.isBlank }) {
      throw secondRoot(at: line + Self.lineEnds(bytes[..<place]))
    }
    guard isFresh, bytes.contains(where: { !$0.isBlank }) else { return }
    hasText = true
    try handler.text(Self.expanded(bytes).span)
  }

  private mutating func tag(_ bytes: [UInt8]) throws {
    defer { line += Self.lineEnds(bytes[...]) }
    guard let first = bytes.first, first != UInt8(ascii: "?") else { return }
    if first == UInt8(ascii: "!") {
      throw ImportRefusal(
        reason: "doctype", message: "the text has a declaration <!…>; these are not read",
        line: line)
    }
    if first == UInt8(ascii: "/") {
      try close(String(decoding: bytes.dropFirst(), as: UTF8.self).trimmingBlanks)
    } else {
      try start(String(decoding: bytes, as: UTF8.self).trimmingBlanks)
    }
  }

  private mutating func start(_ name: String) throws {
    if isFresh, let last = open.last, hasText || leaves.contains(last) { try end() }
    if isRootClosed { throw secondRoot(at: line) }
    guard open.count < Self.depthMax else {
      throw ImportRefusal(
        reason: "too_deep", message: "elements are nested more than 256 deep", line: line)
    }
    open.append(name)
    isFresh = true
    hasText = false
    try handler.startElement(Array(name.utf8).span, line: line)
  }

  private func secondRoot(at line: Int) -> ImportRefusal {
    ImportRefusal(
      reason: "second_root", message: "something follows the root element; split the file",
      line: line)
  }

  /// How many lines end in a text: with LF, CRLF or CR.
  private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    var afterReturn = false
    for byte in bytes {
      if byte == UInt8(ascii: "\r") || (byte == UInt8(ascii: "\n") && !afterReturn) { count += 1 }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    return count
  }

  private mutating func close(_ name: String) throws {
    // A value that its group's end tag closes.
    if isFresh, open.last != name { try end() }
    guard open.last == name else {
      throw ImportRefusal(
        reason: "malformed",
        message: "the element \(open.last ?? root) is not closed before </\(name)>", line: line)
    }
    try end()
  }

  private mutating func end() throws {
    guard let name = open.popLast() else { return }
    isFresh = false
    try handler.endElement(Array(name.utf8).span)
    isRootClosed = open.isEmpty
  }

  // MARK: - Text

  private static let entities: [(name: [UInt8], text: [UInt8])] = [
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  /// The text with its references expanded; what is none stays as it is written.
  static func expanded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "&")) else { return Array(bytes) }
    var output: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "&"),
        let end = bytes[index...].prefix(10).firstIndex(of: UInt8(ascii: ";")),
        let text = reference(bytes[(index + 1)..<end])
      {
        output += text
        index = end + 1
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  private static func reference(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    if name.first == UInt8(ascii: "#") {
      let digits = String(decoding: name.dropFirst(), as: UTF8.self)
      let number =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
    }
    return entities.first { name.elementsEqual($0.name) }?.text
  }
}
