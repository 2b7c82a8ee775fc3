import Accounting

/// Every finding of the period by code, with the evidence of both sides.
struct DetailSection {
  /// Rows shown of one code; what is only information is shown shorter, and folded.
  private static let rowsMax = 200
  private static let informationRowsMax = 50
  /// Evidence words shown before the rest is folded away.
  private static let evidenceMax = 3

  /// What is shown and counted of one code.
  private struct Group {
    var shown: [ExceptionRecord] = []
    var count = 0
    var owners: Set<String> = []
  }

  let view: [[String: Any]]

  init(
    _ index: ReportIndex, _ scope: ReportScope, _ pressing: [ExceptionRecord],
    _ findings: FindingTotals
  ) {
    var groups: [DiscrepancyCode: Group] = [:]
    for position in pressing.indices {
      let code = pressing[position].discrepancy.code
      groups[code, default: Group()].count += 1
      groups[code, default: Group()].owners.insert(pressing[position].owner)
      if groups[code, default: Group()].shown.count < Self.shownMax(code) {
        groups[code, default: Group()].shown.append(pressing[position])
      }
    }
    let sums = Dictionary(uniqueKeysWithValues: findings.byCode.map { ($0.code, $0.sum) })
    let order = groups.keys.sorted {
      ($0.severity.rawValue, $0) < ($1.severity.rawValue, $1)
    }
    view = order.map { code in
      Self.view(
        code, groups[code] ?? Group(), sums[code] ?? FindingSum(), index, scope)
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
    let left = remainder(group.count, shown: shownMax(code), in: "discrepancies.csv")
    return [
      "code": code.rawValue, "title": code.title, "explanation": code.explanation,
      "next_action": code.nextAction, "owner": plain(group.owners.sorted().joined(separator: ", ")),
      "closing": code.closesItself
        ? "Closes by itself when the cause is gone." : "Stays open until a person resolves it.",
      "sum": counts.joined(separator: ", "), "is_folded": code.severity == .s4,
      "folded_label": counted(group.count, "finding"),
      "html": table(group.shown, code, index, scope),
      "more": left.isEmpty ? false as Any : left,
    ]
  }

  private static func shownMax(_ code: DiscrepancyCode) -> Int {
    code.severity == .s4 ? informationRowsMax : rowsMax
  }

  private static func table(
    _ records: [ExceptionRecord], _ code: DiscrepancyCode, _ index: ReportIndex,
    _ scope: ReportScope
  ) -> String {
    var table = HTMLTable(
      caption: "\(code.rawValue): \(code.title), most pressing first",
      columns: [
        "", "About", "Cur.", ">External", ">Internal", ">Difference",
        ">Cash, \(index.functional.code)", ">Days", "Due",
      ], class: "findings", isGrouped: true)
    for record in records {
      let finding = record.discrepancy
      let currency = finding.currency ?? index.functional
      table.row(
        [
          .built(HTMLText.badge(record.severity)), .built(about(finding)),
          .text(finding.difference == nil ? "" : currency.code),
          .amount(finding.external, currency), .amount(finding.internal, currency),
          .impact(finding.difference, currency), .impact(finding.cashImpact, index.functional),
          .count(Int64(scope.age(of: finding.eventDate))), .built(life(record, scope)),
        ], below: evidence(record), class: record.isOpen ? "" : "done", id: record.id)
    }
    return table.string
  }

  private static func about(_ finding: Discrepancy) -> HTMLText {
    var html = HTMLText()
    html.element("span", class: "code", finding.name ?? finding.subject)
    return html
  }

  private static func life(_ record: ExceptionRecord, _ scope: ReportScope) -> HTMLText {
    guard record.isOpen else {
      var html = HTMLText()
      html.text("closed" + (record.closedOn.map { " \($0)" } ?? ""))
      return html
    }
    var html = record.dueCell(scope)
    if record.state != .open { html.element("span", class: "sub", record.state.rawValue.worded) }
    return html
  }

  private static func evidence(_ record: ExceptionRecord) -> HTMLText {
    let finding = record.discrepancy
    var html = HTMLText()
    html.markup("<span class=\"part\">")
    html.text(context(finding).joined(separator: ", "))
    html.markup(" ")
    html.element("span", class: "code", record.id)
    html.markup("</span>")
    if !finding.note.isEmpty {
      html.markup(" ")
      html.element("span", class: "part note", finding.note.worded)
    }
    write(finding.externalEvidence, of: "External:", to: &html)
    write(finding.internalEvidence, of: "Internal:", to: &html)
    return html
  }

  /// Where it belongs, beside the name that heads its row.
  private static func context(_ finding: Discrepancy) -> [String] {
    var parts = finding.channel.isEmpty ? [] : [finding.channel]
    if !finding.sku.isEmpty && finding.name != finding.sku { parts.append("SKU \(finding.sku)") }
    if !finding.settlementId.isEmpty && finding.name != finding.settlementId {
      parts.append("settlement \(finding.settlementId)")
    }
    return parts
  }

  private static func write(_ words: [String], of side: String, to html: inout HTMLText) {
    guard !words.isEmpty else { return }
    html.markup(" <span class=\"part\">")
    html.element("b", side)
    for word in words.prefix(evidenceMax) {
      html.markup(" ")
      html.element("span", class: "code", word)
    }
    defer { html.markup("</span>") }
    guard words.count > evidenceMax else { return }
    html.markup(" <details><summary>")
    html.text("and \(words.count - evidenceMax) more")
    html.markup("</summary>")
    for word in words.dropFirst(evidenceMax) {
      html.markup(" ")
      html.element("span", class: "code", word)
    }
    html.markup("</details>")
  }
}

extension Discrepancy {
  /// The number that a person would look it up by.
  fileprivate var name: String? {
    [orderId, settlementId, sku].first { !$0.isEmpty }
  }
}
