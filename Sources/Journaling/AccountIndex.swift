import Accounting

/// Accounts by small number, so that adding up a million lines touches no text.
struct AccountIndex: Sendable {
  private(set) var accounts: [Account] = []
  private var ids: [Account: Int] = [:]

  mutating func id(_ account: Account) -> Int {
    if let id = ids[account] { return id }
    ids[account] = accounts.count
    accounts.append(account)
    return accounts.count - 1
  }

  /// A number that no other caller has, so that its amounts stand in a posting of their own.
  mutating func separateId(_ account: Account) -> Int {
    accounts.append(account)
    return accounts.count - 1
  }

  var count: Int { accounts.count }
}
