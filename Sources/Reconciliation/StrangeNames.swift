import Accounting
import Importing

/// Names in `crossfoot.yaml` that are of nothing there is: a slip of the pen, most likely.
struct StrangeNames {
  let configuration: Configuration
  let settings: Settings
  let snapshot: LedgerSnapshot

  /// A sentence for each, with the name that was most likely meant; sorted.
  func warnings(_ entries: [JournalEntry]) -> [String] {
    (sources() + accounts(entries) + orderKeys() + formerOrderKeys()).sorted()
  }

  /// Sources that no format reads and no file came of.
  private func sources() -> [String] {
    let known = settings.readSources.union(snapshot.documents.map(\.source))
    return settings.sources.map(\.name).filter { !known.contains($0) }.map {
      "crossfoot.yaml: sources: no format reads a source '\($0)'" + hint(for: $0, among: known)
    }
  }

  /// Accounts that exports name and nothing is posted to.
  private func accounts(_ entries: [JournalEntry]) -> [String] {
    if settings.namedAccounts.isEmpty { return [] }
    let sources = settings.readSources.union(snapshot.documents.map(\.source))
    let chart = Set(Account.chart(sources: sources.filter { !$0.isEmpty }).map(\.name))
    let posted = Set(entries.flatMap(\.postings).map(\.account.name))
    return settings.namedAccounts.filter { name in
      !chart.contains(name) && !posted.contains(name) && Account(fullName: name)?.isOfTax != true
    }.map {
      "crossfoot.yaml: exports: '\($0)' is no account of these books" + hint(for: $0, among: chart)
    }
  }

  /// Columns of order numbers that no file of their source has.
  private func orderKeys() -> [String] {
    configuration.orderKeys.compactMap { source, column in
      let headers = snapshot.documents.filter { $0.source == source }.compactMap(\.header)
      let isThere = headers.contains { $0.known.contains(column) || $0.other.contains(column) }
      if headers.isEmpty || isThere { return nil }
      let columns = Set(headers.flatMap { $0.known + $0.other })
      return "crossfoot.yaml: sources: \(source): no file has the column '\(column)' of order_key"
        + hint(for: column, among: columns)
    }
  }

  /// Lines that were read by another order key than crossfoot.yaml has now: they keep it.
  func formerOrderKeys() -> [String] {
    let documents = snapshot.documents
    let isFormer = documents.map { $0.orderKey != configuration.orderKeys[$0.source] ?? "" }
    guard isFormer.contains(true) else { return [] }
    let lines = snapshot.settlementLines
    var counts: [Int32: Int] = [:]
    for line in lines.amounts {
      let document = lines.items[Int(line.item)].document
      if isFormer[Int(document)] { counts[document, default: 0] += 1 }
    }
    return Dictionary(grouping: counts.keys) { documents[Int($0)].source }
      .map { source, read in
        let names = read.map { documents[Int($0)].name }.sorted()
        let count = read.reduce(0) { $0 + (counts[$1] ?? 0) }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "crossfoot.yaml: sources: \(source): order_key is another than that by which "
          + "\(count) lines were read; they keep the former, until 'rollback' takes back "
          + "\(names.prefix(3).joined(separator: ", "))\(more), to be imported again"
      }
  }
}
