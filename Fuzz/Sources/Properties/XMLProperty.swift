@testable import XMLText

/// Any cutting of an XML document gives the same events, or a refusal.
///
/// Which of several faults libxml2 meets first depends on the pieces it is fed.
package enum XMLProperty {
  package static func check(_ document: [UInt8]) {
    guard !document.isEmpty else { return }
    let whole = parse(document, pieces: .max)
    let size = document.count % 31 + 1
    let pieces = parse(document, pieces: size)
    expect(whole == pieces, "pieces of \(size):\n\(whole)\n\(pieces)")
  }

  private static func parse(_ document: [UInt8], pieces: Int) -> [String] {
    let log = EventLog()
    var parser = XMLPushParser(handler: log)
    do {
      try inPieces(document, of: min(pieces, document.count)) { try parser.feed($0) }
      try parser.finish()
      return log.events
    } catch is XMLRefusal {
      return ["refused"]
    } catch {
      return ["\(error)"]
    }
  }
}

/// Writes down the events, with pieces of text joined.
private final class EventLog: XMLHandler {
  private var log: [String] = []
  private var pieces: [UInt8] = []
  private var depth = 0

  var events: [String] { log }

  func startElement(_ name: Span<UInt8>, line: Int) {
    flush()
    depth += 1
    expect(depth <= 256, "nested \(depth) deep")
    log.append("<\(text(name)) \(line)")
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    log.append("\(text(name))=\(bytes(of: value))")
  }

  func text(_ piece: Span<UInt8>) { pieces += bytes(of: piece) }

  func endElement(_ name: Span<UInt8>) {
    flush()
    depth -= 1
    log.append("/\(text(name))")
  }

  private func text(_ span: Span<UInt8>) -> String {
    String(decoding: bytes(of: span), as: UTF8.self)
  }

  private func flush() {
    if !pieces.isEmpty { log.append("\(pieces)") }
    pieces = []
  }
}
