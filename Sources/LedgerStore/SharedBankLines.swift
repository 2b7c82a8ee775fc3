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

  /// The lines that count, in their order; those of the format first by name stand.
  func counted() -> [StatementLine] {
    guard Set(formats).count > 1 else { return lines }
    var groups: [Key: [Int]] = [:]
    for index in lines.indices {
      let line = lines[index]
      let key = Key(currency: line.currency, day: line.bookingDate, amount: line.amount)
      groups[key, default: []].append(index)
    }
    var isCounted = [Bool](repeating: true, count: lines.count)
    for group in groups.values where group.count > 1 {
      for index in repeats(in: group) { isCounted[index] = false }
    }
    return lines.indices.filter { isCounted[$0] }.map { lines[$0] }
  }

  /// The lines of a group that another format's line stands for.
  private func repeats(in group: [Int]) -> [Int] {
    let ordered = group.sorted { sortKey($0) < sortKey($1) }
    var standing: [(index: Int, account: [UInt8], formats: Set<String>)] = []
    var repeats: [Int] = []
    for index in ordered {
      let account = Self.identity(of: symbols[lines[index].account], lines[index].currency)
      let format = formats[index]
      let twin = standing.firstIndex {
        !$0.formats.contains(format) && Self.areSame($0.account, account)
      }
      if let twin {
        standing[twin].formats.insert(format)
        repeats.append(index)
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

  /// Letters and digits of the last part of an account's name, without the currency that many
  /// banks put behind it.
  private static func identity(of account: String, _ currency: Currency) -> [UInt8] {
    let last = account.split(separator: "/").last ?? ""
    let name = last.utf8.filter { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
      .map { $0 &- 97 < 26 ? $0 & 0xdf : $0 }
    let code = Array(currency.code.utf8)
    return name.count > code.count && name.suffix(code.count).elementsEqual(code)
      ? name.dropLast(code.count) : name
  }

  /// Equal, or one ends with the other, as an IBAN does with the account's own number.
  private static func areSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    if left == right { return true }
    let numbers = [left, right].map { Array($0.drop { $0 == UInt8(ascii: "0") }) }
      .sorted { $0.count < $1.count }
    return numbers[0].count >= 6 && numbers[1].suffix(numbers[0].count).elementsEqual(numbers[0])
  }
}
