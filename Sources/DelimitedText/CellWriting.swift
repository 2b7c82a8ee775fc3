import Accounting

extension DelimitedWriter {
  /// A writer that has written its column header.
  package init(columns: [String]) {
    self.init()
    for column in columns { text(column) }
    endRecord()
  }

  package mutating func whole(_ value: Int) { whole(Int64(value)) }

  package mutating func whole(_ value: Int32) { whole(Int64(value)) }

  package mutating func date(_ date: CalendarDate?) {
    if let date { self.date(date) } else { blank() }
  }

  package mutating func amount(_ minorUnits: Int64?, _ currency: Currency) {
    if let minorUnits { amount(minorUnits, digits: currency.minorDigits) } else { blank() }
  }

  package mutating func flag(_ value: Bool) { number(value ? "true" : "false") }
}
