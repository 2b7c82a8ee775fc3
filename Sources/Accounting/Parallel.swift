import Dispatch
import Synchronization

/// Runs `body` over consecutive ranges that make up `0..<count`, on every core, and returns what
/// it made of them in order of the ranges.
///
/// How the ranges are cut depends on `count` alone, so that no result depends on the machine.
/// `smallest`: a range is no shorter than this, since starting one costs some microseconds.
package func inParallel<Part: Sendable>(
  _ count: Int, smallest: Int = 4_096, _ body: @Sendable (Range<Int>) -> Part
) -> [Part] {
  let parts = max(1, min(16, count / max(1, smallest)))
  if parts == 1 { return [body(0..<count)] }
  let finished = Mutex([Part?](repeating: nil, count: parts))
  DispatchQueue.concurrentPerform(iterations: parts) { index in
    let part = body(count * index / parts..<count * (index + 1) / parts)
    finished.withLock { $0[index] = part }
  }
  return finished.withLock { $0.compactMap(\.self) }
}
