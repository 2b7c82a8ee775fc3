import Accounting

/// A cell of a table on the page.
enum HTMLCell {
  case text(String)
  case code(String)
  case amount(Int64?, Currency)
  /// An amount whose sign says whether it is for us or against us; what is against us stands out.
  case impact(Int64?, Currency)
  case count(Int64)
  case number(String)
  case date(CalendarDate?)
  /// Markup that was built and escaped elsewhere.
  case built(HTMLText)
}

/// A table on the page: headings that repeat in print, numbers to the right.
struct HTMLTable {
  private var html = HTMLText()
  private let numericColumns: [Bool]
  private let isGrouped: Bool

  /// - Parameters:
  ///   - caption: What the table holds, in one line.
  ///   - columns: Headings; those that start with `>` head columns of numbers.
  ///   - style: The class that the style sheet knows it by.
  ///   - isGrouped: Each row may have a line of text below it, kept with it in print.
  init(caption: String, columns: [String], class style: String = "", isGrouped: Bool = false) {
    self.isGrouped = isGrouped
    numericColumns = columns.map { $0.hasPrefix(">") }
    html.markup("<div class=\"scroll\"><table class=\"\(style)\"><caption>")
    html.text(caption)
    html.markup("</caption><thead><tr>")
    for (column, isNumeric) in zip(columns, numericColumns) {
      html.markup(isNumeric ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
      html.text(String(isNumeric ? column.dropFirst() : column[...]))
      html.markup("</th>")
    }
    html.markup(isGrouped ? "</tr></thead>\n" : "</tr></thead><tbody>\n")
  }

  mutating func row(_ cells: [HTMLCell], class style: String = "") {
    precondition(cells.count == numericColumns.count, "one cell a column")
    html.markup(style.isEmpty ? "<tr>" : "<tr class=\"\(style)\">")
    for (cell, isNumeric) in zip(cells, numericColumns) {
      html.markup(isNumeric ? "<td class=\"n\">" : "<td>")
      write(cell)
      html.markup("</td>")
    }
    html.markup("</tr>\n")
  }

  /// A row with a line of text across the table below it.
  mutating func row(_ cells: [HTMLCell], below: HTMLText, class style: String, id: String) {
    precondition(isGrouped, "only a grouped table keeps two rows together")
    html.markup("<tbody class=\"\(style)\" id=\"")
    html.text(id)
    html.markup("\">")
    row(cells, class: "over")
    html.markup("<tr class=\"below\"><td></td><td colspan=\"\(numericColumns.count - 1)\">")
    html.append(below)
    html.markup("</td></tr></tbody>\n")
  }

  /// The finished table.
  var string: String {
    var finished = html
    finished.markup(isGrouped ? "</table></div>" : "</tbody></table></div>")
    return finished.string
  }

  private mutating func write(_ cell: HTMLCell) {
    switch cell {
    case .text(let text), .number(let text): html.text(text)
    case .code(let text): html.element("span", class: "code", text)
    case .amount(let amount, let currency):
      if let amount { html.amount(amount, currency) }
    case .impact(let amount, let currency):
      guard let amount else { return }
      html.markup(amount < 0 ? "<span class=\"neg\">" : "<span>")
      html.amount(amount, currency)
      html.markup("</span>")
    case .count(let count): html.text(grouped(count, digits: 0))
    case .date(let date): html.element("span", class: "d", date?.description ?? "")
    case .built(let built): html.append(built)
    }
  }
}

extension HTMLText {
  /// The badge that says how much a finding matters.
  static func badge(_ severity: Severity) -> HTMLText {
    var html = HTMLText()
    html.markup("<span class=\"badge s\(severity.rawValue)\" title=\"\(severity.meaning)\">")
    html.markup("\(severity.name)</span>")
    return html
  }
}
