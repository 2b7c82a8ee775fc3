/// Settlement lines on their way to the ledger.
///
/// Neighbouring lines mostly differ in words and amount only. What they have in common, their
/// *item*, is kept once: cells item by item, texts in one arena.
package struct SettlementLineBatch: Sendable {
  package struct Line: Sendable {
    /// The position of the line's item in the batch; lines of one item stand together.
    package var item: Int32
    /// The line of the source file.
    package var line: Int32
    /// The position of the line's meaning.
    package var meaning: Int32
    /// Minor units of the item's currency.
    package var amount: Int64

    package init(item: Int32, line: Int32, meaning: Int32, amount: Int64) {
      self.item = item
      self.line = line
      self.meaning = meaning
      self.amount = amount
    }
  }

  /// What the channel's words for a line come to.
  package struct Meaning: Hashable, Sendable {
    package var event: LineEvent
    package var component: LineComponent
    /// The channel's words, joined with `/`.
    package var label: [UInt8]

    package init(event: LineEvent, component: LineComponent, label: [UInt8]) {
      self.event = event
      self.component = component
      self.label = label
    }
  }

  /// The columns of `RecordKind.settlementLine` that lines of one item share, in ledger order.
  package static let itemColumns = RecordKind.settlementLine.columns.filter {
    !["event", "component", "label", "amount", "row_hash"].contains($0.name)
  }
  /// Digits of a row's hash.
  package static let hashBytes = 32

  /// One cell for each of `itemColumns`, item by item.
  package let cells: [RecordCell]
  package let arena: [UInt8]
  package private(set) var lines: [Line]
  /// Every meaning of the document so far; a position says the same in each of its batches.
  package let meanings: [Meaning]
  /// `hashBytes` for each line of a format that knows rows by their content, else nothing.
  package private(set) var hashes: [UInt8]

  /// A batch of lines that were put together elsewhere.
  ///
  /// - Precondition: `cells` has whole items, and `hashes` none or one for each line.
  package init(
    cells: [RecordCell], arena: [UInt8], lines: [Line], meanings: [Meaning], hashes: [UInt8]
  ) {
    precondition(cells.count.isMultiple(of: Self.itemColumns.count))
    precondition(hashes.isEmpty || hashes.count == lines.count * Self.hashBytes)
    self.cells = cells
    self.arena = arena
    self.lines = lines
    self.meanings = meanings
    self.hashes = hashes
  }

  package var count: Int { lines.count }

  /// The batch with some of its lines only, in their order.
  package func selecting(_ positions: [Int]) -> Self {
    var batch = self
    batch.lines = positions.map { lines[$0] }
    if !hashes.isEmpty {
      batch.hashes = positions.flatMap {
        hashes[$0 * Self.hashBytes..<($0 + 1) * Self.hashBytes]
      }
    }
    return batch
  }

  /// A cell of the line's item; `column` counts `itemColumns`.
  package func cell(line: Int, column: Int) -> RecordCell {
    cells[Int(lines[line].item) * Self.itemColumns.count + column]
  }

  /// The text of a line's item; empty for what is no text.
  package func text(line: Int, column: Int) -> String {
    let cell = cell(line: line, column: column)
    guard cell.length > 0 else { return "" }
    let start = Int(cell.value)
    return String(decoding: arena[start..<start + Int(cell.length)], as: UTF8.self)
  }

  /// The hash of the line's row; empty when the format knows none.
  package func hash(line: Int) -> String {
    guard !hashes.isEmpty else { return "" }
    let start = line * Self.hashBytes
    return String(decoding: hashes[start..<start + Self.hashBytes], as: UTF8.self)
  }
}
