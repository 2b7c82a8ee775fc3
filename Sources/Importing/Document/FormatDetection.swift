import Accounting
import DelimitedText
import XMLText

/// What the first bytes of a file show: its encoding, and which contract reads it.
struct Sniff {
  static let bytesMax = 1 << 18
  var encoding = TextEncoding.utf8
  var markBytes = 0
  /// The first bytes as they are.
  var head: [UInt8]
  /// The same as UTF-8, without a byte order mark.
  var text: [UInt8] = []
  /// The same read as Windows-1252, where it is not UTF-8; else none.
  private var westernText: [UInt8] = []
  var isWhole = false

  /// `named`: the encoding of a file without a byte order mark, where a person said it.
  /// - Throws: ``ImportRefusal`` for bytes that are no text.
  init(head: [UInt8], size: Int, tail: [UInt8], named: TextEncoding? = nil) throws {
    self.head = head
    isWhole = head.count >= size
    if let mark = TextEncoding.byteOrderMark(of: head.span) {
      encoding = mark.encoding
      markBytes = mark.byteCount
    } else if let named {
      encoding = named
    }
    guard head.count > markBytes else {
      throw ImportRefusal(reason: "empty_file", message: "the file is empty; export it again")
    }
    try Self.refuseMagic(head)
    try refuseWideWithoutMark()
    let isWide = encoding == .utf16le || encoding == .utf16be
    if tail.suffix(isWide ? 2 : 1).allSatisfy({ $0 == 0 }) {
      throw ImportRefusal(
        .cm06, reason: "nul_tail",
        message: "the file ends in NUL bytes; it was cut while it was written, fetch it again")
    }
    if isWide {
      text = try wideText()
      return
    }
    text = Array(head.dropFirst(markBytes))
    if encoding != .utf8 {
      text = Self.text(text, in: encoding)
      return
    }
    if !Self.isUTF8(text, isWhole: isWhole) { westernText = Self.western(text) }
    if text.prefix(4_096).contains(where: { $0 < 9 || ($0 > 13 && $0 < 27) || $0 == 0x7f }),
      text.prefix(4_096).count(where: { $0 < 9 }) > 3
    {
      throw ImportRefusal(reason: "binary_file", message: "the file is not a text")
    }
  }

  private func refuseWideWithoutMark() throws {
    let start = head.prefix(64)
    let zeros = start.indices.filter { start[$0] == 0 }
    guard markBytes == 0, encoding == .utf8, start.count >= 8, zeros.count * 2 == start.count,
      Set(zeros.map { $0 % 2 }).count == 1
    else { return }
    throw ImportRefusal(
      reason: "invalid_encoding",
      message: "the file is UTF-16 without a byte order mark; save it with one, or as UTF-8")
  }

  /// The first bytes as a format may have them.
  func text(for shape: DelimitedShape) -> [UInt8] {
    guard !westernText.isEmpty, let other = shape.encodings.first(where: { $0 != .utf8 }) else {
      return text
    }
    return other.isMultibyte ? Self.text(text, in: other) : westernText
  }

  /// The bytes in an encoding, as far as they are of it.
  private static func text(_ bytes: [UInt8], in encoding: TextEncoding) -> [UInt8] {
    var transcoder = Transcoder(from: encoding)
    var text: [UInt8] = []
    try? transcoder.append(bytes.span, to: &text)
    return text
  }

  private static func isUTF8(_ text: [UInt8], isWhole: Bool) -> Bool {
    if TextFeed.isASCII(text.span) { return true }
    // A character may be cut where the first bytes end.
    let end = isWhole ? text.count : max(0, text.count - 3)
    var transcoder = Transcoder(from: .utf8)
    return (try? transcoder.validate(text.span.extracting(0..<end))) != nil
  }

  private static func western(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for encoding in [TextEncoding.windows1252, .latin1] {
      result.removeAll()
      var transcoder = Transcoder(from: encoding)
      if (try? transcoder.append(text.span, to: &result)) != nil { break }
    }
    return result
  }

