/// Lines of a bank's statement.
extension DraftWriter {
  /// The roles that hold the money of a line: one column, or one for each way.
  var statementMoney: [ColumnRole] {
    if roles.isFound(.debit) && roles.isFound(.credit) { return [.debit, .credit] }
    if roles.prefersNet { return [.net] }
    return roles.isFound(.amount) ? [.amount] : roles.isFound(.net) ? [.net] : []
  }

  private var statementFields: [String] {
    let account =
      roles[.account].map { quoted($0.reference) + roles.remark(.account) }
      ?? "{text: \(quoted(name))}   # guess: the account's number or name"
    return ["          account: \(account)"]
      + [required(.date, "booked_on", "Date"), currencyField]
      + optional(.reference, "reference") + optional(.text, "text") + balanceField
  }

  /// The account's balance after a line: a control, and what tells two equal lines of a day apart.
  private var balanceField: [String] {
    roles.showsBalance ? optional(.balance, "balance") : []
  }

  private func statementRow(_ name: String, _ amount: String, when: String? = nil) -> [String] {
    ["  - name: \(name)"] + (when.map { ["    when: \($0)"] } ?? [])
      + ["    emit:", "      - record: statement_line", "        fields:"]
      + statementFields + ["          amount: \(amount)"]
  }

  /// Rows that show a balance and no movement, as the opening balance does, or the other way round.
  var restingRows: [String] {
    let money = statementMoney.compactMap { roles[$0] }
    guard roles.showsBalance, let balance = roles[.balance], let first = money.first else {
      return []
    }
    var lines: [String] = []
    if first.cells.indices.contains(where: { row in money.allSatisfy { $0.cells[row].isEmpty } }) {
      lines += resting("a balance without an amount is no line of its own", money)
    }
    if balance.blankCount > 0 {
      lines += resting("what shows no balance has not moved it", [balance])
    }
    return lines
  }

  private func resting(_ guess: String, _ blank: [FileSurvey.Column]) -> [String] {
    let blanks = blank.map { "\(quoted($0.reference)): empty" }.joined(separator: ", ")
    return [
      "  - name: no movement   # guess: \(guess)", "    when: {\(blanks)}", "    as: ignored",
    ]
  }

  var statementRows: [String] {
    guard let debit = roles[.debit], let credit = roles[.credit] else {
      return statementRow("bank line", signedAmount)
    }
    if debit.hasMinus {
      return statementRow(
        "bank line",
        "{column: [\(quoted(credit.reference)), \(quoted(debit.reference))], zero: blank, "
          + "required: true}" + (roles.isLedByBalance ? "" : "   # guess: debits carry their minus")
      )
    }
    return statementRow(
      "money in", "{column: \(quoted(credit.reference)), required: true}",
      when: "{\(quoted(credit.reference)): nonzero}")
      + statementRow(
        "money out",
        "{column: \(quoted(debit.reference)), required: true, negate: true}"
          + (roles.isLedByBalance ? "" : "   # guess: debits are written without a minus"))
  }

  /// The amount of a bank line where one column has money in and money out.
  private var signedAmount: String {
    guard let role = statementMoney.first, let amount = roles[role] else {
      return "{column: Amount, required: true}   # guess: no column looks like it"
    }
    let fee =
      roles.takesFee ? roles[.fee].map { ", minus: [\(quoted($0.reference))]" } ?? "" : ""
    let column = "{column: \(quoted(amount.reference)), required: true\(fee)"
    if let direction = roles.direction {
      let words = [direction.credits, direction.debits].map {
        $0.map(quoted).joined(separator: ", ")
      }
      return "\(column), direction: {value: \(quoted(direction.column.reference)), "
        + "credit: [\(words[0])], debit: [\(words[1])]}}   # guess: which word is money out"
    }
    return amount.hasMinus
      ? "\(column)}\(roles.remark(role))"
      : "\(column)}   # guess: no amount has a minus, so that all are money in"
  }
}
