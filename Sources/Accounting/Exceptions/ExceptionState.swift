/// Where an exception stands: open → assigned → in_review → waiting_external → resolved → closed.
package enum ExceptionState: String, Sendable, CaseIterable {
  case open, assigned
  case inReview = "in_review"
  case waitingExternal = "waiting_external"
  case resolved, closed
  /// It was never true: the data it came from was taken back.
  case void

  package var isOpen: Bool { self != .closed && self != .void && self != .resolved }

  /// Whether a person may put an exception from this state into another.
  ///
  /// While it is open, steps may be left out and taken back. What is resolved or closed is only
  /// reopened, and what is void stays void.
  package func canBecome(_ next: Self) -> Bool {
    switch next {
    case .assigned, .inReview, .waitingExternal, .resolved: isOpen
    case .closed: self == .resolved
    case .open: self == .resolved || self == .closed
    case .void: false
    }
  }
}
