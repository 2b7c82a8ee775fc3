import CLibXML2

/// The bridge from libxml2's C callbacks to a session.
enum XMLCallbacks {
  /// A parser that reports to `session`, which must outlive it.
  static func makeParser(for session: XMLSession) -> xmlParserCtxtPtr {
    prepareLibrary
    var handlers = table()
    let userData = Unmanaged.passUnretained(session).toOpaque()
    guard let context = xmlCreatePushParserCtxt(&handlers, userData, nil, 0, nil) else {
      fatalError("out of memory")
    }
    // Every other option would load, substitute, recover or lift a limit.
    let encoding = session.isUTF8 ? XML_PARSE_IGNORE_ENC.rawValue : 0
    xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue | encoding))
    return context
  }

  /// Silences what libxml2 reports outside a parser, which it keeps per thread.
  static func silenceThread() {
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    crossfoot_silence_messages()
  }

  private static let prepareLibrary: Void = {
    xmlInitParser()
    xmlSetExternalEntityLoader { _, _, _ in nil }
  }()

  private static func table() -> xmlSAXHandler {
    var table = xmlSAXHandler()
    table.initialized = UInt32(XML_SAX2_MAGIC)
    table.startDocument = { session($0)?.startDocument() }
    table.internalSubset = { pointer, _, _, _ in session(pointer)?.documentType() }
    table.reference = { pointer, _ in session(pointer)?.entityReference() }
    table.startElementNs = { pointer, name, _, _, _, _, count, _, attributes in
      guard let name else { return }
      session(pointer)?.startElement(name, attributeCount: Int(count), attributes: attributes)
    }
    table.endElementNs = { pointer, name, _, _ in
      guard let name else { return }
      session(pointer)?.endElement(name)
    }
    table.characters = { pointer, text, count in
      guard let text else { return }
      session(pointer)?.text(text, count: Int(count))
    }
    // The same function in each place keeps libxml2 from guessing which blanks matter.
    table.ignorableWhitespace = table.characters
    table.cdataBlock = table.characters
    table.serror = { pointer, error in
      guard let error = error?.pointee else { return }
      session(pointer)?.report(
        code: error.code, isFatal: error.level == XML_ERR_FATAL, message: error.message)
    }
    return table
  }
}

private func session(_ pointer: UnsafeMutableRawPointer?) -> XMLSession? {
  guard let pointer else { return nil }
  return Unmanaged<XMLSession>.fromOpaque(pointer).takeUnretainedValue()
}
