import Accounting

extension Configuration {
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
