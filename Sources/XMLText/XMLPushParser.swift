import CLibXML2

/// Parses an XML document from chunks of bytes and tells a handler what it holds.
///
/// Nothing is loaded or substituted, whatever the document asks for; a document type, an entity of
/// its own, a tag over 64 KiB or nesting over 256 refuses it. Events that came before an error have
/// been handed on: the handler must not act on them until ``finish()`` has returned.
package struct XMLPushParser: ~Copyable {
  let session: XMLSession
  private let context: xmlParserCtxtPtr
  private var scanner: MarkupScanner?
  /// Bytes that libxml2 has not been given: a document's first few, or a tag not yet complete.
  private var held: [UInt8] = []
  private var isFinished = false

  package init(handler: any XMLHandler) { self.init(handler: handler, isUTF8: false) }

  /// `isUTF8`: the bytes are, whatever the document says of itself.
  init(handler: any XMLHandler, isUTF8: Bool) {
    session = XMLSession(handler: handler)
    session.isUTF8 = isUTF8
    context = XMLCallbacks.makeParser(for: session)
    session.context = context
  }

  deinit {
    if let document = context.pointee.myDoc { xmlFreeDoc(document) }
    xmlFreeParserCtxt(context)
  }

  /// The physical line that the parser has come to, from 1.
  package var line: Int { session.currentLine }

  /// The document's encoding by its own words, where that is another than UTF-8.
  package var otherEncoding: String? {
    guard let name = context.pointee.encoding.map({ String(cString: $0) }),
      !["utf-8", "utf8", "us-ascii", "ascii"].contains(name.lowercased())
    else { return nil }
    return name
  }

  /// Parses the next bytes.
  ///
  /// - Throws: ``XMLRefusal``, or what the handler threw; every later call throws it again.
  package mutating func feed(_ bytes: Span<UInt8>) throws {
    precondition(!isFinished, "the input was finished")
    try rethrowFailure()
    XMLCallbacks.silenceThread()
    if let last = bytes.indices.last(where: { bytes[$0] > 0x20 }) {
      session.endsInTag = bytes[last] == UInt8(ascii: ">")
    }
    var start = 0
    while start < bytes.count {
      let end = min(start + XMLLimits.pieceBytes, bytes.count)
      try take(bytes.extracting(start..<end))
      start = end
    }
  }

  /// Says that no more input comes.
  ///
  /// - Throws: ``XMLRefusal`` when the document is not complete, or what the handler threw.
  package mutating func finish() throws {
    try rethrowFailure()
    guard !isFinished else { return }
    isFinished = true
    XMLCallbacks.silenceThread()
    session.isFinishing = true
    parse(byteCount: held.count)
    if session.failure == nil {
      checkState(after: xmlParseChunk(context, nil, 0, 1))
    }
    if !session.isRootClosed { session.refuse(.truncated) }
    try rethrowFailure()
  }

  private func rethrowFailure() throws {
    if let failure = session.failure { throw failure }
  }

  private mutating func take(_ piece: Span<UInt8>) throws {
    var scanned = held.count
    piece.withUnsafeBufferPointer { held.append(contentsOf: $0) }
    if scanner == nil {
      // libxml2, too, tells the encoding by the first four bytes.
      guard held.count >= 4 else { return }
      scanned = 0
      try startScanner()
    }
    guard var walk = scanner else { return }
    let scan = walk.scan(held.span, from: scanned)
    scanner = walk
    parse(byteCount: scan.complete)
    if scan.isTooLong { session.refuseTagTooLong() }
    try rethrowFailure()
  }

  private mutating func startScanner() throws {
    guard let width = DocumentEncoding.unitWidth(held.span) else {
      session.refuse(.unsupportedEncoding)
      return try rethrowFailure()
    }
    session.unitWidth = width
    scanner = MarkupScanner(width: width)
  }

  /// Gives libxml2 the first of the bytes that are held.
  private mutating func parse(byteCount: Int) {
    guard byteCount > 0 else { return }
    let result = held.withUnsafeBytes {
      xmlParseChunk(
        context, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(byteCount), 0)
    }
    session.bytesParsed += byteCount
    held.removeSubrange(0..<byteCount)
    checkState(after: result)
  }

  /// Refuses a document that libxml2 gave up without having reported an error.
  private func checkState(after result: Int32) {
    let isStopped = context.pointee.wellFormed == 0 || context.pointee.disableSAX != 0
    guard result < 0 || isStopped else { return }
    session.refuse(
      .malformed, "the XML holds bytes that its encoding does not have; save it as UTF-8")
  }
}
