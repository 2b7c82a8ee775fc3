import Foundation

/// A moment in UTC, counted in seconds from 1970.
struct Moment: Hashable {
  let seconds: Int

  static let day = 86_400

  /// As in `2025-03-09`.
  var date: String { formatted("%Y-%m-%d") }
  /// As in `2025-03-09T14:05:00Z`.
  var zulu: String { formatted("%Y-%m-%dT%H:%M:%SZ") }
  /// As in `2025-03-09T14:05:00+00:00`.
  var offset: String { formatted("%Y-%m-%dT%H:%M:%S+00:00") }
  /// As in `2025-03-09 14:05:00 UTC`.
  var spaced: String { formatted("%Y-%m-%d %H:%M:%S UTC") }

  static func + (moment: Moment, seconds: Int) -> Moment {
    Moment(seconds: moment.seconds + seconds)
  }

  private func formatted(_ format: String) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
      guard let start = buffer.baseAddress, strftime(start, buffer.count, format, &parts) > 0
      else { return "" }
      return String(cString: start)
    }
  }
}

/// An amount in cents as a decimal string: `-1234` is `-12.34`.
func decimal(_ cents: Int) -> String {
  let (whole, part) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
  return "\(cents < 0 ? "-" : "")\(whole).\(part < 10 ? "0" : "")\(part)"
}

/// A number with leading zeros.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Divides by a hundred, half up: the cents that `percent` of an amount comes to.
func share(_ cents: Int, percent: Int) -> Int {
  (cents * percent + 50) / 100
}
