import Accounting
import Foundation

/// Reads dates by the patterns of a contract, in the entity's zone where the file names none.
///
/// The last value is kept: rows of one shipment repeat their timestamp.
struct DateDecoder: Sendable {
  private var patterns: [DatePattern]
  private let zone: BusinessZone
  private var lastBytes: [UInt8] = []
  private var lastMoment: Decoded<DatePattern.Moment> = .failure(.invalidDate)
  private var lastSeconds: Int64 = 0
  private var namedZones: [String: BusinessZone?] = [:]

  init(patterns: [DatePattern], zone: BusinessZone) {
    self.patterns = patterns
    self.zone = zone
  }

  /// Seconds since 1970 (UTC); a date without time is the start of that day in the zone.
  mutating func instant(_ bytes: Span<UInt8>) -> Decoded<Int64> {
    refresh(bytes)
    switch lastMoment {
    case .value: return .value(lastSeconds)
    case .failure(let failure): return .failure(failure)
    }
  }

  /// Seconds since 1970 (UTC); a date without time is the last second of that day in the zone.
  mutating func end(_ bytes: Span<UInt8>) -> Decoded<Int64> {
    let start = instant(bytes)
    guard case .value(let moment) = lastMoment, !moment.hasTime, case .value = start else {
      return start
    }
    return .value(zone.startOfDay(moment.day.adding(days: 1)).seconds - 1)
  }

  /// Days since 1970: the day as written, or the zone's day of an exact moment.
  mutating func day(_ bytes: Span<UInt8>) -> Decoded<Int64> {
    refresh(bytes)
    switch lastMoment {
    case .value(let moment):
      let date =
        moment.offset == nil && moment.zoneName.isEmpty
        ? moment.day : zone.date(of: Instant(seconds: lastSeconds))
      return .value(Int64(date.dayNumber))
    case .failure(let failure): return .failure(failure)
    }
  }

  /// Leaves out the patterns that cannot read a date which others can.
  mutating func narrow(by bytes: Span<UInt8>) {
    let fits = patterns.map { pattern in
      if case .match = pattern.match(bytes) { true } else { false }
    }
    guard fits.contains(true), fits.contains(false) else { return }
    let lengths = Set(zip(patterns, fits).filter(\.1).map(\.0.shape))
    // Patterns of another shape are for other columns.
    patterns = zip(patterns, fits).filter { $1 || !lengths.contains($0.shape) }.map(\.0)
  }

  private mutating func refresh(_ bytes: Span<UInt8>) {
    if !lastBytes.isEmpty, bytes.equals(lastBytes) { return }
    lastBytes = bytes.withUnsafeBufferPointer { Array($0) }
    lastMoment = read(bytes)
    if case .value(let moment) = lastMoment {
      if let seconds = seconds(moment) {
        lastSeconds = seconds
      } else {
        lastMoment = .failure(.invalidDate)
      }
    }
  }

  private func read(_ bytes: Span<UInt8>) -> Decoded<DatePattern.Moment> {
    if bytes.count > 1, bytes[0] == UInt8(ascii: "=") { return .failure(.excelFormula) }
    var found: DatePattern.Moment?
    var isImpossible = false
    for pattern in patterns {
      switch pattern.match(bytes) {
      case .match(let moment):
        if let found, found != moment { return .failure(.ambiguousDate) }
        found = moment
      case .impossible: isImpossible = true
      case .none: continue
      }
    }
    if let found { return .value(found) }
    return .failure(isImpossible ? .impossibleDate : .invalidDate)
  }

  /// `nil` for a zone that is none.
  private mutating func seconds(_ moment: DatePattern.Moment) -> Int64? {
    let local = Int64(moment.day.dayNumber) * 86_400 + moment.secondOfDay
    if let offset = moment.offset { return local - offset }
    if !moment.zoneName.isEmpty {
      let known = namedZones[moment.zoneName] ?? BusinessZone(identifier: moment.zoneName)
      namedZones[moment.zoneName] = known
      return known?.instant(localSeconds: local).seconds
    }
    if !moment.hasTime { return zone.startOfDay(moment.day).seconds }
    return zone.instant(localSeconds: local).seconds
  }
}

extension Span<UInt8> {
  func equals(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
  }

  /// Equal but for ASCII case.
  func equalsIgnoringCase(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index].asciiLowercased != other[index].asciiLowercased {
      return false
    }
    return true
  }

  var copy: [UInt8] { withUnsafeBufferPointer { Array($0) } }
  var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}

extension UInt8 {
  var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
}
