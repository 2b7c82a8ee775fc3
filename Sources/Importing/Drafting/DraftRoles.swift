import Accounting

/// Which column of a file is what: by what the numbers prove, else by name, else by content.
struct DraftRoles {
  /// A column of a role, and how that is known.
  struct Found {
    var column: FileSurvey.Column
    var position: Int
    /// Why it is no more than a guess; blank where the file or a plain name says so.
    var doubt = ""
  }

  private let survey: FileSurvey
  let proof: NumberProof
  private var found: [ColumnRole: Found] = [:]
  /// The column that the others of a row come to, with its parts.
  private(set) var rowSum: NumberProof.RowSum?
  /// A running balance proves what is money in and what is money out.
  private(set) var isLedByBalance = false
  /// Balances follow from one row that shows one to the next.
  private(set) var showsBalance = false
  /// They do once a fee is taken off a row's amount.
  private(set) var takesFee = false
  /// A bank's line is what is left after fees, not what was before them.
  private(set) var prefersNet = false
  /// The column that says whether money came in or went out, where the amounts do not.
  private(set) var direction: DirectionColumn?

  init(_ survey: FileSurvey) {
    self.survey = survey
    proof = NumberProof(survey)
    assignByName()
    assignByBalance()
    assignByContent()
    leaveForeignCurrency()
    rowSum = findRowSum()
    if let amount = found[.amount]?.column, !amount.hasMinus {
      direction = survey.columns.lazy.compactMap(DirectionColumn.init).first
    }
    findBalance()
    chooseNet()
  }

  /// Takes the net column for a bank line where there is one beside another amount.
  private mutating func chooseNet() {
    guard let amount = found[.amount], let net = found[.net], amount.position != net.position,
      !showsBalance || proof.values(amount.position) == proof.values(net.position)
    else { return }
    prefersNet = true
    findBalance()
    if !showsBalance {
      found[.net]?.doubt = "what is left after fees; \(amount.column.name) is before them"
    }
  }

  subscript(role: ColumnRole) -> FileSurvey.Column? { found[role]?.column }

  func isFound(_ role: ColumnRole) -> Bool { found[role] != nil }

  /// Why a role's column is no more than a guess; blank where it is none.
  func doubt(_ role: ColumnRole) -> String { found[role]?.doubt ?? "" }

  /// What to remark about a role's column, as a comment; blank where there is nothing.
  func remark(_ role: ColumnRole) -> String {
    let doubt = doubt(role)
    return doubt.isEmpty ? "" : "   # guess: \(doubt)"
  }

  func position(_ role: ColumnRole) -> Int? { found[role]?.position }

  // MARK: - By name

  /// Each role's best column: a column has one role, and what it holds must fit it.
  private mutating func assignByName() {
    var candidates: [(weight: ColumnRole.Weight, role: Int, column: Int)] = []
    let roles = ColumnRole.allCases
    let mark = survey.decimalMark
    for (number, role) in roles.enumerated() {
      for (position, column) in survey.columns.enumerated() where !column.name.isEmpty {
        let weight = role.weight(of: column.name)
        if weight > .none && Self.fits(role, column, mark) {
          candidates.append((weight, number, position))
        }
      }
    }
    candidates.sort { ($1.weight, $0.role, $0.column) < ($0.weight, $1.role, $1.column) }
    var taken: Set<Int> = []
    for candidate in candidates where found[roles[candidate.role]] == nil {
      guard taken.insert(candidate.column).inserted else { continue }
      set(
        roles[candidate.role], candidate.column,
        doubt: candidate.weight.isExact ? "" : "by a part of its name")
    }
  }

  private static func fits(
    _ role: ColumnRole, _ column: FileSurvey.Column, _ mark: UInt8
  ) -> Bool {
    if [.payout, .order, .orderLine, .reference].contains(role), column.hasDecimals,
      column.isNumber(mark: mark)
    {
      return false
    }
    if role.isMoney || role == .quantity {
      return column.values.isEmpty || column.isNumber(mark: mark)
    }
    return switch role {
    case .date, .paidOn: !column.datePatterns.isEmpty
    case .shippedOn: column.values.isEmpty || !column.datePatterns.isEmpty
    case .currency: column.isCurrency
    case .account: column.blankCount == 0 && Set(column.values).count == 1
    case .text, .kind, .status: !column.isNumber(mark: mark)
    default: true
    }
  }

