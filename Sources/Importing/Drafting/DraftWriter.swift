import Accounting
import DelimitedText

/// Writes what a survey found as a contract.
struct DraftWriter {
  let survey: FileSurvey
  let name: String
  let kind: FormatDraft.Kind
  let roles: DraftRoles
  let pricePosition: Int?
  let orderAmounts: OrderAmounts
  private let file: String
  private let isKindGiven: Bool
  private let knownAs: String
  private let currency: (code: String, source: String)

  init(
    _ survey: FileSurvey, file: String, name: String, kind: FormatDraft.Kind?, currency: String,
    knownAs: String
  ) {
    self.survey = survey
    self.file = file
    self.name = name
    self.knownAs = knownAs
    roles = DraftRoles(survey)
    pricePosition = Self.pricePosition(survey, roles)
    orderAmounts = OrderAmounts(survey, roles, price: pricePosition)
    isKindGiven = kind != nil
    self.kind = kind ?? roles.kind
    self.currency = Self.currency(survey, roles) ?? (currency, "no column looks like it")
  }

  /// The currency that amounts, their columns' names or the rows before the header name.
  private static func currency(
    _ survey: FileSurvey, _ roles: DraftRoles
  ) -> (code: String, source: String)? {
    let money = ColumnRole.allCases.filter(\.isMoney).compactMap { roles[$0] }
    if let code = money.lazy.compactMap(\.currencyOfNumbers).first {
      return (code, "it stands beside the amounts")
    }
    if let code = money.lazy.compactMap(\.currencyOfName).first {
      return (code, "by the name of a column")
    }
    return survey.preambleCurrency.map { ($0, "by a row before the column names") }
  }

  // MARK: - Text

  var yaml: String { (head + layout + forms + rows).joined(separator: "\n") + "\n" }

  private var head: [String] {
    let what =
      switch kind {
      case .statementLine: "Bank statement lines"
      case .settlementLine: "Lines a channel settles"
      case .orderLine: "Orders of our own shop system"
      }
    let warning =
      knownAs.isEmpty
      ? []
      : [
        "# ATTENTION: '\(knownAs)' reads this file already ('crossfoot formats show \(knownAs)').",
        "# In books/formats/ this contract takes such files away from it, as long as it names all of",
        "# their columns; each import then warns of that.",
      ]
    return warning + [
      "# Drafted from \(file): \(survey.rowCount) rows were looked at. Every 'guess' is one: check it,",
      "# correct it, and try it with 'crossfoot formats check THIS_FILE DATA_FILE'.",
      "# 'crossfoot formats guide' explains each part. In books/formats/ it is used by every import.",
      "format: \(quoted(name))",
      "version: 1   # raise it when the same columns mean something else",
      "title: \(quoted("\(what), as in \(file)"))"
        + (isKindGiven
          ? ""
          : "   # guess: a row is a \(kind.rawValue); 'formats init --as' takes another kind"),
      kind == .settlementLine
        ? "source: \(quoted(name))   # guess: the channel, as 'sources' in crossfoot.yaml names it"
        : "source: ''   # only what channels send has a source",
      "identity: \(kind == .orderLine ? "key" : "row")"
        + "   # row: files may overlap, equal rows are known by content; key: by order and line",
    ]
      + (kind == .statementLine
        ? ["expects_control: true   # warns of a file that nothing proves to be complete"] : []) + [
        "description: |",
        "  \(what). Say here where the file comes from and what its columns mean.",
      ]
  }

  private var layout: [String] {
    let delimiters: [UInt8: String] = [
      UInt8(ascii: ","): "comma", UInt8(ascii: ";"): "semicolon", UInt8(ascii: "\t"): "tab",
      UInt8(ascii: "|"): "pipe",
    ]
    var lines = ["text:", "  delimiters: [\(delimiters[survey.delimiter] ?? "comma")]"]
    if ![.utf8, .utf16le, .utf16be].contains(survey.encoding) {
      let guess = survey.encoding == .windows1252 ? "   # guess: the file is not UTF-8" : ""
      lines.append("  encodings: [\(survey.encoding.rawValue)]\(guess)")
    }
    lines.append("columns:")
    if !survey.preamble.isEmpty {
      lines.append("  preamble: \(survey.preamble.count)   # rows before the column names, at most")
    }
    if survey.hasTrailingBlanks {
      lines.append("  trailing: allowed   # rows end with blank cells beyond the last column")
    }
    lines += carry
    return lines + columnNames
  }

