@testable import Accounting
@testable import Importing

/// A date that is read prints as one that reads the same, and its day is the zone's day.
package enum DatesProperty {
  private static let patterns = [
    "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssz", "dd.MM.yyyy HH:mm:ss z",
    "MM/dd/yy", "M/d/yyyy", "d/M/yyyy", "yyMMdd", "MMM d, yyyy h:mm:ss a z", "d. MMMM yyyy",
    "yyyyMMddHHmmssz", "yyyy-MM-dd zz", "yyyy/MM/dd HH:mm:ss z",
  ]
  private static let zones = ["UTC", "America/New_York", "Asia/Kolkata"]
    .compactMap(BusinessZone.init)

  /// The first byte chooses the patterns, or that the text's first line is one.
  package static func check(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    var bytes = Array(input.dropFirst())
    var names = [
      patterns[Int(choice) % patterns.count], patterns[Int(choice) * 7 % patterns.count],
    ]
    if choice == 0xFF, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      let name = String(decoding: bytes[..<end], as: UTF8.self)
      guard DatePattern(checked: name) != nil else { return }
      names = [name]
      bytes = Array(bytes[(end + 1)...])
    }
    let zone = zones[Int(choice) % zones.count]
    var decoder = DateDecoder(patterns: names.map(DatePattern.init), zone: zone)
    let day = decoder.day(bytes.span)
    let instant = decoder.instant(bytes.span)
    expect("\(decoder.day(bytes.span))" == "\(day)", "the same date is another day")
    for name in names {
      guard case .match(let moment) = DatePattern(name).match(bytes.span) else { continue }
      checkPrinted(moment, name)
      guard names.count == 1, moment.offset == nil, moment.zoneName.isEmpty else { continue }
      guard case .value(let seconds) = instant, case .value(let number) = day else { continue }
      expect(
        Int64(zone.date(of: Instant(seconds: seconds)).dayNumber) == number,
        "\(name): \(seconds) is not on day \(number)")
    }
  }

  private static func checkPrinted(_ moment: DatePattern.Moment, _ name: String) {
    let pattern = DatePattern(name)
    guard
      let text = pattern.tokens.reduce(
        "",
        { text, token in
          text.flatMap { before in print(token, moment).map { before + $0 } }
        })
    else { return }
    guard case .match(let again) = pattern.match(Array(text.utf8).span) else {
      return expect(false, "\(name): '\(text)' is not read")
    }
    expect(again == moment, "\(name): '\(text)' is \(again), not \(moment)")
  }

  /// One part of a date as the pattern has it; `nil` for parts that have several forms.
  private static func print(_ token: DatePattern.Token, _ moment: DatePattern.Moment) -> String? {
    let (year, month, day) = moment.day.civil
    let second = moment.secondOfDay
    switch token {
    case .year4: return padded(year, 4)
    case .year2: return padded(year % 100, 2)
    case .month: return padded(month, 2)
    case .monthShort: return "\(month)"
    case .day: return padded(day, 2)
    case .dayShort: return "\(day)"
    case .hour: return padded(Int(second / 3_600), 2)
    case .hourShort: return "\(second / 3_600)"
    case .minute: return padded(Int(second / 60 % 60), 2)
    case .second: return padded(Int(second % 60), 2)
    case .literal(let byte) where byte < 0x80: return String(Unicode.Scalar(byte))
    default: return nil
    }
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
