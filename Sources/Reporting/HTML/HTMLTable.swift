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
  /// Of the next cell of the row.
  private var column = 0

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
    beginRow(class: style)
    for cell in cells { self.cell(cell) }
    html.markup("</tr>\n")
  }

  /// Begins a row that has a line of text across the table below it; its cells follow.
  mutating func beginGroup(class style: String, id: String) {
    precondition(isGrouped, "only a grouped table keeps two rows together")
    html.markup("<tbody class=\"")
    html.markup(style)
    html.markup("\" id=\"")
    html.text(id)
    html.markup("\">")
    beginRow(class: "over")
  }

  /// Ends the row and writes the line below it.
  mutating func endGroup(below: (inout HTMLText) -> Void) {
    precondition(column == numericColumns.count, "one cell a column")
    html.markup("</tr>\n<tr class=\"below\"><td></td><td colspan=\"")
    html.number(Int64(numericColumns.count - 1))
    html.markup("\">")
    below(&html)
    html.markup("</td></tr></tbody>\n")
  }

  /// Adds a cell to the row that was begun.
  mutating func cell(_ cell: HTMLCell) { self.cell { Self.write(cell, to: &$0) } }

  /// Adds a cell whose content `write` makes.
  mutating func cell(_ write: (inout HTMLText) -> Void) {
    html.markup(numericColumns[column] ? "<td class=\"n\">" : "<td>")
    write(&html)
    html.markup("</td>")
    column += 1
  }

  private mutating func beginRow(class style: String) {
    column = 0
    if style.isEmpty {
      html.markup("<tr>")
    } else {
      html.markup("<tr class=\"")
      html.markup(style)
      html.markup("\">")
    }
  }

  /// The finished table.
  var string: String {
    var finished = html
    finished.markup(isGrouped ? "</table></div>" : "</tbody></table></div>")
    return finished.string
  }

  private static func write(_ cell: HTMLCell, to html: inout HTMLText) {
    switch cell {
    case .text(let text), .number(let text): html.text(text)
    case .code(let text): html.code(text)
    case .amount(let amount, let currency):
      if let amount { html.amount(amount, currency) }
    case .impact(let amount, let currency):
      guard let amount else { return }
      html.markup(amount < 0 ? "<span class=\"neg\">" : "<span>")
      html.amount(amount, currency)
      html.markup("</span>")
    case .count(let count): html.number(count)
    case .date(let date): html.date(date)
    case .built(let built): html.append(built)
    }
  }
}

extension HTMLText {
  /// Appends the badge that says how much a finding matters.
  mutating func badge(_ severity: Severity) {
    markup("<span class=\"badge s")
    number(Int64(severity.rawValue))
    markup("\" title=\"")
    markup(severity.meaning)
    markup("\">")
    markup(severity.name)
    markup("</span>")
  }

  /// Appends a day, or the empty place of one.
  mutating func date(_ date: CalendarDate?) {
    markup("<span class=\"d\">")
    if let date { self.day(date) }
    markup("</span>")
  }
}
