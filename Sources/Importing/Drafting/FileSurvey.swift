import Accounting
import DelimitedText

/// What the beginning of an unknown delimited file looks like.
struct FileSurvey {
  struct Column {
    var name: String
    /// What a contract calls it: its name, or `$` and its place where the name cannot stand for it.
    var reference = ""
    /// Another column before or after it has its name.
    var isRepeated = false
    /// One a row, blank ones too.
    var cells: [String] = []

    /// What rows that are no movement have there.
    var valuesApart: [String] = []

    /// Without blank ones.
    var values: [String] { cells.filter { !Self.isBlank($0) } }
    var blankCount: Int { cells.count(where: Self.isBlank) }

    /// A dash stands for nothing.
    private static func isBlank(_ cell: String) -> Bool {
      ["", "-", "--", "–", "—"].contains(cell)
    }

    /// Some value shows that this mark is the decimal one: before other than three last digits, or
    /// behind the other mark.
    func shows(mark: UInt8) -> Bool {
      values.contains { value in
        let text = value.utf8.filter { $0 &- .zero <= 9 || $0 == 0x2c || $0 == 0x2e }
        let marks = text.count { $0 == mark }
        guard let place = text.lastIndex(of: mark), marks == 1 else { return false }
        return text.count - place != 4 || text[..<place].contains { $0 == 0x2c || $0 == 0x2e }
          || place == 0 || place > 3 || text[0] == .zero
      }
    }

    /// Some value has a decimal mark.
    var hasDecimals: Bool { values.contains { $0.contains { $0 == "." || $0 == "," } } }

    /// All values are codes of currencies.
    var isCurrency: Bool {
      !values.isEmpty && values.allSatisfy { $0.count == 3 && Currency(code: $0) != nil }
    }

    /// Date patterns that the most values fit, and most of them at all: a last row may be a total.
    var datePatterns: [String] {
      let values = self.values
      let fitting = FileSurvey.datePatterns.map { text in
        (text: text, count: values.count { Self.day($0, by: text) != nil })
      }
      let most = fitting.map(\.count).max() ?? 0
      guard most > 0, most * 10 >= values.count * 6 else { return [] }
      return fitting.filter { $0.count == most }.map(\.text)
    }

    /// Patterns beside the first that read the same values as other days.
    var rivalPatterns: [String] {
      guard let first = datePatterns.first else { return [] }
      return datePatterns.dropFirst().filter { other in
        values.contains { Self.day($0, by: first) != Self.day($0, by: other) }
      }
    }

    /// Values that are no dates although the others are: titles and totals among the rows.
    var strayValues: [String] {
      guard let first = datePatterns.first else { return [] }
      let pattern = DatePattern(first)
      return Set(
        values.filter { value in
          let bytes = Array(value.utf8)
          if case .none = pattern.match(bytes.span) { return value.contains(where: \.isLetter) }
          return false
        }
      ).sorted()
    }

    private static func day(_ value: String, by pattern: String) -> CalendarDate? {
      let bytes = Array(value.utf8)
      if case .match(let moment) = DatePattern(pattern).match(bytes.span) { return moment.day }
      return nil
    }

    /// Half of the values or more are numbers with this mark, in forms that a contract can declare.
    func isNumber(mark: UInt8) -> Bool {
      !values.isEmpty && numberCount(mark: mark, forms: FileSurvey.allForms) * 2 >= values.count
    }

    func numberCount(mark: UInt8, forms: NumberForms) -> Int {
      values.count { Self.number($0, mark, forms) != nil }
    }

    /// One a row in millionths; `nil` where a cell is no number.
    func numbers(mark: UInt8) -> [Int64?] {
      cells.map { Self.number($0, mark, FileSurvey.allForms) }
    }

    private static func number(_ cell: String, _ mark: UInt8, _ forms: NumberForms) -> Int64? {
      var decoder = DecimalDecoder(forms: forms, marks: [mark])
      let bytes = Array(cell.utf8)
      if case .value(let value) = decoder.decode(bytes.span, digits: 6) { return value }
      return nil
    }

    /// The currency whose sign or code stands in every one of its numbers.
    var currencyOfNumbers: String? {
      let numbers = values.filter { $0.contains(where: \.isNumber) }
      let codes = Set(numbers.map { StatedCurrency.currency(of: Array($0.utf8).span)?.code })
      return codes.count == 1 ? codes.first ?? nil : nil
    }
  }

