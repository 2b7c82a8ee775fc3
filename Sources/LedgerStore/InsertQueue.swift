import Accounting
import Dispatch
import Synchronization

/// Writes batches of one document on a thread of its own, in order, a few batches behind the
/// reader at most.
///
/// The connection belongs to the queue from the first `submit` to the end of `drain`.
final class InsertQueue {
  private let queue = DispatchQueue(label: "crossfoot.ledger.insert")
  private let places = DispatchSemaphore(value: 2)
  private let failure = Mutex<(any Error)?>(nil)
  private let insert: BulkInsert
  private let document: Int64

  init(_ insert: BulkInsert, _ document: Int64) {
    self.insert = insert
    self.document = document
  }

  deinit { queue.sync {} }

  /// Hands a batch over; waits while two are waiting.
  ///
  /// - Throws: what an earlier batch met.
  func submit(_ batch: RecordBatch) throws {
    try rethrow()
    places.wait()
    // Only this serial queue touches the statement until `drain` returns.
    nonisolated(unsafe) let insert = insert
    nonisolated(unsafe) let owner = self
    queue.async { [document] in
      defer { owner.places.signal() }
      do {
        try insert.insert(batch, rows: Array(0..<batch.count), document: document)
      } catch {
        owner.failure.withLock { $0 = $0 ?? error }
      }
    }
  }

  /// Waits until everything is written.
  ///
  /// - Throws: what a batch met.
  func drain() throws {
    queue.sync {}
    try rethrow()
  }

  private func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
