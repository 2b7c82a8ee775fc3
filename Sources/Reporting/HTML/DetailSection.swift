import Accounting

/// Every finding of the period by code, with the evidence of both sides.
struct DetailSection {
  /// Rows shown of one code; what is only information is shown shorter, and folded.
  private static let rowsMax = 500
  private static let informationRowsMax = 50
  /// Evidence words shown before the rest is folded away.
  private static let evidenceMax = 3

  /// From so many on, findings of one cause are one line that opens.
  private static let causeMin = 3

  /// What is shown and counted of one code.
  private struct Group {
    /// Places in `ExceptionIndex.records`, most pressing first.
    var shown: [Int32] = []
    var count = 0
    /// Places in `ExceptionIndex.owners`.
    var owners: Set<Int32> = []
    var lastOwner: Int32 = -1
    var causes = CauseSums()

    /// By record's place, its cause's.
    var shownCauses: [Int32] = []

    mutating func add(_ facts: ExceptionFacts, shownMax: Int) {
      count += 1
      if facts.owner != lastOwner {
        lastOwner = facts.owner
        owners.insert(facts.owner)
      }
      if facts.cause >= 0 { causes.add(facts) }
      guard shown.count < shownMax else { return }
      shown.append(facts.record)
      shownCauses.append(facts.cause)
    }
  }

  let view: [[String: Any]]

  init(
    _ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions,
    _ findings: FindingTotals
  ) {
    let codes = ExceptionIndex.codes
    let shownMax = codes.map(Self.shownMax)
    var groups = codes.map { _ in Group() }
    for facts in exceptions.pressing {
      let code = Int(facts.code)
      groups[code].add(facts, shownMax: shownMax[code])
    }
    let sums = Dictionary(uniqueKeysWithValues: findings.byCode.map { ($0.code, $0.sum) })
    let order = codes.indices.filter { groups[$0].count > 0 }.sorted {
      (codes[$0].severity.rawValue, $0) < (codes[$1].severity.rawValue, $1)
    }
    view = order.map { code in
      Self.view(codes[code], groups[code], sums[codes[code]] ?? FindingSum(), index, scope)
    }
  }

  private static func view(
    _ code: DiscrepancyCode, _ group: Group, _ sum: FindingSum,
    _ index: ReportIndex, _ scope: ReportScope
  ) -> [String: Any] {
    var counts = sum.open > 0 ? ["\(grouped(Int64(sum.open), digits: 0)) open"] : []
    if sum.closed > 0 { counts.append("\(grouped(Int64(sum.closed), digits: 0)) closed") }
    if sum.cashNet != 0 {
      counts.append(
        "cash impact \(worded(Money(minorUnits: sum.cashNet, currency: index.functional)))")
    }
    let owners = group.owners.map { index.exceptions.owners[Int($0)] }.sorted()
    let left = remainder(group.count, shown: shownMax(code), in: "discrepancies.csv")
    return [
      "code": code.rawValue, "title": code.title, "explanation": code.explanation,
      "next_action": code.nextAction, "owner": plain(owners.joined(separator: ", ")),
      "closing": code.closesItself
        ? "Closes by itself when the cause is gone." : "Stays open until a person resolves it.",
      "sum": counts.joined(separator: ", "), "is_folded": code.severity == .s4,
      "folded_label": counted(group.count, "finding"),
      "html": tables(group, code, index, scope),
      "more": left.isEmpty ? false as Any : left,
    ]
  }

  private static func shownMax(_ code: DiscrepancyCode) -> Int {
    code.severity == .s4 ? informationRowsMax : rowsMax
  }

  /// Recurring causes first, each one line that opens into its findings; then the single findings.
  private static func tables(
    _ group: Group, _ code: DiscrepancyCode, _ index: ReportIndex, _ scope: ReportScope
  ) -> String {
    let recurring = group.causes.recurring(causeMin, index.exceptions.causes)
    if recurring.isEmpty { return table(group.shown, code, index, scope) }
    var html = HTMLText()
    let places = Dictionary(grouping: group.shown.indices) { group.shownCauses[$0] }
      .mapValues { $0.map { group.shown[$0] } }
    for sum in recurring {
      html.markup("<details class=\"cause\"><summary>")
      html.text(sum.words(index.exceptions.causes[Int(sum.cause)], index.functional))
      html.markup("</summary>")
      let shown = places[sum.cause] ?? []
      if !shown.isEmpty { html.markup(table(shown, code, index, scope)) }
      let left = remainder(sum.count, shown: shown.count, in: "discrepancies.csv")
      if !left.isEmpty { html.element("p", class: "more", left) }
      html.markup("</details>\n")
    }
    let causes = Set(recurring.map(\.cause))
    let single = group.shown.indices.filter { !causes.contains(group.shownCauses[$0]) }
    if !single.isEmpty { html.markup(table(single.map { group.shown[$0] }, code, index, scope)) }
    return html.string
  }

