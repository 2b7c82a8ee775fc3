import Accounting

/// The figures by which the reconciliation itself is judged.
struct FigureSection {
  let section: PageSection

  init(_ index: ReportIndex, _ figures: KeyFigures) {
    var rates = HTMLTable(
      caption: "How well it reconciles", columns: ["Figure", ">Value", "What it says"])
    let percent = { (ratio: Ratio) in
      HTMLCell.number(ratio.text(scale: 100, digits: 2).map { "\($0) %" } ?? "not measured")
    }
    let money = { (amounts: [Money]) in
      HTMLCell.number(amounts.isEmpty ? "none" : amounts.map(worded).joined(separator: ", "))
    }
    let gross = figures.unreconciled.map { Money(minorUnits: $0.gross, currency: $0.currency) }
    let net = figures.unreconciled.map { Money(minorUnits: $0.net, currency: $0.currency) }
    let rows: [(String, HTMLCell, String)] = [
      (
        "Matched without a person, by count", percent(figures.autoMatchCount),
        "of the rows that could be matched"
      ),
      (
        "Matched without a person, by value", percent(figures.autoMatchValue),
        "of their amounts, signs aside"
      ),
      (
        "Rows taken as they stood", percent(figures.dataIntegrity),
        "of all rows read; the rest is in quarantine"
      ),
      (
        "Settlements that foot", percent(figures.footing),
        "of those that declare a total for their lines to meet"
      ),
      (
        "Margin coverage", percent(figures.marginCoverage),
        "of revenue has a complete, known cost"
      ),
      ("Unreconciled, gross", money(gross), "differences added up without setting off"),
      ("Unreconciled, net", money(net), "the same set off: near zero may still hide much"),
      (
        "Tolerance spent", money(figures.toleranceSpent.sorted),
        "small differences forgiven in the period"
      ),
    ]
    for row in rows + Self.work(figures.work, percent) {
      rates.row([.text(row.0), row.1, .text(row.2)])
    }
    section = PageSection(
      anchor: "figures", label: "Key figures", title: "Key figures", lead: "",
      tables: [PageTable(html: rates.string)])
  }

  private static func work(
    _ work: WorkRates, _ percent: (Ratio) -> HTMLCell
  ) -> [(String, HTMLCell, String)] {
    let days = { (text: String?) in HTMLCell.number(text ?? "not measured") }
    return [
      (
        "Control totals met", percent(work.completeness),
        "of settlements and bank statements, and of what leads from one to the next"
      ),
      ("Matches later undone", percent(work.falseMatches), "of all that were made"),
      (
        "Exceptions a person touched", percent(work.manualTouch),
        "of those open or ended in the period"
      ),
      ("Exceptions opened again", percent(work.reopened), "of those that had come to an end"),
      (
        "Days to the end, on average", days(work.daysToResolve.text(digits: 1)),
        "from first sight, of what ended in the period"
      ),
      (
        "Days to the end, nine of ten", days(work.daysOfNineTenths.map { "\($0)" }),
        "took no longer"
      ),
    ]
  }
}
