/// Why an XML document is not read.
package struct XMLRefusal: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case malformed
    case doctype
    case entityReference = "entity_reference"
    case tagTooLong = "tag_too_long"
    case tooDeep = "too_deep"
    case trailingContent = "trailing_content"
    case truncated
    case unsupportedEncoding = "unsupported_encoding"
  }

  package let code: Code
  /// What is wrong and how to put it right, without the place.
  package let message: String
  /// The physical line, from 1.
  package let line: Int
  /// The offset in the stream; in a document that is not UTF-8, that of a piece before the place.
  package let byteOffset: Int

  package init(_ code: Code, _ message: String, line: Int, byteOffset: Int) {
    self.code = code
    self.message = message
    self.line = line
    self.byteOffset = byteOffset
  }
}

extension XMLRefusal: CustomStringConvertible {
  package var description: String { "line \(line), byte \(byteOffset): \(message)" }
}

extension XMLRefusal.Code {
  /// The wording for everything that needs no detail of the parser's.
  var message: String {
    switch self {
    case .malformed: "the XML is not well formed; export the file again"
    case .doctype: "the XML has a DOCTYPE; remove it, document types are not read"
    case .entityReference:
      "the XML refers to an entity of its own; only &amp; &lt; &gt; &quot; &apos; are read"
    case .tagTooLong: "a tag is longer than \(XMLLimits.tagBytesMax) bytes"
    case .tooDeep: "elements are nested more than \(XMLLimits.depthMax) deep"
    case .trailingContent:
      "something follows the root element; the file may hold two documents, split it"
    case .truncated: "the XML ends before its root element does; fetch the file again"
    case .unsupportedEncoding: "the XML's encoding is not read; save it as UTF-8"
    }
  }
}

/// What a document may not exceed.
enum XMLLimits {
  static let tagBytesMax = 1 << 16
  static let depthMax = 256
  /// libxml2 gets its input in pieces of this many bytes, so that its own buffers stay small.
  static let pieceBytes = 1 << 16
}
