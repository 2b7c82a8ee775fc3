import Accounting

/// One account's entries that came in several formats, counted once.
///
/// Within a format lines are known by their content. Across formats texts and references differ,
/// so a line of another format is the same entry when account, day, currency and amount agree;
/// each line stands for one of every other format, so that two equal entries stay two.
struct SharedBankLines {
  private struct Key: Hashable {
    var currency: Currency
    var day: CalendarDate
    var amount: Int64
  }

  private let lines: [StatementLine]
  private let formats: [String]
  private let symbols: SymbolTable

  /// `formats`: the format of each line.
  init(_ lines: [StatementLine], formats: [String], symbols: SymbolTable) {
    self.lines = lines
    self.formats = formats
    self.symbols = symbols
  }

  /// The lines that count, in their order; those of the format first by name stand, for the
  /// documents of the others too.
  func counted() -> [StatementLine] {
    guard Set(formats).count > 1 else { return lines }
    var groups: [Key: [Int]] = [:]
    for index in lines.indices {
      let line = lines[index]
      let key = Key(currency: line.currency, day: line.bookingDate, amount: line.amount)
      groups[key, default: []].append(index)
    }
    var counted = lines
    var isCounted = [Bool](repeating: true, count: lines.count)
    for group in groups.values where group.count > 1 {
      for (index, twin) in repeats(in: group) {
        isCounted[index] = false
        counted[twin].otherDocuments += lines[index].otherDocuments
        counted[twin].otherDocuments.append(lines[index].provenance.document)
      }
    }
    return lines.indices.filter { isCounted[$0] }.map { counted[$0] }
  }

  /// The lines of a group that another format's line stands for, with that line.
  private func repeats(in group: [Int]) -> [(index: Int, twin: Int)] {
    let ordered = group.sorted { sortKey($0) < sortKey($1) }
    var standing: [(index: Int, account: AccountNumber, formats: Set<String>)] = []
    var repeats: [(index: Int, twin: Int)] = []
    for index in ordered {
      let account = AccountNumber(symbols[lines[index].account], lines[index].currency)
      let format = formats[index]
      let twin = standing.firstIndex {
        !$0.formats.contains(format) && $0.account.isSame(as: account)
      }
      if let twin {
        standing[twin].formats.insert(format)
        repeats.append((index, standing[twin].index))
      } else {
        standing.append((index, account, [format]))
      }
    }
    return repeats
  }

  private func sortKey(_ index: Int) -> (String, String, String, String) {
    let line = lines[index]
    return (formats[index], symbols[line.account], symbols[line.reference], symbols[line.text])
  }
}
