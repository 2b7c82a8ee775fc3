/// Reads delimited records from chunks of bytes, without a `String` per field.
///
/// Lines end with LF, CRLF or CR, also mixed. A quote encloses a field only as its first byte, and
/// a doubled quote inside is one quote. The result is the same however the input is cut.
///
/// A record that throws is left behind: the next call to ``next()`` reads the one after it.
/// `rawRecord`, `line` and `byteOffset` still tell of the one that threw.
package struct DelimitedReader: ~Copyable {
  private let dialect: Dialect
  private let fieldBytesMax: Int
  private let recordBytesMax: Int
  private var scanner: RecordScanner
  private var skipper: RecordSkipper?
  private var buffer: [UInt8] = []
  /// The offset of the buffer's first byte in the stream.
  private var bufferOffset = 0
  private var position = 0
  private var nextLine = 1
  private var record = 0..<0
  private var isFinished = false
  /// The 1-based physical line on which the record starts; line ends inside quotes count.
  package private(set) var line = 1
  /// The offset of the record in the stream.
  package private(set) var byteOffset = 0
  /// Whether a line end follows the record; only the last one of the input may lack it.
  package private(set) var hasLineEnd = true

  /// A reader at the start of a stream without byte order mark.
  ///
  /// A field may have `fieldBytesMax` bytes, a record 16 times that.
  package init(dialect: Dialect, fieldBytesMax: Int = 1 << 20) {
    precondition(fieldBytesMax > 0)
    self.dialect = dialect
    self.fieldBytesMax = fieldBytesMax
    self.recordBytesMax = fieldBytesMax * 16
    self.scanner = RecordScanner(dialect: dialect)
  }

  /// Takes the next bytes of the stream and gives up the ones that were read.
  package mutating func feed(_ bytes: Span<UInt8>) {
    precondition(!isFinished, "the input was finished")
    clearRecord()
    scanner.forget()
    if position > 0 {
      buffer.removeSubrange(0..<position)
      bufferOffset += position
      position = 0
    }
    bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
  }

  /// Says that no more input comes, so that the last record may lack its line end.
  package mutating func finish() {
    isFinished = true
  }

  /// Reads the next complete record.
  ///
  /// - Returns: `false` when that needs more input or, after ``finish()``, at the end.
  /// - Throws: ``DelimitedTextError`` for a record that cannot be read; reading may go on.
  package mutating func next() throws(DelimitedTextError) -> Bool {
    clearRecord()
    guard skippedLongRecord(), position < buffer.count else { return false }
    line = nextLine
    byteOffset = bufferOffset + position
    // A second reference to the buffer, so that the scanner may change meanwhile.
    let bytes = buffer
    let outcome = scanner.scan(bytes.span, from: position, isFinal: isFinished)
    switch outcome {
    case .record(let end) where end.contentEnd - position <= recordBytesMax:
      record = position..<end.contentEnd
      position = end.next
      hasLineEnd = end.next > end.contentEnd
      nextLine += end.lineEnds
      try checkRecord()
      return true
    // Two more bytes may be a line end.
    case .needsInput where buffer.count - position <= recordBytesMax + 2:
      scanner.clear()
      return false
    case .unterminatedQuote where buffer.count - position <= recordBytesMax:
      scanner.clear()
      record = position..<buffer.count
      position = buffer.count
      throw error(.unterminatedQuote)
    case .record, .needsInput, .unterminatedQuote:
      scanner.clear()
      skipper = RecordSkipper(dialect: dialect)
      throw error(.recordTooLong(bytesMax: recordBytesMax))
    }
  }

  package var fieldCount: Int { scanner.fieldCount }

  /// The fields that may differ from those of the record read before; every other one is the same.
  ///
  /// A record that threw counts as read.
  package var changedFields: Range<Int> { scanner.changedFields }

  /// The bytes of a field without its quotes, valid until the next call to `next` or `feed`.
  @_lifetime(borrow self)
  package func field(_ index: Int) -> Span<UInt8> {
    precondition(index < scanner.fieldCount, "no such field")
    let field = scanner.fields[index]
    return field.isUnescaped
      ? scanner.unescaped.span.extracting(field.start..<field.end)
      : buffer.span.extracting(
        record.lowerBound &+ field.start..<record.lowerBound &+ field.end)
  }

  /// Whether the field was enclosed in quotes.
  package func isQuoted(_ index: Int) -> Bool {
    precondition(index < scanner.fieldCount, "no such field")
    return scanner.fields[index].isQuoted
  }

  /// The record's bytes as read, without its line end.
  package var rawRecord: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.span.extracting(record) }
  }

  /// Whether the record holds nothing but spaces and tabs, and no delimiter.
  package var isBlank: Bool {
    guard fieldCount == 1, !scanner.fields[0].isQuoted else { return false }
    let bytes = rawRecord
    for index in bytes.indices
    where bytes[index] != UInt8(ascii: " ") && bytes[index] != UInt8(ascii: "\t") {
      return false
    }
    return true
  }

  private mutating func clearRecord() {
    scanner.clear()
    record = 0..<0
  }

  /// Goes on past a record that was too long; `false` when all input so far belongs to it.
  private mutating func skippedLongRecord() -> Bool {
    guard var walk = skipper else { return true }
    let end = walk.skip(buffer.span, from: position)
    position = end ?? buffer.count
    skipper = end == nil ? walk : nil
    if end != nil { nextLine += walk.lineEnds }
    return end != nil
  }

  private mutating func checkRecord() throws(DelimitedTextError) {
    if record.count > fieldBytesMax {
      for index in 0..<scanner.fieldCount {
        let field = scanner.fields[index]
        guard field.end - field.start > fieldBytesMax else { continue }
        scanner.clear()
        throw error(.fieldTooLong(bytesMax: fieldBytesMax))
      }
    }
    if scanner.hasTextAfterQuote {
      scanner.clear()
      throw error(.textAfterQuote)
    }
  }

  private func error(_ code: DelimitedTextError.Code) -> DelimitedTextError {
    DelimitedTextError(code, line: line, byteOffset: byteOffset)
  }
}
