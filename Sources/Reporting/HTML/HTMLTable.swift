import Accounting

/// A cell of a table on the page.
enum HTMLCell {
  case text(String)
  case code(String)
  case amount(Int64?, Currency)
  case count(Int64)
  case number(String)
  case date(CalendarDate?)
  /// Markup that was built and escaped elsewhere.
  case built(HTMLText)

  var isNumeric: Bool {
    switch self {
    case .amount, .count, .number: true
    default: false
    }
  }
}

/// A table on the page: headings that repeat in print, numbers to the right.
struct HTMLTable {
  private var html = HTMLText()
  private let numericColumns: [Bool]

  /// - Parameters:
  ///   - caption: What the table holds, in one line.
  ///   - columns: Headings; those that start with `>` head columns of numbers.
  init(caption: String, columns: [String], class style: String = "") {
    numericColumns = columns.map { $0.hasPrefix(">") }
    html.markup("<div class=\"scroll\"><table class=\"\(style)\"><caption>")
    html.text(caption)
    html.markup("</caption><thead><tr>")
    for (column, isNumeric) in zip(columns, numericColumns) {
      html.markup(isNumeric ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
      html.text(String(isNumeric ? column.dropFirst() : column[...]))
      html.markup("</th>")
    }
    html.markup("</tr></thead><tbody>")
  }

  mutating func row(_ cells: [HTMLCell], class style: String = "", id: String = "") {
    precondition(cells.count == numericColumns.count, "one cell a column")
    html.markup("<tr")
    if !style.isEmpty { html.markup(" class=\"\(style)\"") }
    if !id.isEmpty {
      html.markup(" id=\"")
      html.text(id)
      html.markup("\"")
    }
    html.markup(">")
    for (cell, isNumeric) in zip(cells, numericColumns) {
      html.markup(isNumeric ? "<td class=\"n\">" : "<td>")
      write(cell)
      html.markup("</td>")
    }
    html.markup("</tr>\n")
  }

  /// The finished table.
  var string: String {
    var finished = html
    finished.markup("</tbody></table></div>")
    return finished.string
  }

  private mutating func write(_ cell: HTMLCell) {
    switch cell {
    case .text(let text), .number(let text): html.text(text)
    case .code(let text): html.element("span", class: "code", text)
    case .amount(let amount, let currency):
      guard let amount else { return }
      if amount < 0 {
        html.markup("<span class=\"neg\">")
        html.amount(amount, currency)
        html.markup("</span>")
      } else {
        html.amount(amount, currency)
      }
    case .count(let count): html.text(grouped(count, digits: 0))
    case .date(let date): html.element("span", class: "d", date?.description ?? "")
    case .built(let built): html.markup(built.string)
    }
  }
}

extension HTMLText {
  /// The badge that says how much a finding matters.
  static func badge(_ severity: Severity) -> HTMLText {
    var html = HTMLText()
    html.markup("<span class=\"badge s\(severity.rawValue)\">\(severity.name)</span>")
    return html
  }
}
