/// Takes what an XML document holds, in its order.
///
/// Names are local names, in UTF-8; spans are valid during the call only. An error thrown stops
/// the parser and comes out of `feed` or `finish`.
package protocol XMLHandler: AnyObject {
  /// A start tag; `line` is the one on which the tag ends.
  func startElement(_ name: Span<UInt8>, line: Int) throws
  /// An attribute of the element just started, with its references expanded.
  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) throws
  /// A piece of text: an element's text may come in any number of them.
  func text(_ bytes: Span<UInt8>) throws
  func endElement(_ name: Span<UInt8>) throws
}