  private mutating func set(_ role: ColumnRole, _ position: Int, doubt: String = "") {
    found[role] = Found(column: survey.columns[position], position: position, doubt: doubt)
  }

  // MARK: - By what the numbers prove

  /// A balance that the rows lead on says which columns lead it.
  private mutating func assignByBalance() {
    guard let proven = proof.runningBalance() else { return }
    isLedByBalance = proven.debit != nil
    release([proven.balance, proven.amount, proven.credit, proven.debit].compactMap(\.self))
    set(.balance, proven.balance)
    if let amount = proven.amount {
      // Money in alone may have led it so far, where there is a column for money out.
      let hasBoth = found[.debit] != nil && amount == proven.amount && wasCredit(amount)
      set(hasBoth ? .credit : .amount, amount)
    }
    if let credit = proven.credit { set(.credit, credit) }
    if let debit = proven.debit { set(.debit, debit) }
  }

  /// Whether the rows that show a balance lead it on, by the columns that a bank line's amount is
  /// read from; notes a fee that has to be taken off.
  private mutating func findBalance() {
    guard let balance = position(.balance), let changes = bankChanges() else { return }
    let values = proof.values(balance)
    let cells = survey.columns[balance].cells
    let shown = cells.indices.filter { !cells[$0].isEmpty }
    let balances = shown.compactMap { values[$0] }
    guard balances.count == shown.count else { return }
    showsBalance = NumberProof.leads(balances, by: shown.map { changes[$0] })
    if !showsBalance, let fee = position(.fee) {
      let fees = self.changes(in: fee)
      takesFee = NumberProof.leads(
        balances,
        by: shown.map { row in
          guard let change = changes[row], let fee = fees[row] else { return nil }
          return change &- fee
        })
      showsBalance = takesFee
    }
    if showsBalance { isLedByBalance = true }
  }

  /// What each row changes a bank account by; `nil` for a row that does not tell.
  private func bankChanges() -> [Int64?]? {
    if let debit = position(.debit), let credit = position(.credit) {
      return zip(changes(in: debit), changes(in: credit)).map { debit, credit in
        guard let debit, let credit else { return nil }
        return credit &- abs(debit)
      }
    }
    let single = prefersNet ? position(.net) : position(.amount) ?? position(.net)
    guard let amount = single else { return nil }
    let amounts = changes(in: amount)
    guard let direction else { return amounts }
    return zip(amounts, direction.column.cells).map { amount, word in
      amount.map { direction.debits.contains(word) ? -$0 : $0 }
    }
  }

  /// A column's amounts, with nothing for a blank and `nil` for what cannot be read.
  private func changes(in position: Int) -> [Int64?] {
    zip(proof.values(position), survey.columns[position].cells).map { value, cell in
      cell.isEmpty ? 0 : value
    }
  }

  private func wasCredit(_ position: Int) -> Bool {
    ColumnRole.credit.weight(of: survey.columns[position].name) > .none
  }

  /// Takes columns out of the roles that their names gave them.
  private mutating func release(_ positions: [Int]) {
    for (role, one) in found where positions.contains(one.position) { found[role] = nil }
  }

  // MARK: - By content

  private mutating func assignByContent() {
    let columns = survey.columns
    if found[.date] == nil {
      if let position = columns.firstIndex(where: { !$0.datePatterns.isEmpty }) {
        set(.date, position)
      }
    }
    if found[.currency] == nil, let position = columns.firstIndex(where: \.isCurrency) {
      set(.currency, position)
    }
    if let position = columns.firstIndex(where: { EventWords.tell($0) }),
      found[.kind].map({ !EventWords.tell($0.column) }) ?? true,
      found[.status]?.position != position
    {
      release([position])
      set(.kind, position)
    }
    let mark = survey.decimalMark
    let free = columns.indices.filter { position in
      !found.values.contains { $0.position == position }
    }
    if found[.amount] == nil, found[.net] == nil, found[.price] == nil, found[.debit] == nil,
      found[.credit] == nil,
      let position = likelyAmount(among: free)
    {
      set(.amount, position, doubt: "numbers, and no other column is left for them")
    }
    if found[.text] == nil,
      let position = free.filter({ !columns[$0].isNumber(mark: mark) }).max(by: {
        Self.letters(columns[$0]) < Self.letters(columns[$1])
      }), Self.letters(columns[position]) > 0
    {
      set(.text, position, doubt: "the most words stand in it")
    }
  }