  static let allForms: NumberForms = [
    .parentheses, .trailingMinus, .unicodeMinus, .currencySign, .currencyCode, .noBreakSpace,
    .grouping, .lakh, .creditDebit,
  ]
  static let formNames: [(name: String, form: NumberForms)] = [
    ("parentheses", .parentheses), ("trailing_minus", .trailingMinus),
    ("unicode_minus", .unicodeMinus), ("currency_sign", .currencySign),
    ("currency_code", .currencyCode),
    ("no_break_space", .noBreakSpace), ("grouping", .grouping), ("lakh", .lakh),
    ("credit_debit", .creditDebit),
  ]
  /// In order of preference where several fit.
  static let datePatterns =
    [
      "yyyy-MM-dd", "dd.MM.yyyy", "dd.MM.yy", "d.M.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "dd/MM/yy",
      "MM/dd/yy", "d/M/yyyy", "M/d/yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy/MM/dd", "yyyyMMdd",
      "yyyy.MM.dd", "yyyy/M/d", "yyyy年M月d日", "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy",
      "d MMMM, yyyy", "MMM d, yyyy", "MMMM d, yyyy", "d MMM yy", "d-MMM-yy", "d.M.yy",
      "d. MMM yyyy", "d. MMMM yyyy",
    ].flatMap { day in
      [day] + [" HH:mm:ss", " HH:mm", " HH:mm:ss z", " HH:mm:ssz", "THH:mm:ssz"].map { day + $0 }
    }
  private static let rowsMax = 500

  private(set) var encoding: TextEncoding
  private(set) var delimiter = UInt8(ascii: ",")
  /// Rows before the header, without blank lines.
  private(set) var preamble: [[String]] = []
  private(set) var columns: [Column] = []
  /// No row names the columns.
  private(set) var isNameless = false
  /// Rows end with more cells than there are columns, and those are blank.
  private(set) var hasTrailingBlanks = false
  private(set) var rowCount = 0
  /// Rows that are known by a word to be no movement.
  private(set) var apart: [RowsApart] = []

  /// Looks at a file's beginning.
  ///
  /// - Throws: ``ImportRefusal`` when it is no delimited text with a header.
  init(_ sniff: Sniff) throws {
    encoding = sniff.encoding
    var text = sniff.text
    if encoding == .utf8, !Self.isUTF8(text) {
      var foreign = ForeignText()
      foreign.look(at: text.span)
      if foreign.isEastAsian { throw ForeignText.refusal }
      encoding = .windows1252
      var transcoder = Transcoder(from: .windows1252)
      var plain: [UInt8] = []
      try? transcoder.append(text.span, to: &plain)
      text = plain
    }
    let candidates = [",", ";", "\t", "|"].compactMap(\.utf8.first).map { delimiter in
      (delimiter: delimiter, rows: Self.rows(text, delimiter, isWhole: sniff.isWhole))
    }
    let best = candidates.max { Self.score($0.rows) < Self.score($1.rows) }
    guard let best, Self.score(best.rows) > 0, sniff.firstByte != UInt8(ascii: "<") else {
      throw ImportRefusal(
        reason: "not_delimited", message: "the file is no table with commas, semicolons, tabs or |")
    }
    delimiter = best.delimiter
    try survey(best.rows)
    setApart()
  }

  /// Leaves rows that are no movement out of what the file is judged by.
  private mutating func setApart() {
    apart = RowsApart.find(in: columns)
    let out = Set(apart.flatMap { $0.rows(of: columns) })
    guard !out.isEmpty, out.count < rowCount else { return }
    for index in columns.indices {
      columns[index].valuesApart = out.sorted().map { columns[index].cells[$0] }.filter {
        !$0.isEmpty
      }
      columns[index].cells = columns[index].cells.indices.filter { !out.contains($0) }
        .map { columns[index].cells[$0] }
    }
  }

  private static func isUTF8(_ text: [UInt8]) -> Bool {
    var transcoder = Transcoder(from: .utf8)
    // A character may be cut where the first bytes end.
    let end = max(0, text.count - 4)
    return (try? transcoder.validate(text.span.extracting(0..<end))) != nil
  }

  private static func rows(_ text: [UInt8], _ delimiter: UInt8, isWhole: Bool) -> [[String]] {
    var reader = DelimitedReader(
      dialect: Dialect(delimiter: delimiter, quote: UInt8(ascii: "\"")))
    reader.feed(text.span)
    if isWhole { reader.finish() }
    var rows: [[String]] = []
    while rows.count < rowsMax, (try? reader.next()) ?? false {
      if reader.isBlank || reader.rawRecord.text.lowercased().hasPrefix("sep=") { continue }
      var cells: [String] = []
      for index in 0..<reader.fieldCount { cells.append(reader.field(index).text.trimmingBlanks) }
      rows.append(cells)
    }
    return rows
  }

  /// How much of a text this is as a table: rows of the most frequent width, times that width.
  private static func score(_ rows: [[String]]) -> Int {
    guard let width = usualWidth(rows), width > 1 else { return 0 }
    return rows.count { $0.count == width } * (width - 1)
  }

