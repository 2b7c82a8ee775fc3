import Accounting
import DelimitedText
import Foundation

/// Finds where the lines of a file begin, for the few that are told of.
struct LinePlaces {
  /// Which line ends count: XML's reader knows line feeds alone.
  enum LineEnds { case all, lineFeeds }

  private let lineEnds: LineEnds
  private let encoding: TextEncoding

  init(_ lineEnds: LineEnds, _ encoding: TextEncoding) {
    self.lineEnds = lineEnds
    self.encoding = encoding
  }

  /// The offset of each of some lines, counted from 1; a line that the file does not have is left
  /// out.
  func offsets(of lines: Set<Int>, in stream: borrowing FileStream) -> [Int: Int] {
    var found: [Int: Int] = [:]
    let last = lines.max() ?? 0
    forEachLine(in: stream) { line, offset in
      if lines.contains(line) { found[line] = offset }
      return line < last
    }
    return found
  }

  /// The line, counted from 1, that holds the byte at an offset.
  func line(at offset: Int, in stream: borrowing FileStream) -> Int {
    var found = 1
    forEachLine(in: stream) { line, start in
      if start <= offset { found = line }
      return start <= offset
    }
    return found
  }

  /// Visits the beginnings of lines until `visit` returns `false`.
  private func forEachLine(
    in stream: borrowing FileStream, visit: (_ line: Int, _ offset: Int) -> Bool
  ) {
    let width = encoding == .utf16le || encoding == .utf16be ? 2 : 1
    var line = 1
    var offset = 0
    var afterReturn = false
    guard visit(1, 0) else { return }
    while true {
      let chunk = stream.peek(at: offset, count: 1 << 16)
      var index = 0
      while index + width <= chunk.count {
        let unit = unit(of: chunk, at: index)
        index += width
        let isFeed = unit == 0x0A
        let isReturn = unit == 0x0D && lineEnds == .all
        if afterReturn && !isFeed {
          line += 1
          guard visit(line, offset + index - width) else { return }
        }
        if isFeed {
          line += 1
          guard visit(line, offset + index) else { return }
        }
        afterReturn = isReturn
      }
      if index == 0 { return }
      offset += index
    }
  }

  private func unit(of chunk: [UInt8], at index: Int) -> UInt16 {
    switch encoding {
    case .utf16le: UInt16(chunk[index + 1]) << 8 | UInt16(chunk[index])
    case .utf16be: UInt16(chunk[index]) << 8 | UInt16(chunk[index + 1])
    default: UInt16(chunk[index])
    }
  }
}

extension ImportedDocument {
  /// Gives the rows set aside the offset of their line, where their reader counts other bytes than
  /// the file's own or none.
  mutating func placeQuarantine(_ places: LinePlaces, in stream: borrowing FileStream) {
    let lines = Set(quarantinedRows.map { Int($0.provenance.line) })
    if lines.isEmpty { return }
    let offsets = places.offsets(of: lines, in: stream)
    for index in quarantinedRows.indices {
      let line = Int(quarantinedRows[index].provenance.line)
      quarantinedRows[index].byteOffset = Int64(offsets[line] ?? 0)
    }
  }
}

extension ImportRefusal {
  /// Tells the line of a byte, or the byte at which a line begins, where one is not known.
  mutating func place(_ places: LinePlaces, in stream: borrowing FileStream) {
    if line == 0, byteOffset > 0 {
      line = places.line(at: byteOffset, in: stream)
    } else if line > 1, byteOffset == 0 {
      byteOffset = places.offsets(of: [line], in: stream)[line] ?? 0
    }
  }
}