  private static func table(
    _ records: [Int32], _ code: DiscrepancyCode, _ index: ReportIndex, _ scope: ReportScope
  ) -> String {
    var table = HTMLTable(
      caption: "\(code.rawValue): \(code.title), most pressing first",
      columns: [
        "", "About", "Cur.", ">External", ">Internal", ">Difference",
        ">Cash, \(index.functional.code)", ">Days", "Due",
      ], class: "findings", isGrouped: true)
    for position in records {
      let record = index.exceptions.records[Int(position)]
      table.beginGroup(class: record.isOpen ? "" : "done", id: record.id)
      writeCells(record, index.functional, scope, to: &table)
      table.endGroup { writeEvidence(record, to: &$0) }
    }
    return table.string
  }

  private static func writeCells(
    _ record: ExceptionRecord, _ functional: Currency, _ scope: ReportScope,
    to table: inout HTMLTable
  ) {
    let currency = record.discrepancy.currency ?? functional
    let difference = record.discrepancy.difference
    table.cell { $0.badge(record.severity) }
    table.cell { $0.code(record.discrepancy.name) }
    table.cell(.text(difference == nil ? "" : currency.code))
    table.cell(.amount(record.discrepancy.external, currency))
    table.cell(.amount(record.discrepancy.internal, currency))
    table.cell(.impact(difference, currency))
    table.cell(.impact(record.discrepancy.cashImpact, functional))
    table.cell(.count(Int64(scope.age(of: record.discrepancy.eventDate))))
    table.cell { writeLife(record, scope, to: &$0) }
  }

  private static func writeLife(
    _ record: ExceptionRecord, _ scope: ReportScope, to html: inout HTMLText
  ) {
    guard record.isOpen else {
      html.text("closed" + (record.closedOn.map { " \($0)" } ?? ""))
      return
    }
    record.writeDue(scope, to: &html)
    if record.state != .open { html.element("span", class: "sub", record.state.rawValue.worded) }
  }

  private static func writeEvidence(_ record: ExceptionRecord, to html: inout HTMLText) {
    html.markup("<span class=\"part\">")
    html.text(context(record.discrepancy))
    html.markup(" ")
    html.code(record.id)
    html.markup("</span>")
    if !record.discrepancy.note.isEmpty {
      html.markup(" ")
      html.element("span", class: "part note", record.discrepancy.note.worded)
    }
    write(record.discrepancy.externalEvidence, of: "External:", to: &html)
    write(record.discrepancy.internalEvidence, of: "Internal:", to: &html)
  }

  /// Where it belongs, beside the name that heads its row.
  private static func context(_ finding: Discrepancy) -> String {
    var text = finding.channel
    let name = finding.name
    if !finding.sku.isEmpty && finding.sku != name {
      text += text.isEmpty ? "SKU " : ", SKU "
      text += finding.sku
    }
    if !finding.settlementId.isEmpty && finding.settlementId != name {
      text += text.isEmpty ? "settlement " : ", settlement "
      text += finding.settlementId
    }
    return text
  }

  private static func write(_ words: [String], of side: String, to html: inout HTMLText) {
    guard !words.isEmpty else { return }
    html.markup(" <span class=\"part\">")
    html.element("b", side)
    for word in words.prefix(evidenceMax) {
      html.markup(" ")
      html.code(word)
    }
    defer { html.markup("</span>") }
    guard words.count > evidenceMax else { return }
    html.markup(" <details><summary>")
    html.text("and \(words.count - evidenceMax) more")
    html.markup("</summary>")
    for word in words.dropFirst(evidenceMax) {
      html.markup(" ")
      html.code(word)
    }
    html.markup("</details>")
  }
}

extension Discrepancy {
  /// The number that a person would look it up by.
  fileprivate var name: String {
    if !orderId.isEmpty { return orderId }
    if !settlementId.isEmpty { return settlementId }
    return sku.isEmpty ? subject : sku
  }
}
