/// Finds the fields of one record in a buffer that starts with it.
///
/// Fields are offsets from the start of the record. Nothing is copied but the fields that hold
/// doubled quotes. Neighbouring records of most files begin and end alike: what a record has in
/// common with the one before is compared, eight bytes at a time, and only the rest searched.
struct RecordScanner {
  struct Field {
    var start: Int
    var end: Int
    var isQuoted = false
    /// Whether the positions are those of `unescaped`, not of the record.
    var isUnescaped = false
  }

  /// Where a record ends, and how many physical lines that took.
  struct RecordEnd {
    var contentEnd: Int
    var next: Int
    var lineEnds: Int
  }

  enum Outcome {
    case record(RecordEnd)
    case needsInput
    case unterminatedQuote
  }

  /// The record before, as far as the next may repeat it: without quotes, ended by a line feed.
  private struct Model {
    var start = 0
    var contentEnd = 0
    var next = 0
    var fieldCount = 0
  }

  private let delimiter: UInt8
  private let quote: UInt8?
  private let delimiterPattern: UInt64
  private let quotePattern: UInt64
  /// Tables of fields only grow; `fieldCount` says how many are of this record.
  private(set) var fields: [Field]
  private(set) var fieldCount = 0
  private(set) var unescaped: [UInt8] = []
  private(set) var hasTextAfterQuote = false
  private var lineEnds = 0
  private var hasQuotes = false
  private var model = Model()
  /// The fields that may differ from those of the record that was found before; the others are
  /// the same, byte for byte.
  private(set) var changedFields = 0..<0

  init(dialect: Dialect) {
    self.delimiter = dialect.delimiter
    self.quote = dialect.quote
    self.delimiterPattern = ByteSearch.repeated(dialect.delimiter)
    self.quotePattern = ByteSearch.repeated(dialect.quote ?? 0)
    self.fields = Array(repeating: Field(start: 0, end: 0), count: 64)
  }

  mutating func clear() {
    fieldCount = 0
    hasTextAfterQuote = false
    hasQuotes = false
    lineEnds = 0
    if !unescaped.isEmpty { unescaped.removeAll(keepingCapacity: true) }
  }

  /// Forgets the record before, whose bytes are no longer in the buffer.
  mutating func forget() { model = Model() }

  /// Reads the record at `start`; the end of the bytes ends a record if it `isFinal`.
  mutating func scan(_ bytes: Span<UInt8>, from start: Int, isFinal: Bool) -> Outcome {
    clear()
    let first = repeatedFields(bytes, at: start)
    let outcome = search(bytes, from: start, firstField: first, isFinal: isFinal)
    model = Model()
    if case .record(let end) = outcome, !hasQuotes, end.lineEnds == 1,
      bytes[end.next &- 1] == UInt8(ascii: "\n")
    {
      model = Model(
        start: start, contentEnd: end.contentEnd, next: end.next, fieldCount: fieldCount)
    }
    return outcome
  }

  /// How many fields, each with its delimiter, the record repeats from the one before.
  private func repeatedFields(_ bytes: Span<UInt8>, at start: Int) -> Int {
    guard model.fieldCount > 0 else { return 0 }
    let length = ByteSearch.commonLength(
      of: bytes, at: model.start, and: start,
      max: min(model.contentEnd &- model.start, bytes.count &- start))
    // Most often as many as in the record before that.
    var count = min(changedFields.lowerBound, model.fieldCount)
    while count > 0, fields[count &- 1].end >= length { count &-= 1 }
    while count < model.fieldCount, fields[count].end < length { count &+= 1 }
    return count
  }

  /// Whether the record ends as the one before does after the field `index`; `position` is the
  /// field's end.
  @inline(__always)
  private func endsAlike(
    _ bytes: Span<UInt8>, after index: Int, end: Int, at position: Int
  ) -> Bool {
    let tail = model.start &+ end
    let length = model.next &- tail
    return position &+ length <= bytes.count
      && ByteSearch.commonLength(of: bytes, at: tail, and: position, max: length) == length
  }

  /// Finds the fields from `firstField` on; those before it are as they were.
  private mutating func search(
    _ bytes: Span<UInt8>, from start: Int, firstField: Int, isFinal: Bool
  ) -> Outcome {
    let modelFields = model.fieldCount
    fieldCount = firstField
    var fieldStart = firstField == 0 ? start : start &+ fields[firstField &- 1].end &+ 1
    var closedQuote = -1
    var wordStart = fieldStart
    if startsQuoted(bytes, at: fieldStart) {
      guard let close = quotedField(bytes, from: fieldStart, record: start, isFinal: isFinal) else {
        return isFinal ? .unterminatedQuote : .needsInput
      }
      closedQuote = close
      wordStart = close
    }
    var hits = structure(ByteSearch.word(of: bytes, at: wordStart))
    while true {
      while hits == 0 {
        wordStart &+= 8
        guard wordStart < bytes.count else {
          guard isFinal else { return .needsInput }
          endField(at: bytes.count, start: fieldStart, record: start, closedQuote: closedQuote)
          changedFields = firstField..<fieldCount
          return .record(
            RecordEnd(contentEnd: bytes.count, next: bytes.count, lineEnds: lineEnds))
        }
        hits = structure(ByteSearch.word(of: bytes, at: wordStart))
      }
      let position = wordStart &+ hits.trailingZeroBitCount >> 3
      hits &= hits &- 1
      let byte = bytes[position]
      if byte == delimiter {
        // The model's own end of this field, before it is replaced.
        let modelEnd = fieldCount < modelFields ? fields[fieldCount].end : -1
        endField(at: position, start: fieldStart, record: start, closedQuote: closedQuote)
        if modelEnd >= 0, !hasQuotes,
          endsAlike(bytes, after: fieldCount &- 1, end: modelEnd, at: position)
        {
          return repeatRest(by: position &- start &- modelEnd, from: start, firstField: firstField)
        }
        fieldStart = position &+ 1
        closedQuote = -1
        if startsQuoted(bytes, at: fieldStart) {
          guard
            let close = quotedField(bytes, from: fieldStart, record: start, isFinal: isFinal)
          else { return isFinal ? .unterminatedQuote : .needsInput }
          closedQuote = close
          wordStart = close
          hits = structure(ByteSearch.word(of: bytes, at: wordStart))
        }
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        guard let next = Self.lineEnd(bytes, at: position, isFinal: isFinal) else {
          return .needsInput
        }
        endField(at: position, start: fieldStart, record: start, closedQuote: closedQuote)
        changedFields = firstField..<fieldCount
        return .record(RecordEnd(contentEnd: position, next: next, lineEnds: lineEnds + 1))
      }
    }
  }

