import Dispatch
import Synchronization

/// Writes the batches of one document on a thread of its own, in order, a few batches behind the
/// reader at most.
///
/// SQLite is opened for one thread at a time: from the first `submit` to the end of `drain` the
/// connection is the queue's, and nobody else may touch it.
final class InsertQueue {
  private final class Failure: Sendable {
    let first = Mutex<(any Error)?>(nil)
  }

  private let queue = DispatchQueue(label: "crossfoot.ledger.insert")
  private let places = DispatchSemaphore(value: 4)
  private let failure = Failure()
  private var isBusy = false

  deinit { queue.sync {} }

  /// Hands over the writing of a batch; waits while four are waiting.
  ///
  /// - Throws: what an earlier batch met.
  func submit(_ write: @escaping @Sendable () throws -> Void) throws {
    try rethrow()
    places.wait()
    isBusy = true
    queue.async { [failure, places] in
      defer { places.signal() }
      do {
        try write()
      } catch {
        failure.first.withLock { $0 = $0 ?? error }
      }
    }
  }

  /// Waits until everything is written and the connection is free again.
  ///
  /// - Throws: what a batch met.
  func drain() throws {
    wait()
    try rethrow()
  }

  /// Waits until the connection is free, whatever became of the batches.
  func wait() {
    if isBusy { queue.sync {} }
    isBusy = false
  }

  private func rethrow() throws {
    if let error = failure.first.withLock({ $0 }) { throw error }
  }
}
