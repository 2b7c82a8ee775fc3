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

extension Array {
  /// All elements of several arrays, in order, in room for no more than these.
  ///
  /// `flatMap` doubles the room whenever it is full, which of large parts is up to as much again.
  package init(joining parts: [[Element]]) {
    self = []
    reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { append(contentsOf: part) }
  }
}

/// Runs two bodies at the same time and returns what they made.
///
/// - Throws: what the first one threw, else what the second one threw.
package func sideBySide<First: Sendable, Second: Sendable>(
  _ first: @Sendable () throws -> First, _ second: @Sendable () throws -> Second
) throws -> (First, Second) {
  let made = Mutex<(Result<First, any Error>?, Result<Second, any Error>?)>((nil, nil))
  DispatchQueue.concurrentPerform(iterations: 2) { index in
    if index == 0 {
      let result = Result { try first() }
      made.withLock { $0.0 = result }
    } else {
      let result = Result { try second() }
      made.withLock { $0.1 = result }
    }
  }
  guard case (let first?, let second?) = made.withLock({ $0 }) else {
    preconditionFailure("both have run")
  }
  return (try first.get(), try second.get())
}

/// What another thread is making, while this one goes on.
///
/// `inParallel` within `sideBySide` would find no thread free.
package final class UnderWay<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let wait: @Sendable () -> Void

  /// Begins at once.
  package init(_ make: @escaping @Sendable () -> Value) {
    let group = DispatchGroup()
    wait = { group.wait() }
    DispatchQueue.global().async(group: group) { [self] in
      let value = make()
      made.withLock { $0 = value }
    }
  }

  /// Waits until it is made.
  package var value: Value {
    wait()
    guard let value = made.withLock({ $0 }) else { preconditionFailure("it was made") }
    return value
  }
}
