import Accounting
import DelimitedText

extension DelimitedWriter {
  /// A writer that has written its column header.
  init(columns: [String]) {
    self.init()
    for column in columns { text(column) }
    endRecord()
  }

  mutating func whole(_ value: Int) { whole(Int64(value)) }

  mutating func whole(_ value: Int32) { whole(Int64(value)) }

  mutating func date(_ date: CalendarDate?) {
    if let date { self.date(date) } else { blank() }
  }

  mutating func amount(_ minorUnits: Int64?, _ currency: Currency) {
    if let minorUnits { amount(minorUnits, digits: currency.minorDigits) } else { blank() }
  }

  mutating func flag(_ value: Bool) { number(value ? "true" : "false") }
}
