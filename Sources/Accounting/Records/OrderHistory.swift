/// What an order line said at one time.
package struct OrderVersion: Sendable {
  package var line: OrderLine
  /// From when on it held, as its own system says; `nil` where it says nothing.
  package var updatedAt: Instant?

  package init(line: OrderLine, updatedAt: Instant?) {
    self.line = line
    self.updatedAt = updatedAt
  }
}

/// The versions of an order line that changed, oldest first; the last is the one that stands.
package struct OrderHistory: Sendable {
  package var versions: [OrderVersion]

  /// - Precondition: `versions` is not empty.
  package init(versions: [OrderVersion]) {
    precondition(!versions.isEmpty)
    self.versions = versions
  }

  package var current: OrderLine { versions[versions.count - 1].line }

  /// What the line said at a moment: the last version of before, else the first of all.
  package func line(at moment: Instant) -> OrderLine {
    let known = versions.last { version in version.updatedAt.map { $0 <= moment } ?? true }
    return (known ?? versions[0]).line
  }
}
