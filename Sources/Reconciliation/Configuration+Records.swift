import Accounting
import Importing

extension Configuration {
  /// The formats there are in some books: built-in, with the order keys named here, and their own.
  func registry(_ books: BooksFolder) throws -> FormatRegistry {
    var registry = try FormatRegistry.standard(orderKeys: orderKeys)
    try registry.add(folder: books.formats)
    return registry
  }

  /// The settings with the rules that contracts state.
  ///
  /// - Throws: `BooksError` where a system of record is none.
  func settings(_ registry: FormatRegistry) throws -> Settings {
    try checkSystems(registry)
    var settings = settings
    settings.readSources = Set(registry.contracts.map(\.source).filter { !$0.isEmpty })
    for contract in registry.contracts where !contract.statedRules.isEmpty {
      settings.statedRules[contract.name] = contract.statedRules
    }
    return settings
  }

  mutating func readDisputes(_ node: ConfigurationNode?) throws {
    guard let node else { return }
    try node.onlyKeys(["near_days", "decided_within_days", "book_loss"])
    if let days = try node.integer("near_days") { settings.disputes.nearDays = Int(days) }
    if let days = try node.integer("decided_within_days") {
      settings.disputes.decidedWithinDays = Int(days)
    }
    switch try node.text("book_loss") {
    case nil, "decided": settings.disputes.booksLossAtOpening = false
    case "opened": settings.disputes.booksLossAtOpening = true
    case let word?: throw node.failure("book_loss", word, "decided or opened")
    }
  }

  /// Each kind of record has one owner, or several in their order.
  mutating func readSystems(_ node: ConfigurationNode?) throws {
    for (name, value) in try node?.entries() ?? [] {
      guard let area = RecordArea(rawValue: name) else {
        let known = RecordArea.allCases.map(\.rawValue).joined(separator: ", ")
        throw value.failure(name, "one of \(known) as its key")
      }
      let one = try? value.text()
      let owners = try one.map { [$0] } ?? node?.texts(name) ?? []
      settings.systemsOfRecord.set(owners, for: area)
      for owner in owners {
        let failure = value.failure(
          owner, "the name of a source, or of a format that 'formats list' names")
        systemNames.append((owner, area, failure))
      }
    }
  }

  /// Refuses the name of a system that nothing comes from: whose word counts must not be decided
  /// by a slip of the pen.
  ///
  /// `registry`: the formats there are, built-in and the entity's own.
  func checkSystems(_ registry: FormatRegistry) throws {
    let known = Set(
      registry.contracts.flatMap { [$0.name, $0.source] } + settings.sources.map(\.name))
    if let unknown = systemNames.first(where: { !known.contains($0.name) }) {
      throw unknown.failure
    }
    // What such a file says of payouts is only held against them.
    let owner = systemNames.first { $0.area == .payouts }
    if let owner, registry.contract(named: owner.name)?.postedBy.isEmpty == false {
      throw BooksError(
        .unusable,
        "crossfoot.yaml: systems_of_record.payouts: \(owner.name) is a control of payouts, recorded "
          + "and not posted; name the source, or the format whose lines are booked")
    }
  }

  func readTerms(_ node: ConfigurationNode, _ value: inout SourceSettings) throws {
    if let days = try node.integer("settles_within_days") { value.settlesWithinDays = Int(days) }
    if let days = try node.integer("refunds_within_days") { value.refundsWithinDays = Int(days) }
    if let days = try node.integer("releases_within_days") { value.releasesWithinDays = Int(days) }
    if let days = try node.integer("answer_disputes_within_days") {
      value.disputeAnswerDays = Int(days)
    }
    if let word = try node.text("terms_from") {
      guard let start = TermsStart(rawValue: word) else {
        throw node.failure("terms_from", word, "shipped or ordered")
      }
      value.termsFrom = start
    }
  }
}
