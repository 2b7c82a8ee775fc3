import Accounting

/// One line of a journal in a target of one amount per line.
struct ExportLine {
  var account: Account
  /// Debit positive; never zero.
  var amount: Int64
  var currency: Currency
  var note: String
}

/// One journal of a target: an entry, or a part of one that balances by itself.
struct ExportJournal {
  /// The entry's id, with the part's number where there are several.
  var number: String
  var entry: JournalEntry
  var lines: [ExportLine]
}

/// Cuts an entry that has more lines than a target takes into parts that balance.
///
/// Each part but for its own lines has one on `bridge`; over all parts those come to zero.
func balancedParts(
  of entry: JournalEntry, _ lines: [ExportLine], linesMax: Int, bridge: Account?
) -> [ExportJournal]? {
  if lines.count <= linesMax {
    return [ExportJournal(number: entry.id, entry: entry, lines: lines)]
  }
  guard let bridge, let currency = lines.first?.currency,
    lines.allSatisfy({ $0.currency == currency })
  else { return nil }
  var parts: [ExportJournal] = []
  for start in stride(from: 0, to: lines.count, by: linesMax - 1) {
    var part = Array(lines[start..<min(start + linesMax - 1, lines.count)])
    let rest = part.reduce(0) { $0 + $1.amount }
    if rest != 0 {
      part.append(
        ExportLine(
          account: bridge, amount: -rest, currency: currency,
          note: "to and from the other parts of this entry"))
    }
    parts.append(
      ExportJournal(number: "\(entry.id)-\(parts.count + 1)", entry: entry, lines: part))
  }
  return parts
}

/// Packs journals into files within limits, keeping every journal whole.
func packed(
  _ journals: [(lines: Int, bytes: [UInt8])], header: [UInt8], linesMax: Int, bytesMax: Int
) -> [[UInt8]] {
  var files: [[UInt8]] = []
  var lines = 0
  for journal in journals {
    if let last = files.last, lines + journal.lines <= linesMax,
      last.count + journal.bytes.count <= bytesMax
    {
      files[files.count - 1] += journal.bytes
      lines += journal.lines
    } else {
      files.append(header + journal.bytes)
      lines = journal.lines
    }
  }
  return files
}

/// Names the files of one export: a number only where there are several.
func named(_ files: [[UInt8]], _ stem: String) -> [ExportFile] {
  files.enumerated().map { number, bytes in
    ExportFile(
      name: files.count == 1 ? "\(stem).csv" : "\(stem)-\(number + 1).csv", bytes: bytes)
  }
}

/// The lines behind a posting, for a description: `settlement.txt:12-480`.
func sourceNote(_ entry: JournalEntry, _ posting: Posting) -> String {
  let file = entry.sourceFile(of: posting)
  let lines = posting.sourceLines.text
  return lines.isEmpty ? file : "\(file):\(lines)"
}
