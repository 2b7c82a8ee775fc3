import Accounting

/// One account's entries that came more than once, counted once.
///
/// Within a format lines are known by their content. One of another file with another text is the
/// same entry when both files prove it: by the account's balance after the line, or by a statement
/// that leads from the same balance to the same balance. Across formats texts and references
/// differ, so one of another format is the same entry when account, day, currency and amount
/// agree. Each line stands for one of every other file, so that two equal entries stay two.
struct SharedBankLines {
  /// What a file says that leads to a line.
  struct Proof: Equatable {
    /// The account's balance after the line.
    var balance: Int64?
    /// From where to where the line's statement leads.
    var frame: Frame?

    struct Frame: Equatable {
      var statementId: Symbol
      var opening: Int64
      var closing: Int64
      var openingDate: CalendarDate
      var closingDate: CalendarDate
    }

    func isSame(as other: Self) -> Bool {
      if let balance, let otherBalance = other.balance { return balance == otherBalance }
      guard let frame, let otherFrame = other.frame else { return false }
      // A statement that moves nothing may come twice a day.
      return frame == otherFrame
        || frame.opening != frame.closing && frame.hasSameEnds(as: otherFrame)
    }
  }

  private struct Key: Hashable {
    var currency: Currency
    var day: CalendarDate
    var amount: Int64
  }

  /// A line that counts, and which files have it.
  private struct Standing {
    var index: Int
    var account: AccountNumber
    var formats: Set<String>
    var documents: Set<Int32>
  }

  private let lines: [StatementLine]
  private let formats: [String]
  private let proofs: [Proof]
  private let symbols: SymbolTable

  /// `formats` and `proofs`: of each line.
  init(
    _ lines: [StatementLine], formats: [String], proofs: [Proof] = [], symbols: SymbolTable
  ) {
    self.lines = lines
    self.formats = formats
    self.proofs = proofs
    self.symbols = symbols
  }

  /// The lines that count, in their order, for the documents of the others too; and those that came
  /// again with another text.
  ///
  /// Of several formats the first by name stands; of one format the fullest text.
  func counted() -> (lines: [StatementLine], restated: [RestatedBankLine]) {
    guard Set(formats).count > 1 || Set(lines.map(\.provenance.document)).count > 1 else {
      return (lines, [])
    }
    var groups: [Key: [Int]] = [:]
    for index in lines.indices {
      let line = lines[index]
      let key = Key(currency: line.currency, day: line.bookingDate, amount: line.amount)
      groups[key, default: []].append(index)
    }
    var counted = lines
    var isCounted = [Bool](repeating: true, count: lines.count)
    var restated: [RestatedBankLine] = []
    for group in groups.values where group.count > 1 {
      for (index, twin) in repeats(in: group) {
        isCounted[index] = false
        counted[twin].otherDocuments += lines[index].otherDocuments
        counted[twin].otherDocuments.append(lines[index].provenance.document)
        if formats[index] == formats[twin] {
          restated.append(RestatedBankLine(counted: lines[twin], repeated: lines[index]))
        }
      }
    }
    return (lines.indices.filter { isCounted[$0] }.map { counted[$0] }, restated)
  }

  /// The lines of a group that another file's line stands for, with that line.
  private func repeats(in group: [Int]) -> [(index: Int, twin: Int)] {
    let ordered = group.map { (index: $0, key: sortKey($0)) }.sorted { $0.key < $1.key }
    var standing: [Standing] = []
    var repeats: [(index: Int, twin: Int)] = []
    for (index, _) in ordered {
      let line = lines[index]
      let account = AccountNumber(symbols[line.account], line.currency)
      let documents = Set(line.otherDocuments + [line.provenance.document])
      let twin = standing.firstIndex {
        $0.account.isSame(as: account) && isTwin(index, documents, of: $0)
      }
      if let twin {
        standing[twin].formats.insert(formats[index])
        standing[twin].documents.formUnion(documents)
        repeats.append((index, standing[twin].index))
      } else {
        standing.append(
          Standing(
            index: index, account: account, formats: [formats[index]], documents: documents))
      }
    }
    return repeats
  }

  private func isTwin(_ index: Int, _ documents: Set<Int32>, of other: Standing) -> Bool {
    if !other.formats.contains(formats[index]) { return true }
    return formats[index] == formats[other.index] && !proofs.isEmpty
      && documents.isDisjoint(with: other.documents)
      && proofs[index].isSame(as: proofs[other.index])
  }

  private func sortKey(_ index: Int) -> (String, String, Int, String, String) {
    let line = lines[index]
    let (reference, text) = (symbols[line.reference], symbols[line.text])
    return (
      formats[index], symbols[line.account], -reference.utf8.count - text.utf8.count, reference,
      text
    )
  }
}

extension SharedBankLines.Proof.Frame {
  init?(_ statement: BankStatement) {
    guard let opening = statement.opening, let closing = statement.closing,
      let from = statement.openingDate, let to = statement.closingDate
    else { return nil }
    self.init(
      statementId: statement.statementId, opening: opening, closing: closing, openingDate: from,
      closingDate: to)
  }

  fileprivate func hasSameEnds(as other: Self) -> Bool {
    (opening, closing) == (other.opening, other.closing)
      && (openingDate, closingDate) == (other.openingDate, other.closingDate)
  }
}
