import CLibXML2

/// Finds where elements stand in a document that was read before.
///
/// Elements are counted from 0 in the order of their start tags; places are of the bytes fed, which
/// are UTF-8 whatever the document says of itself.
package struct XMLElementPlaces: ~Copyable {
  private let locator: ElementLocator
  private var parser: XMLPushParser

  package init(of wanted: Set<Int>) {
    locator = ElementLocator(wanted)
    parser = XMLPushParser(handler: locator, isUTF8: true)
    locator.session = parser.session
  }

  /// The elements found so far, from the first byte of each to the one behind it.
  package var places: [Int: Range<Int>] { locator.places }

  /// Reads the next bytes.
  ///
  /// - Throws: ``XMLRefusal``.
  package mutating func feed(_ bytes: Span<UInt8>) throws { try parser.feed(bytes) }
}

/// Notes the places of some elements as the parser passes them.
private final class ElementLocator: XMLHandler {
  weak var session: XMLSession?
  private(set) var places: [Int: Range<Int>] = [:]
  private let wanted: Set<Int>
  private var count = 0
  /// The elements that are open, with the starts of those that are wanted.
  private var open: [(number: Int, start: Int?)] = []

  init(_ wanted: Set<Int>) { self.wanted = wanted }

  func startElement(_ name: Span<UInt8>, line: Int) {
    open.append((count, wanted.contains(count) ? session?.tagStart : nil))
    count += 1
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) {}

  func text(_ bytes: Span<UInt8>) {}

  func endElement(_ name: Span<UInt8>) {
    guard let element = open.popLast(), let start = element.start, let end = session?.place,
      start < end
    else { return }
    places[element.number] = start..<end
  }
}

extension XMLSession {
  /// How many bytes libxml2 has gone past.
  fileprivate var place: Int? {
    guard let input = context?.pointee.input, let base = input.pointee.base,
      let current = input.pointee.cur
    else { return nil }
    return Int(input.pointee.consumed) + (current - base)
  }

  /// Where the tag begins whose end libxml2 has come to: no tag has a `<` of its own.
  fileprivate var tagStart: Int? {
    guard let place, let input = context?.pointee.input, let base = input.pointee.base,
      var current = input.pointee.cur
    else { return nil }
    let end = current
    while current > base {
      current -= 1
      if current.pointee == UInt8(ascii: "<") { return place - (end - current) }
    }
    return nil
  }
}
