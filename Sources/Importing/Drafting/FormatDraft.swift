import DelimitedText

/// A contract in the making, for a file that no contract knows yet: guesses, marked as such.
package struct FormatDraft: Sendable {
  /// The kinds of record that a draft can be of.
  package enum Kind: String, Sendable, CaseIterable {
    case statementLine = "statement_line"
    case settlementLine = "settlement_line"
    case orderLine = "order_line"
  }

  /// The contract as YAML with comments.
  package let yaml: String
  package let name: String
  package let kind: Kind

  /// Drafts a contract for the file.
  ///
  /// - Parameters:
  ///   - file: The file, which must have a row of column names.
  ///   - name: The format's name; from the file's name when `nil`.
  ///   - kind: What its rows are; guessed when `nil`.
  ///   - currency: The currency where the file names none.
  ///   - encoding: What the file is in, where that is known.
  /// - Throws: ``ImportRefusal`` when the file is no delimited text.
  package init(
    _ file: InputFile, name: String?, kind: Kind?, currency: String,
    encoding: TextEncoding? = nil
  ) throws {
    do {
      let stream = try FileStream(path: file.path, chunkBytes: Sniff.bytesMax)
      let survey = try FileSurvey(DocumentImporter.sniff(stream, encoding))
      let writer = DraftWriter(
        survey, file: file.name, name: name ?? Self.formatName(file.name), kind: kind,
        currency: currency)
      self.name = writer.name
      self.kind = writer.kind
      yaml = writer.yaml
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
    }
  }

  /// Lower case letters, digits and hyphens of the file's name.
  private static func formatName(_ file: String) -> String {
    let base = file.split(separator: "/").last ?? ""
    let stem = base.split(separator: ".").first ?? "my-format"
    let words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "my-format" : words.joined(separator: "-")
  }
}

/// Writes what a survey found as a contract.
struct DraftWriter {
  let survey: FileSurvey
  let name: String
  let kind: FormatDraft.Kind
  private let file: String
  private let currency: String
  /// The column that each role was found in.
  private var roles: [ColumnRole: FileSurvey.Column] = [:]
  /// The column that says whether money came in or went out, where the amounts do not.
  private let direction: DirectionColumn?

  init(
    _ survey: FileSurvey, file: String, name: String, kind: FormatDraft.Kind?, currency: String
  ) {
    self.survey = survey
    self.file = file
    self.name = name
    let roles = Self.assign(survey)
    self.roles = roles
    self.currency = roles[.amount]?.currencyOfName ?? survey.preambleCurrency ?? currency
    self.kind = kind ?? Self.guess(roles)
    direction = Self.direction(survey, roles)
  }

  /// Each role's best column: a column has one role, and what it holds must fit it.
  private static func assign(_ survey: FileSurvey) -> [ColumnRole: FileSurvey.Column] {
    var candidates: [(weight: Int, role: Int, column: Int)] = []
    let roles = ColumnRole.allCases
    let mark = survey.decimalMark
    for (number, role) in roles.enumerated() {
      for (position, column) in survey.columns.enumerated() {
        let weight = role.weight(of: column.name)
        if weight > 0 && fits(role, column, mark) { candidates.append((weight, number, position)) }
      }
    }
    candidates.sort { ($1.weight, $0.role, $0.column) < ($0.weight, $1.role, $1.column) }
    var found: [ColumnRole: FileSurvey.Column] = [:]
    var taken: Set<Int> = []
    for candidate in candidates where found[roles[candidate.role]] == nil {
      guard taken.insert(candidate.column).inserted else { continue }
      found[roles[candidate.role]] = survey.columns[candidate.column]
    }
    if found[.date] == nil { found[.date] = survey.columns.first { !$0.datePatterns.isEmpty } }
    if found[.currency] == nil { found[.currency] = survey.columns.first(where: \.isCurrency) }
    return found
  }

