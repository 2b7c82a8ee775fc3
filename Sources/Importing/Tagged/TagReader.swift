import Accounting
import XMLText

/// Turns a tagged text, fed in pieces, into the events of a document of elements.
protocol TaggedReader {
  /// Takes the next bytes, in UTF-8.
  mutating func feed(_ bytes: Span<UInt8>) throws
  /// Says that no more input comes.
  mutating func finish() throws
}

/// Reads lines that begin with `:TAG:` as elements, in the groups that the contract names.
///
/// What stands before the first tag, or between a line of `-` and the next tag, is the transport's
/// envelope and is left out.
struct TagReader: TaggedReader {
  private static let lineBytesMax = 1 << 20
  private let shape: TaggedShape
  private let handler: any XMLHandler
  private var pending: [UInt8] = []
  private var endsInReturn = false
  private var line = 0
  private var tag = ""
  private var tagLine = 0
  private var value: [UInt8] = []
  /// The groups that are open, outermost first, with the tags each has.
  private var open: [(group: Int, tags: Set<String>)] = []

  init(root: String, shape: TaggedShape, handler: any XMLHandler) throws {
    self.shape = shape
    self.handler = handler
    try handler.startElement(Array(root.utf8).span, line: 1)
    rootName = Array(root.utf8)
  }

  private let rootName: [UInt8]

  mutating func feed(_ bytes: Span<UInt8>) throws {
    for index in bytes.indices {
      let byte = bytes[index]
      let isReturn = byte == UInt8(ascii: "\r")
      if isReturn || byte == UInt8(ascii: "\n") {
        if isReturn || !endsInReturn { try endLine() }
      } else {
        pending.append(byte)
        if pending.count > Self.lineBytesMax {
          throw ImportRefusal(
            reason: "line_too_long", message: "a line is longer than 1 MiB", line: line + 1)
        }
      }
      endsInReturn = isReturn
    }
  }

  mutating func finish() throws {
    if !pending.isEmpty { try endLine() }
    try endMessage()
    try handler.endElement(rootName.span)
  }

  private mutating func endLine() throws {
    line += 1
    defer { pending.removeAll(keepingCapacity: true) }
    if let (name, start) = Self.tag(of: pending) {
      try endField()
      tag = name
      tagLine = line
      value = Array(pending[start...])
    } else if Self.isTrailer(pending) {
      try endMessage()
    } else if !tag.isEmpty {
      value.append(UInt8(ascii: "\n"))
      value += pending
      if value.count > Self.lineBytesMax {
        throw ImportRefusal(
          reason: "field_too_long", message: "the field :\(tag): is longer than 1 MiB", line: line)
      }
    } else if pending.first == UInt8(ascii: "<") {
      throw ImportRefusal(
        reason: "html_page", message: "the messages are followed by a page or document of tags",
        line: line)
    }
  }

  /// The tag of a line `:61:…`, and where its value begins.
  static func tag(of line: [UInt8]) -> (name: String, start: Int)? {
    guard line.first == UInt8(ascii: ":") else { return nil }
    var end = 1
    while end < line.count, end < 4,
      line[end] &- .zero <= 9 || line[end] &- UInt8(ascii: "A") < 26
    {
      end += 1
    }
    guard end > 2, end < line.count, line[end] == UInt8(ascii: ":") else { return nil }
    return (String(decoding: line[1..<end], as: UTF8.self), end + 1)
  }

  /// `-`, `-}` or `-XXX`: the end of a message.
  static func isTrailer(_ line: [UInt8]) -> Bool {
    line.first == .minus && line.count <= 4
      && line.dropFirst().allSatisfy { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "X") }
  }

  private mutating func endMessage() throws {
    try endField()
    while !open.isEmpty { try closeGroup() }
  }

  // MARK: - Elements

  private mutating func endField() throws {
    guard !tag.isEmpty else { return }
    try arrange()
    while value.last == UInt8(ascii: "\n") { value.removeLast() }
    try start(tag)
    let text = shape.codedTags[tag]?.plain(value) ?? value
    try handler.text(text.span)
    for (name, part) in shape.notations[tag]?.parts(of: value) ?? [] {
      try start(name)
      try handler.text(Array(part).span)
      try handler.endElement(Array(name.utf8).span)
    }
    try handler.endElement(Array(tag.utf8).span)
    tag = ""
  }

  /// Closes the groups that the tag ends, and opens the one that it begins.
  private mutating func arrange() throws {
    for depth in open.indices.reversed() {
      let group = shape.groups[open[depth].group]
      let isRepeat = group.starts.contains(tag) && open[depth].tags.contains(tag)
      if isRepeat || !(group.holds.isEmpty || group.holds.contains(tag)) {
        while open.count > depth { try closeGroup() }
      }
    }
    // A group stands in those that the contract names before it.
    for (index, group) in shape.groups.enumerated().dropFirst(open.count)
    where group.starts.contains(tag) {
      if open.count < index { throw outside(shape.groups[open.count]) }
      open.append((index, []))
      try start(group.element)
    }
    if !open.isEmpty { open[open.count - 1].tags.insert(tag) }
  }

  private func outside(_ group: TagGroup) -> ImportRefusal {
    let starts = group.starts.sorted().map { ":\($0):" }.joined(separator: ", ")
    return ImportRefusal(
      .cm06, reason: "outside_message",
      message: ":\(tag): stands outside a \(group.element), which begins with one of \(starts); "
        + "fetch the whole file again", line: tagLine)
  }

  private mutating func closeGroup() throws {
    guard let last = open.popLast() else { return }
    try handler.endElement(Array(shape.groups[last.group].element.utf8).span)
  }

  private func start(_ name: String) throws {
    try handler.startElement(Array(name.utf8).span, line: tagLine)
  }
}