  private func wideText() throws -> [UInt8] {
    var transcoder = Transcoder(from: encoding)
    var text: [UInt8] = []
    let whole = head.count - (head.count - markBytes) % 2
    do {
      try transcoder.append(head.span.extracting(markBytes..<whole), to: &text)
    } catch {
      throw ImportRefusal(
        reason: "invalid_encoding", message: "the file is not UTF-16; save it as UTF-8",
        byteOffset: error.byteOffset + markBytes)
    }
    return text
  }

  private static func refuseMagic(_ head: [UInt8]) throws {
    let magics: [(bytes: [UInt8], reason: String, name: String)] = [
      ([0x1f, 0x8b], "compressed_file", "gzip"), ([0x50, 0x4b, 3, 4], "compressed_file", "zip"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed_file", "xz"),
      ([0x42, 0x5a, 0x68], "compressed_file", "bzip2"),
      ([0x28, 0xb5, 0x2f, 0xfd], "compressed_file", "zstd"),
      ([0x37, 0x7a, 0xbc, 0xaf], "compressed_file", "7-Zip"),
      ([0x52, 0x61, 0x72, 0x21], "compressed_file", "RAR"),
      ([0x1f, 0x9d], "compressed_file", "compress"),
      ([0x04, 0x22, 0x4d, 0x18], "compressed_file", "LZ4"),
      ([0xff, 0xfe, 0, 0], "invalid_encoding", "UTF-32"),
      ([0, 0, 0xfe, 0xff], "invalid_encoding", "UTF-32"),
      ([0x25, 0x50, 0x44, 0x46], "binary_file", "PDF"),
      ([0xd0, 0xcf, 0x11, 0xe0], "binary_file", "old Excel"),
      ([0x89, 0x50, 0x4e, 0x47], "binary_file", "PNG"),
    ]
    for magic in magics where head.starts(with: magic.bytes) {
      throw ImportRefusal(
        reason: magic.reason,
        message: "the file is \(magic.name), not a text that is read; "
          + "unpack it, or export it as text in UTF-8"
          + (["gzip", "zip"].contains(magic.name) ? ", or give it the ending .gz or .zip" : ""))
    }
  }

  /// The first byte that is not blank.
  var firstByte: UInt8? { text.first { !$0.isBlank } }

  var isHTML: Bool {
    let start = String(decoding: text.prefix(512), as: UTF8.self).lowercased().trimmingBlanks
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
      || (start.hasPrefix("<") && start.contains("<html"))
  }
}

/// The outcome of recognising a file.
struct Recognition {
  var contract: FormatContract
  /// For a delimited file.
  var dialect: Dialect?
  /// The file is tagged text.
  var isTagged = false
  /// Others that would read it too, where one of them or this one is the books' own; by name.
  var rivals: [String] = []
}

extension FormatRegistry {
  /// Recognises a file by its content, or checks it against the format that was named.
  ///
  /// - Throws: ``ImportRefusal`` saying why it is none of the formats.
  func recognise(_ sniff: Sniff, format: String?) throws -> Recognition {
    if sniff.firstByte == nil {
      throw ImportRefusal(reason: "empty_file", message: "the file holds nothing but blanks")
    }
    if sniff.isHTML {
      throw ImportRefusal(
        reason: "html_page",
        message: "the file is an HTML page, probably an error message; download it again")
    }
    var candidates = ownFirst
    if let format {
      guard let named = contract(named: format) else {
        throw ImportRefusal(reason: "unknown_format", message: "there is no format '\(format)'")
      }
      candidates = [named]
    }
    var recognition = try recognise(sniff, among: candidates)
    if !ownFormats.isEmpty {
      recognition.rivals = rivals(of: recognition.contract, for: sniff)
    }
    return recognition
  }

  private func recognise(_ sniff: Sniff, among candidates: [FormatContract]) throws -> Recognition {
    if let tagged = candidates.first(where: { $0.isTagged(sniff) }) {
      return Recognition(contract: tagged, isTagged: true)
    }
    if sniff.firstByte == UInt8(ascii: "<") { return try recogniseMarkup(sniff, candidates) }
    return try recogniseDelimited(sniff, candidates)
  }