  private var columnNames: [String] {
    if survey.isNameless {
      return [
        "  names: [\(survey.columns.map { quoted($0.name) }.joined(separator: ", "))]"
          + "   # guess: the file names no column; call them what they are, here and below"
      ]
    }
    let used = usedColumns
    let names = Set(used.map(\.name))
    let others = survey.columns.filter { !$0.name.isEmpty && !names.contains($0.name) }
    var lines = ["  required:   # a file without one of these is refused as changed (DC-05)"]
    lines += Self.unique(used.filter { !$0.name.isEmpty }).map {
      "    - \(quoted($0.name))\(placed($0))"
    }
    if !others.isEmpty {
      lines.append("  optional:   # known, and not read")
      lines += Self.unique(others).map { "    - \(quoted($0.name))\(remark(unread: $0))" }
    }
    let repeated = survey.columns.filter(\.isRepeated)
    if !repeated.isEmpty {
      lines.append(
        "  repeated: [\(Self.unique(repeated).map { quoted($0.name) }.joined(separator: ", "))]"
          + "   # stand more than once")
    }
    return lines
  }

  private static func unique(_ columns: [FileSurvey.Column]) -> [FileSurvey.Column] {
    columns.enumerated().filter { index, column in
      !columns[..<index].contains { $0.name == column.name }
    }.map(\.element)
  }

  /// Why a column is read by its place.
  private func placed(_ column: FileSurvey.Column) -> String {
    column.reference == column.name ? "" : "   # read by its place, \(column.reference): from 0"
  }

  /// Money that a draft of a channel's lines or orders leaves out is not left out in silence.
  private func remark(unread column: FileSurvey.Column) -> String {
    if kind == .statementLine, column.name == roles[.balance]?.name {
      return "   # guess: a balance that the rows do not lead on; 'balance' would check it"
    }
    if let total = orderAmounts.identity?.total, column.name == survey.columns[total].name {
      return ""
    }
    let known = [roles[.balance], roles[.unitPrice], roles[.quantity]]
    let isMoney =
      column.isNumber(mark: survey.decimalMark)
      && column.hasDecimals
      && !known.contains { $0?.name == column.name } && column.name != rowTotal?.name
    return isMoney ? "   # guess: numbers that are no part of what a row comes to" : ""
  }

  private var forms: [String] {
    let dated = dateColumns
    var patterns: [String] = []
    for pattern in dated.compactMap(\.datePatterns.first) where !patterns.contains(pattern) {
      patterns.append(pattern)
    }
    let mark = String(decoding: [survey.decimalMark], as: UTF8.self)
    let isMarkSeen = usedColumns.contains {
      $0.isNumber(mark: survey.decimalMark) && $0.shows(mark: survey.decimalMark)
    }
    let marks = isMarkSeen ? "\"\(mark)\"" : "\".\", \",\""
    let doubt =
      isMarkSeen ? "" : "   # guess: no amount shows which; the first file that does decides"
    var numbers = survey.numberForms(of: usedColumns)
    if !isMarkSeen, usedColumns.contains(where: \.hasDecimals), !numbers.contains("grouping") {
      numbers.append("grouping")
    }
    if patterns.isEmpty { patterns = ["yyyy-MM-dd"] }
    var dates = "dates: [\(patterns.map(quoted).joined(separator: ", "))]"
    let rivals = dated.first { !$0.rivalPatterns.isEmpty }?.rivalPatterns ?? []
    if !rivals.isEmpty {
      dates += "   # guess: \(rivals.joined(separator: " and ")) would fit as well"
    } else if dated.isEmpty {
      dates += "   # guess: no column of dates was found"
    }
    return [
      dates,
      "numbers: {decimal_marks: [\(marks)]"
        + (numbers.isEmpty ? "}" : ", forms: [\(numbers.joined(separator: ", "))]}") + doubt,
    ]
  }

