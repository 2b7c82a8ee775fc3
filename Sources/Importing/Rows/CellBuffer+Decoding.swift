import Accounting

// A span of the cells cannot be taken while another part of their owner changes; the cells are
// lent to the decoder instead.

extension DecimalDecoder {
  mutating func decode(
    _ cells: borrowing CellBuffer, _ range: Range<Int>, digits: Int
  ) -> Decoded<Int64> {
    decode(cells.bytes.span.extracting(range), digits: digits)
  }
}

extension DateDecoder {
  mutating func instant(_ cells: borrowing CellBuffer, _ range: Range<Int>) -> Decoded<Int64> {
    instant(cells.bytes.span.extracting(range))
  }

  mutating func end(_ cells: borrowing CellBuffer, _ range: Range<Int>) -> Decoded<Int64> {
    end(cells.bytes.span.extracting(range))
  }

  mutating func narrow(_ cells: borrowing CellBuffer, _ range: Range<Int>) {
    narrow(by: cells.bytes.span.extracting(range))
  }

  mutating func day(_ cells: borrowing CellBuffer, _ range: Range<Int>) -> Decoded<Int64> {
    day(cells.bytes.span.extracting(range))
  }
}

extension CurrencyCache {
  mutating func currency(_ cells: borrowing CellBuffer, _ range: Range<Int>) -> Currency? {
    currency(cells.bytes.span.extracting(range))
  }
}

extension MeaningCache {
  mutating func add(_ cells: borrowing CellBuffer, _ range: Range<Int>) {
    add(cells.bytes.span.extracting(range))
  }
}

extension MeaningCache {
  func compare(_ cells: borrowing CellBuffer, _ range: Range<Int>, with guess: inout Guess) {
    compare(cells.bytes.span.extracting(range), with: &guess)
  }
}

extension BatchOutput {
  mutating func append(_ cells: borrowing CellBuffer, _ range: Range<Int>, to kind: RecordKind) {
    append(cells.bytes.span.extracting(range), to: kind)
  }
}