  /// The books' own formats before the built-in ones.
  private var ownFirst: [FormatContract] {
    contracts.filter { isOwn($0.name) } + contracts.filter { !isOwn($0.name) }
  }

  private func rivals(of named: FormatContract, for sniff: Sniff) -> [String] {
    contracts.filter { other in
      other.name != named.name && (isOwn(other.name) || isOwn(named.name))
        && (try? recognise(sniff, among: [other])) != nil
    }.map(\.name)
  }

  // MARK: - XML

  private func recogniseMarkup(
    _ sniff: Sniff, _ candidates: [FormatContract]
  ) throws -> Recognition {
    let collector = ElementCollector()
    var parser = XMLPushParser(handler: collector)
    do {
      try parser.feed(sniff.head.span)
      if sniff.isWhole { try parser.finish() }
    } catch let refusal as XMLRefusal where collector.paths.isEmpty {
      throw ImportRefusal(refusal)
    } catch let refusal as XMLRefusal where refusal.code == .doctype {
      throw ImportRefusal(refusal)
    } catch {
      // What is wrong further on is told when the file is read.
    }
    for contract in candidates {
      guard case .markup(let shape) = contract.shape, shape.isXML, collector.root == shape.root,
        shape.elements.allSatisfy({ collector.paths.contains([shape.root] + $0) })
      else { continue }
      return Recognition(contract: contract, dialect: nil)
    }
    throw ImportRefusal(
      reason: "unknown_format",
      message: "no format knows an XML document '\(collector.root)' of this shape; see 'formats'")
  }

  // MARK: - Delimited

  private func recogniseDelimited(
    _ sniff: Sniff, _ candidates: [FormatContract]
  ) throws -> Recognition {
    let hinted = Self.delimiterHint(sniff.text)
    var best: (contract: FormatContract, dialect: Dialect, weight: Int)?
    for contract in candidates {
      guard case .delimited(let shape) = contract.shape else { continue }
      for delimiter in hinted.map({ [$0] }) ?? shape.delimiters {
        let dialect = Dialect(delimiter: delimiter, quote: shape.quote)
        guard let weight = weight(contract, shape, sniff, dialect), weight > best?.weight ?? 0
        else { continue }
        best = (contract, dialect, weight)
      }
    }
    if let best { return Recognition(contract: best.contract, dialect: best.dialect) }
    throw refusal(sniff, candidates)
  }

  /// How well a contract fits: one of the books' own that names every column comes first, then the
  /// one that requires the most, then one without names; `nil` for one that does not.
  private func weight(
    _ contract: FormatContract, _ shape: DelimitedShape, _ sniff: Sniff, _ dialect: Dialect
  ) -> Int? {
    if shape.isNameless {
      return contract.fits(Self.firstRow(sniff, dialect, shape), shape) ? 1 : nil
    }
    guard let header = Self.header(sniff, dialect, shape),
      HeaderBinding.missing(shape, in: header).isEmpty
    else { return nil }
    let named = Set((shape.required + shape.optional).map(HeaderBinding.folded))
    let knowsAll = header.allSatisfy { $0.isEmpty || named.contains(shape.canonical($0)) }
    return 1 + shape.required.count + (knowsAll && isOwn(contract.name) ? 1_000_000 : 0)
  }

  /// The cells of the first row that is not blank.
  private static func firstRow(
    _ sniff: Sniff, _ dialect: Dialect, _ shape: DelimitedShape
  ) -> [String] {
    var reader = DelimitedReader(dialect: dialect)
    reader.feed(sniff.text(for: shape).span)
    if sniff.isWhole { reader.finish() }
    while (try? reader.next()) ?? false {
      if !reader.isBlank { return cells(&reader) }
    }
    return []
  }

  private static func cells(_ reader: inout DelimitedReader) -> [String] {
    var cells: [String] = []
    for index in 0..<reader.fieldCount { cells.append(reader.field(index).text.trimmingBlanks) }
    return cells
  }

