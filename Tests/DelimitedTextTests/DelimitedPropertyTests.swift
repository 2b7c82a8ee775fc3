import DelimitedText
import TestSupport
import Testing

/// Reads one byte at a time and slowly: what the fast reader is held against.
private struct NaiveReader {
  let dialect: Dialect
  var records: [[String]] = []
  private var record: [String] = []
  private var field: [UInt8] = []
  private var isQuoted = false
  private var wasQuoted = false

  init(_ dialect: Dialect) { self.dialect = dialect }

  mutating func read(_ input: [UInt8]) {
    var rest = input[...]
    while let byte = rest.popFirst() {
      if isQuoted {
        if byte != dialect.quote {
          field.append(byte)
        } else if rest.first == dialect.quote {
          field.append(byte)
          rest.removeFirst()
        } else {
          isQuoted = false
        }
      } else if byte == dialect.delimiter {
        endField()
      } else if byte == 10 || byte == 13 {
        if byte == 13, rest.first == 10 { rest.removeFirst() }
        endRecord()
      } else if byte == dialect.quote, field.isEmpty, !wasQuoted {
        isQuoted = true
        wasQuoted = true
      } else {
        field.append(byte)
      }
    }
    if !record.isEmpty || !field.isEmpty || wasQuoted { endRecord() }
  }

  private mutating func endField() {
    record.append(String(decoding: field, as: UTF8.self))
    field = []
    wasQuoted = false
  }

  private mutating func endRecord() {
    endField()
    records.append(record)
    record = []
  }
}

@Suite struct `Delimited properties` {
  private static let pieces = [
    "a", "bc", "12.50", "longer than eight bytes", "é", "日本", ",", ",", ";", "\t", "\n", "\r\n",
    "\r", " ", "\"quoted\"", "\"a,\n\"\"b\"\"\r\nc\"", "\"\"", "\0",
  ]

  private func randomInput(_ generator: inout SeededGenerator) -> [UInt8] {
    let count = Int.random(in: 0...60, using: &generator)
    return (0..<count).flatMap { _ in
      Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
    }
  }

  @Test(arguments: [
    Dialect.commaSeparated, .tabSeparated,
    Dialect(delimiter: UInt8(ascii: ";"), quote: UInt8(ascii: "'")),
  ])
  func `any chunking gives the same records`(dialect: Dialect) {
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      let input = randomInput(&generator)
      let whole = read(input, dialect)
      for size in [1, 2, 7, 13, 65_536] {
        #expect(read(input, dialect, chunkSize: size) == whole, "seed \(seed), chunks of \(size)")
      }
      guard whole.allSatisfy({ $0.error == nil }) else { continue }
      var naive = NaiveReader(dialect)
      naive.read(input)
      #expect(whole.map(\.fields) == naive.records, "seed \(seed)")
    }
  }

  /// Rows in which a few cells change from one to the next, as in most exports.
  private func randomTable(_ generator: inout SeededGenerator) -> [UInt8] {
    let cells = ["", "a", "112-0737771-0823981", "Principal", "12.50", "x\ty", "\"q,\"\"\"", "é"]
    let lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? ""
    var row = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
      cells.randomElement(using: &generator) ?? ""
    }
    var input: [UInt8] = []
    for _ in 0..<Int.random(in: 1...20, using: &generator) {
      input += Array((row.joined(separator: ",") + lineEnd).utf8)
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        row[Int.random(in: row.indices, using: &generator)] =
          cells.randomElement(using: &generator) ?? ""
      }
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: row.append("more")
      case 1 where row.count > 1: row.removeLast()
      default: continue
      }
    }
    if Bool.random(using: &generator) { input.removeLast() }
    return input
  }

  @Test(arguments: [Dialect.commaSeparated, Dialect(delimiter: UInt8(ascii: ","), quote: nil)])
  func `what a record repeats is read as if it did not`(dialect: Dialect) {
    for seed in UInt64(0)..<1_000 {
      var generator = SeededGenerator(seed: seed)
      let input = randomTable(&generator)
      let whole = read(input, dialect)
      for size in [1, 5, 64] {
        #expect(read(input, dialect, chunkSize: size) == whole, "seed \(seed), chunks of \(size)")
      }
      guard whole.allSatisfy({ $0.error == nil }) else { continue }
      var naive = NaiveReader(dialect)
      naive.read(input)
      #expect(whole.map(\.fields) == naive.records, "seed \(seed)")
      for (record, before) in zip(whole.dropFirst(), whole) {
        for index in record.fields.indices where !record.changed.contains(index) {
          #expect(record.fields[index] == before.fields[index], "seed \(seed), \(record)")
        }
      }
    }
  }

  @Test func `a limit acts the same in any chunking`() {
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      let input = randomInput(&generator)
      let whole = read(input, fieldBytesMax: 2)
      for size in [1, 7, 33] {
        let cut = read(input, chunkSize: size, fieldBytesMax: 2)
        #expect(cut == whole, "seed \(seed), chunks of \(size)")
      }
    }
  }

  @Test func `records tile the input`() {
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      let input = randomInput(&generator)
      var end = 0
      for record in read(input) {
        #expect(record.byteOffset - end >= 0 && record.byteOffset - end <= 2, "seed \(seed)")
        let raw = Array(record.raw.utf8)
        #expect(Array(input[record.byteOffset...].prefix(raw.count)) == raw, "seed \(seed)")
        end = record.byteOffset + raw.count
      }
      #expect(input.count - end <= 2, "seed \(seed)")
    }
  }

  @Test func `what is written reads back`() {
    let cells = ["", "a", "a,b", "say \"hi\"", "x y ", "é", "\"", "1", " lead"]
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      let rows = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in
          cells.randomElement(using: &generator) ?? ""
        }
      }
      var writer = DelimitedWriter()
      for row in rows {
        for cell in row { writer.text(cell) }
        writer.endRecord()
      }
      #expect(read(writer.bytes).map(\.fields) == rows, "seed \(seed)")
    }
  }
}
