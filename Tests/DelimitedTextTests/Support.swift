import DelimitedText

/// What a reader tells of one record, or of one that it could not read.
struct ReadRecord: CustomStringConvertible {
  var fields: [String] = []
  var quoted: [Bool] = []
  var line = 0
  var byteOffset = 0
  var raw = ""
  var error: DelimitedTextError.Code?
  var changed = 0..<0

  var description: String {
    "\(line)@\(byteOffset) \(fields) \(quoted) raw \(raw.debugDescription)"
      + (error.map { " error \($0)" } ?? "")
  }
}

extension ReadRecord: Equatable {
  /// Where the input was cut decides what is found to be repeated, so that does not count.
  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.fields == rhs.fields && lhs.quoted == rhs.quoted && lhs.line == rhs.line
      && lhs.byteOffset == rhs.byteOffset && lhs.raw == rhs.raw && lhs.error == rhs.error
  }
}

func string(_ bytes: Span<UInt8>) -> String {
  bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

/// Reads all of `input`, fed `chunkSize` bytes at a time, going on after records with errors.
func read(
  _ input: [UInt8], _ dialect: Dialect = .commaSeparated, chunkSize: Int = .max,
  fieldBytesMax: Int = 1 << 20
) -> [ReadRecord] {
  var reader = DelimitedReader(dialect: dialect, fieldBytesMax: fieldBytesMax)
  var result: [ReadRecord] = []
  var start = 0
  while true {
    result += available(in: &reader)
    guard start < input.count else { break }
    let end = input.count - start > chunkSize ? start + chunkSize : input.count
    reader.feed(input.span.extracting(start..<end))
    start = end
  }
  reader.finish()
  return result + available(in: &reader)
}

func read(
  _ input: String, _ dialect: Dialect = .commaSeparated, chunkSize: Int = .max,
  fieldBytesMax: Int = 1 << 20
) -> [ReadRecord] {
  read(Array(input.utf8), dialect, chunkSize: chunkSize, fieldBytesMax: fieldBytesMax)
}

private func available(in reader: inout DelimitedReader) -> [ReadRecord] {
  var result: [ReadRecord] = []
  while true {
    do {
      guard try reader.next() else { return result }
      result.append(current(reader))
    } catch {
      var record = current(reader)
      record.error = error.code
      (record.line, record.byteOffset) = (error.line, error.byteOffset)
      result.append(record)
    }
  }
}

private func current(_ reader: borrowing DelimitedReader) -> ReadRecord {
  var record = ReadRecord(
    line: reader.line, byteOffset: reader.byteOffset, raw: string(reader.rawRecord),
    changed: reader.changedFields)
  for index in 0..<reader.fieldCount {
    record.fields.append(string(reader.field(index)))
    record.quoted.append(reader.isQuoted(index))
  }
  return record
}