  /// Why no delimited format fits: the nearest one, and what it lacks.
  private func refusal(_ sniff: Sniff, _ candidates: [FormatContract]) -> ImportRefusal {
    var nearest: (contract: FormatContract, header: [String], percent: Int)?
    for contract in candidates {
      guard case .delimited(let shape) = contract.shape, !shape.isNameless else { continue }
      for delimiter in [
        UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"),
      ] {
        let dialect = Dialect(delimiter: delimiter, quote: shape.quote)
        guard let header = Self.header(sniff, dialect, shape) else { continue }
        let present = shape.required.count - HeaderBinding.missing(shape, in: header).count
        let percent = present * 100 / max(1, shape.required.count)
        let names = Set(header.map(shape.canonical))
        let named = (shape.required + shape.optional)
          .count { names.contains(HeaderBinding.folded($0)) }
        if present >= 2, named >= 3, percent > nearest?.percent ?? 50 {
          nearest = (contract, header, percent)
        }
      }
    }
    guard let nearest, case .delimited(let shape) = nearest.contract.shape else {
      return ImportRefusal(
        reason: "unknown_format",
        message: "no format knows this header; see 'formats', or add a contract for it", line: 1)
    }
    let missing = HeaderBinding.missing(shape, in: nearest.header)
    if missing.isEmpty {
      let isHinted = Self.delimiterHint(sniff.text) != nil
      return ImportRefusal(
        reason: "wrong_delimiter",
        message: "the file looks like \(nearest.contract.name) with another delimiter"
          + (isHinted ? " than its first line, sep=, says" : ""), line: 1)
    }
    return HeaderBinding.changed(
      nearest.contract, missing: missing, header: nearest.header,
      known: Set((shape.required + shape.optional).map(HeaderBinding.folded)), line: 1)
  }

  /// The delimiter that a first line `sep=;` names.
  private static func delimiterHint(_ text: [UInt8]) -> UInt8? {
    let start = Array("sep=".utf8)
    guard text.count > 5, text.prefix(4).map(\.asciiLowercased) == start,
      text[5] == UInt8(ascii: "\n") || text[5] == UInt8(ascii: "\r")
    else { return nil }
    return text[4]
  }

  /// The names in the header row, read in a dialect; with a preamble, of the row that has most.
  private static func header(
    _ sniff: Sniff, _ dialect: Dialect, _ shape: DelimitedShape
  ) -> [String]? {
    var reader = DelimitedReader(dialect: dialect)
    reader.feed(sniff.text(for: shape).span)
    if sniff.isWhole { reader.finish() }
    var best: (header: [String], missing: Int)?
    var rows = 0
    while rows < max(16, shape.preambleMax + 1) {
      guard (try? reader.next()) ?? false else { break }
      rows += 1
      if reader.isBlank || reader.rawRecord.text.lowercased().hasPrefix("sep=") { continue }
      let cells = cells(&reader)
      guard let type = shape.headerRowType else {
        if shape.preambleMax == 0 { return cells }
        let missing = HeaderBinding.missing(shape, in: cells).count
        if missing < best?.missing ?? .max { best = (cells, missing) }
        if missing == 0 { break }
        continue
      }
      if cells[0] == type { return cells }
      if !shape.leadingRowTypes.contains(cells[0]) { return nil }
    }
    return best?.header
  }
}

extension ImportRefusal {
  /// What the XML reader refuses, as the refusal of a file.
  init(_ refusal: XMLRefusal) {
    let reason: String =
      switch refusal.code {
      case .malformed: "malformed_xml"
      case .trailingContent: "second_root"
      default: refusal.code.rawValue
      }
    self.init(
      refusal.code == .truncated ? .cm06 : .dc01, reason: reason, message: refusal.message,
      line: refusal.line, byteOffset: refusal.byteOffset)
  }
}

/// Collects which element paths a document's beginning has.
private final class ElementCollector: XMLHandler {
  private var trail: [String] = []
  private(set) var root = ""
  private(set) var paths: Set<[String]> = []

  func startElement(_ name: Span<UInt8>, line: Int) {
    trail.append(name.text)
    if trail.count == 1 { root = trail[0] }
    if trail.count <= 5, paths.count < 1_000 { paths.insert(trail) }
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) {}
  func text(_ bytes: Span<UInt8>) {}
  func endElement(_ name: Span<UInt8>) { trail.removeLast() }
}
