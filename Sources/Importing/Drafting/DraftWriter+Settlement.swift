/// Lines that a channel settles.
extension DraftWriter {
  /// One amount of a row.
  struct Part {
    var column: FileSurvey.Column
    /// The word beside the row's own that tells what it is; `nil` for what was sold.
    var word: String?
    var isNegated = false
    var isFee = false
    /// Why it is no more than a guess.
    var doubt = ""
  }

  /// The column that the parts of a row come to.
  var rowTotal: FileSurvey.Column? { roles.rowSum.map { survey.columns[$0.total] } }

  /// Every column of money that the rows read.
  var settlementMoney: [FileSurvey.Column] { parts.map(\.column) + [rowTotal].compactMap(\.self) }

  /// What was sold first, then what was taken off it or added to it.
  private var parts: [Part] {
    guard let sum = roles.rowSum else { return partsByName }
    let main = roles.main(of: sum)
    let ordered = sum.parts.filter { $0.column == main } + sum.parts.filter { $0.column != main }
    return ordered.map { part in
      let column = survey.columns[part.column]
      return Part(
        column: column, word: part.column == main ? nil : column.name, isNegated: !part.isAdded,
        isFee: !roles.isWithMain(part, of: sum))
    }
  }

  private var partsByName: [Part] {
    var parts: [Part] = []
    if let amount = roles[.amount] ?? roles[.price] ?? roles[.net] {
      parts.append(Part(column: amount))
    }
    if let fee = roles[.fee], fee.name != parts.first?.column.name {
      let isNegated = !fee.values.contains { $0.hasPrefix("-") }
      parts.append(
        Part(
          column: fee, word: "fee", isNegated: isNegated, isFee: true, doubt: "the fee's sign"))
    }
    return parts
  }

  var settlementRows: [String] {
    var lines = ["  - name: line", "    emit:"]
    let payout = roles[.payout].map { quoted($0.reference) }
    if let payout {
      lines += [
        "      - record: settlement", "        merge: true", "        fields:",
        "          settlement_id: \(payout)\(roles.remark(.payout))", currencyField,
        "          deposit_at: \(quoted((roles[.paidOn] ?? roles[.date])?.reference ?? "Date"))"
          + "   # guess: the day the payout leaves",
      ]
    }
    lines += ["      - record: settlement_line"] + identity + ["        fields:"]
    if let payout { lines.append("          settlement_id: \(payout)") }
    lines += optional(.order, "order_id") + optional(.sku, "sku")
    lines += [currencyField, required(.date, "posted_at", "Date")]
    lines += optional(.reference, "reference") + ["        amounts:"]
    if parts.isEmpty {
      lines.append(
        "          - {value: Amount, labels: [\(label)]}   # guess: no column looks like it")
    }
    return lines + parts.map(amount)
  }

  /// What every row must come to, where the file has it.
  private var identity: [String] {
    guard let total = rowTotal else {
      guard let net = roles[.net], parts.count > 1 || roles.isFound(.amount) else { return [] }
      return ["        # guess: no sum of columns comes to \(net.name) on every row; what lacks?"]
    }
    let (plus, minus) = (parts.filter { !$0.isNegated }, parts.filter(\.isNegated))
    let list = { (parts: [Part]) in
      parts.map { quoted($0.column.reference) }.joined(separator: ", ")
    }
    return [
      "        identity: {total: \(quoted(total.reference)), plus: [\(list(plus))]"
        + (minus.isEmpty ? "" : ", minus: [\(list(minus))]") + "}" + sumDoubt
    ]
  }

  /// As few rows as a sum has parts prove nothing.
  private var sumDoubt: String {
    guard let sum = roles.rowSum, sum.rows <= sum.parts.count else { return "" }
    return "   # guess: \(sum.rows == 1 ? "one row shows" : "\(sum.rows) rows show") it, no more"
  }

  private func amount(_ part: Part) -> String {
    let words = part.word.map { ", {text: \(quoted($0))}" } ?? ""
    let negation = part.isNegated ? ", negate: true" : ""
    let doubt = part.doubt.isEmpty ? "" : "   # guess: \(part.doubt)"
    return
      "          - {value: \(quoted(part.column.reference)), labels: [\(label)\(words)]\(negation)"
      + (part.word == nil ? "}" : ", skip_zero: true}") + doubt
  }

  // MARK: - Meanings

  /// What says the kind of a row: a column, or else the sign of what was sold.
  private var label: String {
    if let kind = roles[.kind] { return quoted(kind.reference) }
    guard let main = parts.first, main.column.hasMinus else { return "{text: sale}" }
    return "{sign: \(quoted(main.column.reference))}"
  }

  private var labelWords: [String] {
    if let kind = roles[.kind] { return Set(kind.values).sorted() }
    return label == "{text: sale}" ? ["sale"] : ["CR", "DR"]
  }

  /// What each word of the column that tells kinds apart could mean.
  var meanings: [String] {
    var lines: [String] = []
    let others = parts.filter { $0.word != nil }
    let hasParts = others.contains { !$0.isFee }
    for word in labelWords.prefix(40) {
      let signed = ["CR": ("sale", String?.none), "DR": ("refund", String?.none)]
      let meaning =
        roles.isFound(.kind)
        ? EventWords.meaning(of: word)
        : signed[word]
          .map { (event: $0.0, component: $0.1) } ?? EventWords.meaning(of: word)
      guard let meaning else {
        lines.append(
          "  # - [\(quoted(word)), '', sale, gross]   not understood: goes to suspense, DC-03")
        continue
      }
      let component = meaning.component ?? (hasParts ? "principal" : "gross")
      lines.append("  - [\(quoted(word)), '', \(meaning.event), \(component)]   # guess")
      let ofOrder = meaning.component == nil && meaning.event != "chargeback"
      lines += others.map { part(of: word, $0, event: ofOrder ? meaning.event : "charge") }
    }
    // A list of comments alone would be none.
    let list = lines.contains { $0.hasPrefix("  - ") } ? "meanings:" : "meanings: []"
    return ["\(list)   # word, [second word,] event, component: see 'formats guide'"] + lines
  }

  private func part(of word: String, _ part: Part, event: String) -> String {
    let second = quoted(part.word ?? "")
    guard
      let component = EventWords.component(of: part.column.name, isFee: part.isFee),
      event != "charge" || part.isFee
    else {
      return
        "  # - [\(quoted(word)), \(second), sale, gross]   not understood: goes to suspense, DC-03"
    }
    return "  - [\(quoted(word)), \(second), \(event), \(component)]   # guess"
  }
}
