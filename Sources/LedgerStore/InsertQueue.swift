import Accounting
import Dispatch
import Synchronization

/// Writes the settlement lines of one document on a thread of its own, in order, a few batches
/// behind the reader at most.
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
  private let insert: SettlementLineInsert

  init(_ insert: SettlementLineInsert) { self.insert = insert }

  deinit { queue.sync {} }

  /// Hands a batch over; waits while four are waiting.
  ///
  /// - Throws: what an earlier batch met.
  func submit(_ batch: SettlementLineBatch) throws {
    try rethrow()
    places.wait()
    // The queue is serial, and this thread keeps away from the statement until `drain` returns.
    nonisolated(unsafe) let insert = insert
    queue.async { [failure, places] in
      defer { places.signal() }
      do {
        try insert.insert(batch)
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
  func wait() { queue.sync {} }

  private func rethrow() throws {
    if let error = failure.first.withLock({ $0 }) { throw error }
  }
}
