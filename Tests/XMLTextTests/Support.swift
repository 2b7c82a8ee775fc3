import XMLText

/// Writes down the events, with pieces of text joined.
final class EventLog: XMLHandler {
  struct Refused: Error, Equatable { var name: String }

  private(set) var events: [String] = []
  private(set) var lines: [Int] = []
  var refusedName: String?
  var refusedText: String?
  private var pieces: [UInt8] = []

  func startElement(_ name: Span<UInt8>, line: Int) throws {
    flush()
    lines.append(line)
    events.append("<\(string(name))")
    if string(name) == refusedName { throw Refused(name: string(name)) }
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) throws {
    events.append("@\(string(name))=\(string(value))")
  }

  func text(_ bytes: Span<UInt8>) throws {
    bytes.withUnsafeBufferPointer { pieces.append(contentsOf: $0) }
    if let refusedText, String(decoding: pieces, as: UTF8.self).contains(refusedText) {
      throw Refused(name: refusedText)
    }
  }

  func endElement(_ name: Span<UInt8>) throws {
    flush()
    events.append(">\(string(name))")
  }

  private func flush() {
    if !pieces.isEmpty { events.append(String(decoding: pieces, as: UTF8.self)) }
    pieces = []
  }

  private func string(_ bytes: Span<UInt8>) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}

/// Parses `document` fed `chunkSize` bytes at a time.
func parse(
  _ document: [UInt8], chunkSize: Int = .max, into log: EventLog = EventLog()
) throws -> EventLog {
  var parser = XMLPushParser(handler: log)
  var start = 0
  while start < document.count {
    let end = document.count - start > chunkSize ? start + chunkSize : document.count
    try parser.feed(document.span.extracting(start..<end))
    start = end
  }
  try parser.finish()
  return log
}

func parse(
  _ document: String, chunkSize: Int = .max, into log: EventLog = EventLog()
) throws -> EventLog {
  try parse(Array(document.utf8), chunkSize: chunkSize, into: log)
}

func utf16(_ text: String, isLittleEndian: Bool) -> [UInt8] {
  ("\u{feff}" + text).utf16.flatMap { unit in
    let pair = [UInt8(unit & 0xff), UInt8(unit >> 8)]
    return isLittleEndian ? pair : pair.reversed()
  }
}