  /// The first column of numbers, one with decimals before one without.
  private func likelyAmount(among free: [Int]) -> Int? {
    let numbers = free.filter {
      survey.columns[$0].isNumber(mark: survey.decimalMark)
        && survey.columns[$0].datePatterns.isEmpty
    }
    return numbers.first { survey.columns[$0].hasDecimals } ?? numbers.first
  }

  private static func letters(_ column: FileSurvey.Column) -> Int {
    Set(column.values).reduce(0) { $0 + $1.count(where: \.isLetter) }
  }

  /// A currency column that is one by a part of its name only is not the amounts' where their own
  /// column names theirs.
  private mutating func leaveForeignCurrency() {
    guard let own = found[.currency], !own.doubt.isEmpty else { return }
    let money: [ColumnRole] = [.amount, .net, .debit, .credit]
    if money.contains(where: { found[$0]?.column.currencyOfName != nil }) { found[.currency] = nil }
  }

  // MARK: - What the columns of a row come to

  /// A column named as net comes first; else one that fees make less than its largest part.
  private func findRowSum() -> NumberProof.RowSum? {
    let others: Set<ColumnRole> = [
      .quantity, .balance, .order, .orderLine, .sku, .reference, .account, .payout, .debit,
      .credit, .unitPrice,
    ]
    let kept = Set(others.compactMap { found[$0]?.position })
    let mark = survey.decimalMark
    let candidates = survey.columns.indices.filter {
      !kept.contains($0) && survey.columns[$0].isNumber(mark: mark)
        && survey.columns[$0].datePatterns.isEmpty
    }
    for net in netColumns(candidates) {
      if let sum = proof.sum(of: net, from: candidates) { return sum }
    }
    for total in candidates where found[.net] == nil {
      guard let sum = proof.sum(of: total, from: candidates) else { continue }
      let largest = sum.parts.map { proof.weight(of: $0.column) }.max() ?? 0
      if proof.weight(of: total) < largest { return sum }
    }
    return nil
  }

  /// What is paid out comes before what is called net.
  private func netColumns(_ candidates: [Int]) -> [Int] {
    let paidOut = candidates.filter { position in
      let name = ColumnRole.plain(survey.columns[position].name)
      return ["payout", "auszahlung", "receive"].contains { name.contains($0) }
    }
    return paidOut + [found[.net]?.position].compactMap(\.self)
  }

  // MARK: - What a row is

  /// The kind of record that the columns speak for.
  var kind: FormatDraft.Kind {
    let isOfChannel = isFound(.order) || isFound(.payout)
    let hasFees = isFound(.fee) || rowSumHasFees
    if isOfChannel && hasFees { return .settlementLine }
    if isFound(.debit) || isFound(.balance) { return .statementLine }
    if rowSumHasFees && isFound(.kind) { return .settlementLine }
    let tellsEvents = self[.kind].map(EventWords.tell) ?? false
    if isOfChannel && (isFound(.payout) || tellsEvents) && isFound(.kind) {
      return .settlementLine
    }
    if isFound(.order) && isFound(.sku) && isFound(.quantity) { return .orderLine }
    return isOfChannel && isFound(.kind) ? .settlementLine : .statementLine
  }

  /// Some part of what a row comes to goes against its largest part.
  private var rowSumHasFees: Bool {
    guard let rowSum else { return false }
    return rowSum.parts.contains { !isWithMain($0, of: rowSum) }
  }

  /// The part that is what was sold: the largest.
  func main(of sum: NumberProof.RowSum) -> Int {
    // The first of equals.
    sum.parts.map(\.column).reduce(sum.parts[0].column) {
      proof.weight(of: $1) > proof.weight(of: $0) ? $1 : $0
    }
  }

  /// A part that is money in where the largest is: tax or shipping, not a fee.
  func isWithMain(
    _ part: (column: Int, isAdded: Bool), of sum: NumberProof.RowSum
  ) -> Bool {
    let main = main(of: sum)
    let isMainAdded = sum.parts.first { $0.column == main }?.isAdded ?? true
    let same = proof.agreement(of: part.column, with: main)
    return part.column == main || (same > 0) == (part.isAdded == isMainAdded)
  }
}
