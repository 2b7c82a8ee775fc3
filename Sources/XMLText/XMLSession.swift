import CLibXML2

/// What the C callbacks of one parser share: the handler, and what stopped it.
final class XMLSession {
  let handler: any XMLHandler
  /// Set before the first event; the parser that owns this session frees it.
  var context: xmlParserCtxtPtr?
  var unitWidth = MarkupScanner.UnitWidth.one
  /// Bytes that libxml2 has been given, for when it cannot tell its own place.
  var bytesParsed = 0
  var isFinishing = false
  /// The last byte so far that is not blank ends a tag.
  var endsInTag = false
  /// What the document says of its encoding does not count.
  var isUTF8 = false
  /// The first error; no event is handed on after it.
  private(set) var failure: (any Error)?
  private(set) var line = 1
  private var depth = 0
  private var hasRoot = false

  init(handler: any XMLHandler) { self.handler = handler }

  var isRootClosed: Bool { hasRoot && depth == 0 }

  var currentLine: Int {
    guard let context, failure == nil else { return line }
    return max(1, Int(xmlSAX2GetLineNumber(context)))
  }

  /// Keeps the first error and where it happened.
  func fail(_ error: any Error) {
    guard failure == nil else { return }
    line = currentLine
    failure = error
  }

  func refuse(_ code: XMLRefusal.Code, _ message: String? = nil) {
    fail(XMLRefusal(code, message ?? code.message, line: currentLine, byteOffset: byteOffset))
  }

  /// Refuses the tag that starts after all bytes parsed.
  func refuseTagTooLong() {
    let code = XMLRefusal.Code.tagTooLong
    let line = currentLine + pendingLineEnds
    fail(XMLRefusal(code, code.message, line: line, byteOffset: bytesParsed))
  }

  /// Line ends in text that libxml2 keeps until it sees the tag after it.
  private var pendingLineEnds: Int {
    guard let input = context?.pointee.input, let start = input.pointee.cur,
      let end = input.pointee.end
    else { return 0 }
    return UnsafeBufferPointer(start: start, count: end - start)
      .count { $0 == UInt8(ascii: "\n") }
  }

  private var byteOffset: Int {
    guard let context, let input = context.pointee.input, let buffer = input.pointee.buf,
      buffer.pointee.encoder == nil
    else { return bytesParsed }
    let consumed = xmlByteConsumed(context)
    return consumed < 0 ? bytesParsed : Int(consumed)
  }

  /// Hands an event on; an error of the handler stops libxml2.
  private func hand(on event: () throws -> Void) {
    guard failure == nil else { return }
    do { try event() } catch { stop(with: error) }
  }

  private func stop(with error: any Error) {
    fail(error)
    xmlStopParser(context)
  }
}

extension XMLSession {
  /// Fails a document whose declared encoding the scanner cannot follow.
  ///
  /// libxml2 is left to run to the end of the piece: it cannot be stopped this early.
  func startDocument() {
    guard !isUTF8, let name = context?.pointee.encoding else { return }
    if !DocumentEncoding.isReadable(String(cString: name), width: unitWidth) {
      refuse(.unsupportedEncoding)
    }
  }

  func startElement(
    _ name: UnsafePointer<xmlChar>, attributeCount: Int,
    attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    depth += 1
    hasRoot = true
    hand {
      guard depth <= XMLLimits.depthMax else {
        refuse(.tooDeep)
        xmlStopParser(context)
        return
      }
      let name = UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
      try handler.startElement(name.span, line: currentLine)
      guard let attributes else { return }
      for index in 0..<attributeCount {
        try attribute(attributes + index * 5)
      }
    }
  }

  /// Hands on an attribute: its local name, prefix, namespace, value and the value's end.
  private func attribute(_ parts: UnsafeMutablePointer<UnsafePointer<xmlChar>?>) throws {
    guard let name = parts[0], let start = parts[3], let end = parts[4] else { return }
    let nameBytes = UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
    let value = UnsafeBufferPointer(start: start, count: end - start)
    guard value.contains(UInt8(ascii: "&")) else {
      return try handler.attribute(nameBytes.span, value.span)
    }
    let expanded = Self.expanded(value)
    try handler.attribute(nameBytes.span, expanded.span)
  }

  /// The value with the one reference that libxml2 leaves: it writes each `&` as `&#38;`.
  private static func expanded(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < value.count {
      result.append(value[index])
      let isReference = value[index...].starts(with: "&#38;".utf8)
      index += isReference ? 5 : 1
    }
    return result
  }

  func endElement(_ name: UnsafePointer<xmlChar>) {
    depth -= 1
    hand {
      let name = UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
      try handler.endElement(name.span)
    }
  }

  func text(_ start: UnsafePointer<xmlChar>, count: Int) {
    hand {
      let bytes = UnsafeBufferPointer(start: start, count: count)
      try handler.text(bytes.span)
    }
  }

  /// Refuses a document with a document type before that is read.
  func documentType() { stopAfterRefusal(.doctype) }

  func entityReference() { stopAfterRefusal(.entityReference) }

  private func stopAfterRefusal(_ code: XMLRefusal.Code) {
    guard failure == nil else { return }
    refuse(code)
    xmlStopParser(context)
  }

  /// Takes an error that libxml2 found; warnings and namespace errors refuse nothing.
  ///
  /// libxml2 must not be stopped here: it may still hold positions in its input.
  func report(code: Int32, isFatal: Bool, message: UnsafePointer<CChar>?) {
    guard failure == nil else { return }
    switch xmlParserErrors(rawValue: UInt32(bitPattern: code)) {
    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY: refuse(.entityReference)
    case _ where !isFatal: break
    case XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING: refuse(.unsupportedEncoding)
    case XML_ERR_DOCUMENT_END where isRootClosed: refuse(.trailingContent)
    case XML_ERR_NAME_REQUIRED where endsInTag, XML_ERR_ENTITYREF_SEMICOL_MISSING where endsInTag:
      // A lone & is told where it stands, however late it is seen.
      refuse(.malformed, Self.message(message))
    case _ where isFinishing: refuse(.truncated)
    default: refuse(.malformed, Self.message(message))
    }
  }

  private static func message(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return XMLRefusal.Code.malformed.message }
    let detail = String(cString: text).unicodeScalars.prefix(200)
      .filter { $0.value >= 0x20 && $0.value != 0x7f }
    return "the XML is not well formed (\(String(String.UnicodeScalarView(detail)))); "
      + "export the file again"
  }
}