  private var dateColumns: [FileSurvey.Column] {
    let read: [ColumnRole] =
      switch kind {
      case .statementLine: [.date]
      case .settlementLine: [.date, .paidOn]
      case .orderLine: [.date, .shippedOn]
      }
    return read.compactMap { roles[$0] }.filter { !$0.datePatterns.isEmpty }
  }

  /// The columns that the rows read, in the order of the file.
  private var usedColumns: [FileSurvey.Column] {
    let read: [ColumnRole]
    switch kind {
    case .statementLine:
      read =
        [.date, .currency, .reference, .text, .account] + statementMoney
        + (roles.showsBalance ? [.balance] : []) + (roles.takesFee ? [.fee] : [])
    case .settlementLine:
      read = [.date, .paidOn, .currency, .order, .sku, .kind, .payout, .reference]
    case .orderLine:
      read = [
        .date, .shippedOn, .currency, .order, .orderLine, .sku, .quantity, .tax, .shipping,
        .discount, .status,
      ]
    }
    var names = Set(read.compactMap { roles[$0]?.reference })
    if kind != .orderLine { names.formUnion(survey.apart.map(\.column)) }
    switch kind {
    case .statementLine:
      if statementMoney == [.amount], let direction = roles.direction {
        names.insert(direction.column.reference)
      }
    case .settlementLine: names.formUnion(settlementMoney.map(\.reference))
    case .orderLine: names.formUnion(priceColumns.map(\.reference))
    }
    return survey.columns.filter { names.contains($0.reference) }
  }

  // MARK: - Rows

  private var rows: [String] {
    switch kind {
    case .statementLine: ["rows:"] + strayRows + restingRows + statementRows
    case .settlementLine: meanings + ["rows:"] + strayRows + settlementRows
    case .orderLine: ["rows:"] + strayRows + orderRows
    }
  }

  /// Rows in whose date column something else stands.
  private var strayRows: [String] {
    let apart = kind == .orderLine ? [] : survey.apart.flatMap(rows)
    return apart + strayDates
  }

  private func rows(_ apart: RowsApart) -> [String] {
    let words = apart.words.map(quoted).joined(separator: ", ")
    return [
      "  - name: \(apart.name)   # guess: \(apart.doubt)",
      "    when: {\(quoted(apart.column)): \(apart.arePatterns ? "{like: [\(words)]}" : "[\(words)]")}",
      "    as: ignored",
    ]
  }

  private var strayDates: [String] {
    guard let date = roles[.date], !date.strayValues.isEmpty else { return [] }
    let words = date.strayValues.prefix(8).map(quoted).joined(separator: ", ")
    return [
      "  - name: no line   # guess: a title or a total among the rows",
      "    when: {\(quoted(date.reference)): [\(words)]}", "    as: ignored",
    ]
  }

  func required(_ role: ColumnRole, _ field: String, _ instead: String) -> String {
    if let column = roles[role] {
      return "          \(field): {column: \(quoted(column.reference)), required: true}"
        + roles.remark(role)
    }
    return "          \(field): \(instead)   # guess: no column looks like it"
  }

  func optional(_ role: ColumnRole, _ field: String) -> [String] {
    roles[role].map { ["          \(field): \(quoted($0.reference))\(roles.remark(role))"] } ?? []
  }

  /// The currency of a row: its column, or one for all.
  var currencyField: String {
    roles.isFound(.currency)
      ? required(.currency, "currency", "")
      : "          currency: {text: \(currency.code)}   # guess: \(currency.source)"
  }

  /// As a YAML scalar that stands for nothing but itself.
  func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if plain, let first = text.first, first.isLetter, !words.contains(text.lowercased()) {
      return text
    }
    return "'\(text.replacing("'", with: "''"))'"
  }
}