  /// Takes the rest of the fields from the record before, `distance` bytes further on.
  private mutating func repeatRest(
    by distance: Int, from start: Int, firstField: Int
  ) -> Outcome {
    changedFields = firstField..<fieldCount
    if distance != 0 {
      for index in fieldCount..<model.fieldCount {
        fields[index].start &+= distance
        fields[index].end &+= distance
      }
    }
    fieldCount = model.fieldCount
    let shift = start &- model.start &+ distance
    return .record(
      RecordEnd(contentEnd: model.contentEnd &+ shift, next: model.next &+ shift, lineEnds: 1))
  }

  /// The position after the line end at `position`; `nil` when a line feed may be still to come.
  static func lineEnd(_ bytes: Span<UInt8>, at position: Int, isFinal: Bool) -> Int? {
    guard bytes[position] == UInt8(ascii: "\r") else { return position + 1 }
    guard position + 1 < bytes.count else { return isFinal ? position + 1 : nil }
    return bytes[position + 1] == UInt8(ascii: "\n") ? position + 2 : position + 1
  }

  @inline(__always)
  private func structure(_ word: UInt64) -> UInt64 {
    ByteSearch.controls(of: word) | ByteSearch.bytes(of: word, equalTo: delimiterPattern)
  }

  @inline(__always)
  private func startsQuoted(_ bytes: Span<UInt8>, at position: Int) -> Bool {
    guard let quote, position < bytes.count else { return false }
    return bytes[position] == quote
  }

  /// Ends the field that runs up to a delimiter, a line end or the end of the input.
  @inline(__always)
  private mutating func endField(at end: Int, start: Int, record: Int, closedQuote: Int) {
    if closedQuote < 0 {
      append(Field(start: start &- record, end: end &- record))
    } else if closedQuote != end {
      hasTextAfterQuote = true
    }
  }

  @inline(__always)
  private mutating func append(_ field: Field) {
    if fieldCount == fields.count {
      fields.append(contentsOf: repeatElement(Field(start: 0, end: 0), count: fieldCount))
    }
    fields[fieldCount] = field
    fieldCount &+= 1
  }

  /// Appends the field whose opening quote is at `start`.
  ///
  /// - Returns: The position after its closing quote; `nil` when that is not in the buffer, or is
  ///   the last byte of it and may be the first of two.
  private mutating func quotedField(
    _ bytes: Span<UInt8>, from start: Int, record: Int, isFinal: Bool
  ) -> Int? {
    hasQuotes = true
    let unescapedStart = unescaped.count
    var pieceStart = start + 1
    var position = start + 1
    while let found = nextQuote(bytes, from: position) {
      guard found + 1 < bytes.count || isFinal else { return nil }
      if found + 1 < bytes.count, bytes[found + 1] == bytes[found] {
        copy(bytes, from: pieceStart, to: found + 1)
        pieceStart = found + 2
        position = found + 2
        continue
      }
      if pieceStart == start + 1 {
        append(Field(start: pieceStart - record, end: found - record, isQuoted: true))
      } else {
        copy(bytes, from: pieceStart, to: found)
        append(
          Field(
            start: unescapedStart, end: unescaped.count, isQuoted: true, isUnescaped: true))
      }
      return found + 1
    }
    return nil
  }

  /// The next quote at or after `start`, counting the line ends before it.
  private mutating func nextQuote(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var wordStart = start
    while wordStart < bytes.count {
      let word = ByteSearch.word(of: bytes, at: wordStart)
      var hits =
        ByteSearch.controls(of: word) | ByteSearch.bytes(of: word, equalTo: quotePattern)
      while hits != 0 {
        let position = wordStart &+ hits.trailingZeroBitCount >> 3
        hits &= hits &- 1
        let byte = bytes[position]
        if byte == quote { return position }
        let isSecondOfTwo =
          byte == UInt8(ascii: "\n") && bytes[position - 1] == UInt8(ascii: "\r")
        if (byte == UInt8(ascii: "\n") && !isSecondOfTwo) || byte == UInt8(ascii: "\r") {
          lineEnds += 1
        }
      }
      wordStart &+= 8
    }
    return nil
  }

  private mutating func copy(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    unescaped.reserveCapacity(unescaped.count + end - start)
    for position in start..<end { unescaped.append(bytes[position]) }
  }
}
