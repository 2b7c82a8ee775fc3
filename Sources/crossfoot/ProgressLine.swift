import Accounting
import Foundation

/// One line on the terminal that says what a long run is doing, how far it is and how fast.
///
/// It appears after two seconds, on standard error, and only if that is a terminal; it is gone
/// when the work is done.
enum ProgressLine {
  private static let delay = 2.0
  private static let pause = 0.2

  static func showing<Result>(
    _ isWanted: Bool, _ body: (ProgressMeter?) throws -> Result
  ) rethrows -> Result {
    guard isWanted, isatty(STDERR_FILENO) == 1,
      ProcessInfo.processInfo.environment["TERM"] != "dumb"
    else { return try body(nil) }
    let meter = ProgressMeter()
    let start = ContinuousClock.now
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now() + delay, repeating: pause)
    timer.setEventHandler {
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      write("\r\(text(meter.reading, after: elapsed))\u{1b}[K")
    }
    timer.resume()
    defer {
      timer.cancel()
      if ContinuousClock.now - start > .seconds(delay) { write("\r\u{1b}[K") }
    }
    return try body(meter)
  }

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// For an import `import  120 of 1967 MiB  540321 lines  310000 lines/s  about 9 s left`.
  private static func text(_ reading: ProgressMeter.Reading, after seconds: Double) -> String {
    guard reading.stage == "import" else {
      return "\(reading.stage)  \(Int(seconds)) s"
    }
    var parts = [
      "import", "\(reading.bytes >> 20) of \(reading.bytesExpected >> 20) MiB",
      "\(reading.lines) lines",
    ]
    let rate = Double(reading.lines) / max(seconds, 0.001)
    parts.append("\(Int(rate)) lines/s")
    if reading.bytes > 0, reading.bytesExpected > reading.bytes {
      let left = Double(reading.bytesExpected - reading.bytes) * seconds / Double(reading.bytes)
      parts.append("about \(Int(left.rounded(.up))) s left")
    }
    return parts.joined(separator: "  ")
  }
}