  private static func usualWidth(_ rows: [[String]]) -> Int? {
    let counts = Dictionary(grouping: rows, by: \.count).mapValues(\.count)
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// The header is the first row of the usual width whose cells are all words; else one that names
  /// every column which has something in it.
  private mutating func survey(_ rows: [[String]]) throws {
    let width = Self.usualWidth(rows) ?? 0
    let header =
      rows.firstIndex { row in
        row.count == width && row.count(where: \.isEmpty) <= width / 4 && Self.areWords(row)
      } ?? rows.indices.first { Self.namesAll(rows, $0) }
    if let header {
      preamble = Array(rows[..<header])
      columns = Self.columns(rows[header])
    } else {
      isNameless = true
      columns = (0..<width).map { Column(name: "Column \($0 + 1)", reference: "Column \($0 + 1)") }
    }
    for row in rows.dropFirst(header.map { $0 + 1 } ?? 0)
    where Self.isRow(row, of: columns.count, width) {
      rowCount += 1
      if row.count > columns.count { hasTrailingBlanks = true }
      for index in columns.indices {
        columns[index].cells.append(index < row.count ? row[index] : "")
      }
    }
    if isNameless { try checkNameless() }
  }

  private static func columns(_ names: [String]) -> [Column] {
    let folded = names.map(HeaderBinding.folded)
    return names.enumerated().map { place, name in
      let isRepeated = !name.isEmpty && folded.count { $0 == folded[place] } > 1
      let isPlain =
        !name.isEmpty && !name.contains { "{}|".contains($0) } && !name.hasSuffix("*")
        && !name.hasPrefix("$") && !name.hasPrefix("^")
      let isFirst = folded.firstIndex(of: folded[place]) == place
      return Column(
        name: name, reference: isPlain && isFirst ? name : "$\(place)", isRepeated: isRepeated)
    }
  }

  /// Makes sure that rows without names have what every list of movements has.
  private func checkNameless() throws {
    let hasDates = columns.contains { !$0.datePatterns.isEmpty }
    let hasNumbers = columns.contains {
      $0.datePatterns.isEmpty && $0.isNumber(mark: decimalMark) && $0.hasDecimals
    }
    guard hasDates, hasNumbers else {
      throw ImportRefusal(
        reason: "header_missing",
        message: "no row of the file names its columns, and no column has dates and another "
          + "amounts; put a first row of names into a copy of it, and draft from that")
    }
  }

  /// Cells of signs alone, such as `+/-`, may stand among words.
  private static func areWords(_ row: [String]) -> Bool {
    row.allSatisfy { $0.isEmpty || isWord($0) || !$0.contains { $0.isLetter || $0.isNumber } }
      && row.contains(where: isWord)
  }

  /// Whether a row of another width than the usual is a header: the rows below it have nothing
  /// beyond the columns that it names.
  private static func namesAll(_ rows: [[String]], _ index: Int) -> Bool {
    let named = (rows[index].lastIndex { !$0.isEmpty } ?? -1) + 1
    let below = rows[(index + 1)...]
    return named > 1 && !below.isEmpty && rows[index][..<named].allSatisfy { !$0.isEmpty }
      && areWords(rows[index])
      && below.allSatisfy { row in row.dropFirst(named).allSatisfy(\.isEmpty) }
      && below.contains { $0.count >= named && $0[..<named].contains { !$0.isEmpty } }
  }

  /// A row has a cell for each column; nameless ones at the end may be missing, blank ones follow.
  private static func isRow(_ row: [String], of count: Int, _ width: Int) -> Bool {
    row.count == count || row.count == width && row.dropFirst(count).allSatisfy(\.isEmpty)
  }

  private static func isWord(_ cell: String) -> Bool {
    let column = Column(name: "", cells: [cell])
    return cell.contains(where: \.isLetter) && column.datePatterns.isEmpty
      && !column.isNumber(mark: UInt8(ascii: ".")) && !column.isNumber(mark: UInt8(ascii: ","))
  }

  // MARK: - Forms of the whole file

  /// The decimal mark under which most columns are numbers.
  var decimalMark: UInt8 {
    let counts = [".", ","].compactMap(\.utf8.first).map { mark in
      (
        mark: mark,
        count: columns.map { $0.numberCount(mark: mark, forms: Self.allForms) }.reduce(0, +)
      )
    }
    return counts[1].count > counts[0].count ? counts[1].mark : counts[0].mark
  }

  /// The unusual forms that numbers of these columns need.
  func numberForms(of columns: [Column]) -> [String] {
    let numbers = columns.filter { $0.isNumber(mark: decimalMark) }
    let needs = { (forms: NumberForms) in
      numbers.contains {
        $0.numberCount(mark: decimalMark, forms: Self.allForms.subtracting(forms))
          < $0.numberCount(mark: decimalMark, forms: Self.allForms)
      }
    }
    var names = Self.formNames.filter { needs($0.form) }.map(\.name)
    // What both forms read, thousands alone, needs one of them.
    if needs([.grouping, .lakh]), !names.contains("grouping"), !names.contains("lakh") {
      names.append("grouping")
    }
    return names
  }

  /// A currency that the rows before the header name.
  var preambleCurrency: String? {
    for cell in preamble.joined() {
      for word in cell.split(whereSeparator: { !$0.isLetter })
      where word.count == 3 && word.allSatisfy(\.isUppercase) {
        if Currency(code: String(word)) != nil { return String(word) }
      }
    }
    return nil
  }
}