  private static func fits(
    _ role: ColumnRole, _ column: FileSurvey.Column, _ mark: UInt8
  ) -> Bool {
    switch role {
    case .date: !column.datePatterns.isEmpty
    case .amount, .debit, .credit, .balance, .quantity, .price, .tax, .shipping, .discount, .fee:
      column.values.isEmpty || column.isNumber(mark: mark)
    case .currency: column.isCurrency
    case .account: column.blankCount == 0 && Set(column.values).count == 1
    default: true
    }
  }

  private static func direction(
    _ survey: FileSurvey, _ roles: [ColumnRole: FileSurvey.Column]
  ) -> DirectionColumn? {
    guard let amount = roles[.amount], !amount.hasMinus else { return nil }
    return survey.columns.lazy.compactMap(DirectionColumn.init).first
  }

  private static func guess(_ roles: [ColumnRole: FileSurvey.Column]) -> FormatDraft.Kind {
    if roles[.debit] != nil || roles[.balance] != nil { return .statementLine }
    if roles[.sku] != nil && roles[.quantity] != nil && roles[.order] != nil { return .orderLine }
    let isOfChannel = roles[.order] != nil || roles[.payout] != nil
    if isOfChannel && (roles[.fee] != nil || roles[.kind] != nil) {
      return .settlementLine
    }
    return .statementLine
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
    return [
      "# Drafted from \(file): \(survey.rowCount) rows were looked at. Every 'guess' is one: check it,",
      "# correct it, and try it with 'crossfoot formats check THIS_FILE DATA_FILE'.",
      "# 'crossfoot formats guide' explains each part. In books/formats/ it is used by every import.",
      "format: \(quoted(name))",
      "version: 1   # raise it when the same columns mean something else",
      "title: \(quoted("\(what), as in \(file)"))",
      kind == .settlementLine
        ? "source: \(quoted(name))   # guess: the channel, as 'sources' in crossfoot.yaml names it"
        : "source: ''   # only what channels send has a source",
      "identity: \(kind == .orderLine ? "key" : "row")"
        + "   # row: files may overlap, equal rows are known by content; key: by order and line",
      "description: |", "  \(what). Say here where the file comes from and what its columns mean.",
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
    let used = Set(usedColumns.map(\.name))
    lines.append("  required:   # a file without one of these is refused as changed (DC-05)")
    lines += usedColumns.map { "    - \(quoted($0.name))" }
    let others = survey.columns.filter { !$0.name.isEmpty && !used.contains($0.name) }
    if !others.isEmpty {
      lines.append("  optional:   # known, and not read")
      lines += others.map { "    - \(quoted($0.name))" }
    }
    return lines
  }

  private var forms: [String] {
    let patterns = roles[.date]?.datePatterns ?? []
    let mark = String(decoding: [survey.decimalMark], as: UTF8.self)
    let numbers = survey.numberForms(of: usedColumns)
    var dates = "dates: [\(quoted(patterns.first ?? "yyyy-MM-dd"))]"
    let rivals = roles[.date]?.rivalPatterns ?? []
    if !rivals.isEmpty {
      dates += "   # guess: \(rivals.joined(separator: " and ")) would fit as well"
    } else if patterns.isEmpty {
      dates += "   # guess: no column of dates was found"
    }
    return [
      dates,
      "numbers: {decimal_marks: [\"\(mark)\"]"
        + (numbers.isEmpty ? "}" : ", forms: [\(numbers.joined(separator: ", "))]}"),
    ]
  }

  /// The columns that the rows read, in the order of the file.
  private var usedColumns: [FileSurvey.Column] {
    let read: [ColumnRole]
    switch kind {
    case .statementLine:
      read =
        roles[.debit] != nil && roles[.credit] != nil
        ? [.date, .debit, .credit, .currency, .reference, .text, .account]
        : [.date, .amount, .currency, .reference, .text, .account]
    case .settlementLine:
      read = [.date, .amount, .fee, .tax, .currency, .order, .sku, .kind, .payout, .reference]
    case .orderLine:
      read = [
        .date, .currency, .order, .orderLine, .sku, .quantity, .price, .amount, .tax, .shipping,
        .discount,
      ]
    }
    var names = Set(read.compactMap { roles[$0]?.name })
    if kind == .statementLine, roles[.debit] == nil || roles[.credit] == nil, let direction {
      names.insert(direction.column.name)
    }
    return survey.columns.filter { names.contains($0.name) }
  }

  // MARK: - Rows

  private var rows: [String] {
    switch kind {
    case .statementLine: ["rows:"] + strayRows + statementRows
    case .settlementLine: meanings + ["rows:"] + strayRows + settlementRows
    case .orderLine: ["rows:"] + strayRows + orderRows
    }
  }

  /// Rows in whose date column something else stands.
  private var strayRows: [String] {
    guard let date = roles[.date], !date.strayValues.isEmpty else { return [] }
    let words = date.strayValues.prefix(8).map(quoted).joined(separator: ", ")
    return [
      "  - name: no line   # guess: a title or a total among the rows",
      "    when: {\(quoted(date.name)): [\(words)]}", "    as: ignored",
    ]
  }

  private func required(_ role: ColumnRole, _ field: String, _ instead: String) -> String {
    if let column = roles[role] {
      return "          \(field): {column: \(quoted(column.name)), required: true}"
    }
    return "          \(field): \(instead)   # guess: no column looks like it"
  }

  private func optional(_ role: ColumnRole, _ field: String) -> [String] {
    roles[role].map { ["          \(field): \(quoted($0.name))"] } ?? []
  }

  private var statementFields: [String] {
    let account =
      roles[.account].map { quoted($0.name) }
      ?? "{text: \(quoted(name))}   # guess: the account's number or name"
    return ["          account: \(account)"]
      + [required(.date, "booked_on", "Date"), required(.currency, "currency", ownCurrency)]
      + optional(.reference, "reference") + optional(.text, "text")
  }

  private var ownCurrency: String { "{text: \(currency)}" }

  private func statementRow(_ name: String, _ amount: String, when: String? = nil) -> [String] {
    ["  - name: \(name)"] + (when.map { ["    when: \($0)"] } ?? [])
      + ["    emit:", "      - record: statement_line", "        fields:"]
      + statementFields + ["          amount: \(amount)"]
  }

  private var statementRows: [String] {
    guard let debit = roles[.debit], let credit = roles[.credit] else {
      return statementRow("bank line", signedAmount)
    }
    let zeros = "['0.00', '0,00', '0']"
    if debit.hasMinus {
      return statementRow(
        "bank line",
        "{column: [\(quoted(credit.name)), \(quoted(debit.name))], blank: \(zeros), "
          + "required: true}   # guess: debits carry their minus")
    }
    return statementRow(
      "money in", "{column: \(quoted(credit.name)), required: true}",
      when: "{\(quoted(credit.name)): {not: ['', '0.00', '0,00', '0']}}")
      + statementRow(
        "money out",
        "{column: \(quoted(debit.name)), required: true, negate: true}"
          + "   # guess: debits are written without a minus")
  }

  /// The amount of a bank line where one column has money in and money out.
  private var signedAmount: String {
    guard let amount = roles[.amount] else {
      return "{column: Amount, required: true}   # guess: no column looks like it"
    }
    let column = "{column: \(quoted(amount.name)), required: true"
    if let direction {
      let words = [direction.credits, direction.debits].map {
        $0.map(quoted).joined(separator: ", ")
      }
      return "\(column), direction: {value: \(quoted(direction.column.name)), "
        + "credit: [\(words[0])], debit: [\(words[1])]}}   # guess: which word is money out"
    }
    return amount.hasMinus
      ? "\(column)}" : "\(column)}   # guess: no amount has a minus, so that all are money in"
  }

  private var settlementRows: [String] {
    var lines = ["  - name: line", "    emit:"]
    let payout = roles[.payout].map { quoted($0.name) }
    if let payout {
      lines += [
        "      - record: settlement", "        merge: true", "        fields:",
        "          settlement_id: \(payout)", required(.currency, "currency", ownCurrency),
        "          deposit_at: \(quoted(roles[.date]?.name ?? "Date"))"
          + "   # guess: the day the payout leaves",
      ]
    }
    lines += ["      - record: settlement_line", "        fields:"]
    if let payout { lines.append("          settlement_id: \(payout)") }
    lines += optional(.order, "order_id") + optional(.sku, "sku")
    lines += [required(.currency, "currency", ownCurrency), required(.date, "posted_at", "Date")]
    lines += optional(.reference, "reference")
    let label = roles[.kind].map { quoted($0.name) } ?? "{text: sale}"
    lines += ["        amounts:"]
    lines.append(
      "          - {value: \(quoted(roles[.amount]?.name ?? "Amount")), labels: [\(label)]}")
    if let fee = roles[.fee] {
      let sign = fee.values.contains { $0.hasPrefix("-") } ? "" : ", negate: true"
      lines.append(
        "          - {value: \(quoted(fee.name)), labels: [\(label), {text: fee}]\(sign), "
          + "skip_zero: true}   # guess: the fee's sign")
    }
    return lines
  }

  /// What each word of the column that tells kinds apart could mean.
  private var meanings: [String] {
    let words = Set(roles[.kind]?.values ?? ["sale"]).sorted().prefix(40)
    let guesses: [(part: String, meaning: String)] = [
      ("refund", "refund, gross"), ("chargeback", "chargeback, gross"),
      ("dispute", "chargeback, gross"), ("payout", "payout, none"), ("transfer", "payout, none"),
      ("withdraw", "payout, none"), ("fee", "charge, other"), ("reserve", "reserve_held, none"),
      ("adjust", "reimbursement, none"), ("sale", "sale, gross"), ("order", "sale, gross"),
      ("payment", "sale, gross"), ("charge", "sale, gross"),
    ]
    var lines = ["meanings:   # word, [second word,] event, component: see 'formats guide'"]
    for word in words {
      let guess = guesses.first { word.lowercased().contains($0.part) }?.meaning
      lines.append(
        guess.map { "  - [\(quoted(word)), '', \($0)]   # guess" }
          ?? "  # - [\(quoted(word)), '', sale, gross]   not understood: goes to suspense, DC-03")
      if roles[.fee] != nil {
        lines.append("  - [\(quoted(word)), fee, charge, commission]   # guess")
      }
    }
    return lines
  }

  private var orderRows: [String] {
    let price = roles[.price] ?? roles[.amount]
    return [
      "  - name: order line", "    emit:", "      - record: order_line",
      "        fields:",
      "          channel: {text: \(quoted(name))}   # guess: where it was sold, for example Web",
      required(.order, "order_id", "Order"),
      roles[.orderLine] == nil
        ? "          order_line_id: \(quoted(roles[.sku]?.name ?? "SKU"))"
          + "   # guess: what tells the lines of an order apart"
        : required(.orderLine, "order_line_id", "Line"),
      required(.sku, "sku", "SKU"), required(.date, "ordered_at", "Date"),
      required(.currency, "currency", ownCurrency), required(.quantity, "quantity", "Quantity"),
      "          item_price: {column: \(quoted(price?.name ?? "Price")), required: true}"
        + "   # guess: the line's total before discount and tax",
    ] + optional(.tax, "item_tax") + optional(.shipping, "shipping")
      + optional(.discount, "discount")
  }

  /// As a YAML scalar that stands for nothing but itself.
  private func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if plain, let first = text.first, first.isLetter, !words.contains(text.lowercased()) {
      return text
    }
    return "'\(text.replacing("'", with: "''"))'"
  }
}
