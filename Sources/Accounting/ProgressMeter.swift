import Synchronization

/// How far a run is: told by the threads that work, read by the one that shows it.
package final class ProgressMeter: Sendable {
  package struct Reading: Sendable {
    /// The stage at work, as `run --json` names it.
    package var stage = ""
    package var bytes = 0
    /// Of all files that are to be read; 0 while unknown.
    package var bytesExpected = 0
    package var lines = 0
  }

  private let state = Mutex(Reading())

  package init() {}

  package var reading: Reading { state.withLock(\.self) }

  package func begin(_ stage: String) { state.withLock { $0.stage = stage } }

  package func expect(bytes: Int) { state.withLock { $0.bytesExpected = bytes } }

  /// Counts a piece of a file that was read.
  package func read(_ piece: [UInt8]) {
    let lines = piece.count { $0 == UInt8(ascii: "\n") }
    state.withLock {
      $0.bytes += piece.count
      $0.lines += lines
    }
  }
}
