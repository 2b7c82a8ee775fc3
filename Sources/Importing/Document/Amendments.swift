import Accounting

/// What people decided about rows of a document that were set aside: how it is read again.
package struct Amendments: Sendable {
  /// Where a row stands: its line and, where several rows start on one, which of them.
  package struct Place: Hashable, Sendable {
    package var line: Int
    /// `QuarantinedRow.rowNumber`.
    package var row: Int

    package init(line: Int, row: Int = 0) {
      self.line = line
      self.row = row
    }
  }

  /// A value in place of the one in the file.
  package struct Change: Hashable, Sendable {
    /// The column by its name in the header; in XML the path by its name in the contract.
    package var column: String
    package var value: String

    package init(column: String, value: String) {
      self.column = column
      self.value = value
    }
  }

  /// What a discarded row was part of.
  package struct Discarded: Hashable, Sendable {
    package var settlementId: String
    package var currency: Currency?
    package var amount: Int64?

    package init(settlementId: String, currency: Currency?, amount: Int64?) {
      self.settlementId = settlementId
      self.currency = currency
      self.amount = amount
    }
  }

  package enum Decision: Hashable, Sendable {
    /// Read with these values; without any, as it stands.
    case read([Change])
    case discarded(Discarded)
  }

  private var decisions: [Place: Decision] = [:]
  /// The row whose columns and values the reading shall hand back.
  package var watched: Place?
  /// How many rows the reading shall tell the fate of.
  package var explained = 0

  package init() {}

  package var isEmpty: Bool { decisions.isEmpty }

  package subscript(place: Place) -> Decision? {
    get { decisions[place] }
    set { decisions[place] = newValue }
  }
}

/// One column of a row that was asked for, as the file has it.
package struct WatchedCell: Hashable, Sendable {
  package var column: String
  package var value: String
  /// The contract reads it, so that changing it changes something.
  package var isRead: Bool
}

extension ImportRefusal {
  /// A change of a column that the format does not read.
  static func unknownColumn(_ name: String, known: [String], line: Int) -> ImportRefusal {
    ImportRefusal(
      reason: "unknown_column",
      message: "there is no column '\(name)' to change; the format reads "
        + known.joined(separator: ", "), line: line)
  }
}
