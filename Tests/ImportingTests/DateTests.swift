import Accounting
import Testing

@testable import Importing

@Suite struct `Dates` {
  private func seconds(
    _ text: String, _ patterns: [String], zone: BusinessZone = .utc
  ) -> Decoded<Int64> {
    var decoder = DateDecoder(patterns: patterns.map { DatePattern($0) }, zone: zone)
    let bytes = Array(text.utf8)
    return decoder.instant(bytes.span)
  }

  private func instant(_ text: String, _ pattern: String, zone: BusinessZone = .utc) -> String? {
    guard case .value(let seconds) = seconds(text, [pattern], zone: zone) else { return nil }
    return Instant(seconds: seconds).description
  }

  private func failure(_ text: String, _ patterns: String...) -> String? {
    guard case .failure(let failure) = seconds(text, patterns) else { return nil }
    return failure.rawValue
  }

  @Test(arguments: [
    ("2026-09-03 10:00:05 UTC", "yyyy-MM-dd HH:mm:ss z", "2026-09-03T10:00:05Z"),
    ("2026-09-03T10:00:05+00:00", "yyyy-MM-ddTHH:mm:ssz", "2026-09-03T10:00:05Z"),
    ("2026-09-03T10:00:05.123Z", "yyyy-MM-ddTHH:mm:ssz", "2026-09-03T10:00:05Z"),
    ("14.03.2026 07:49:55 UTC", "dd.MM.yyyy HH:mm:ss z", "2026-03-14T07:49:55Z"),
    ("2026-09-03 23:30:00 -0500", "yyyy-MM-dd HH:mm:ss z", "2026-09-04T04:30:00Z"),
    ("2026/09/03 03:12:28 -0800", "yyyy/MM/dd HH:mm:ss z", "2026-09-03T11:12:28Z"),
    ("25 January 2026", "d MMMM yyyy", "2026-01-25T00:00:00Z"),
    ("5 Sep 2026", "d MMM yyyy", "2026-09-05T00:00:00Z"),
    ("09/03/26", "MM/dd/yy", "2026-09-03T00:00:00Z"),
    ("2026/6/12", "yyyy/M/d", "2026-06-12T00:00:00Z"),
  ])
  func `reads a declared form`(text: String, pattern: String, expected: String) {
    #expect(instant(text, pattern) == expected)
  }

  @Test func `puts dates without a zone into the entity's`() throws {
    let zone = try #require(BusinessZone(identifier: "America/New_York"))
    #expect(instant("2026-07-01", "yyyy-MM-dd", zone: zone) == "2026-07-01T04:00:00Z")
    #expect(
      instant("2026-01-15 12:00:00", "yyyy-MM-dd HH:mm:ss", zone: zone) == "2026-01-15T17:00:00Z")
    // The day the clocks go forward, before and after.
    #expect(
      instant("2026-03-08 01:00:00", "yyyy-MM-dd HH:mm:ss", zone: zone) == "2026-03-08T06:00:00Z")
    #expect(
      instant("2026-03-08 12:00:00", "yyyy-MM-dd HH:mm:ss", zone: zone) == "2026-03-08T16:00:00Z")
  }

  @Test(arguments: [
    "dMM/yyyy", "yyyyMd", "M1d yyyy", "yyyy-MM-dd H:H", "yyyy-MM-dd MM", "dd/MM", "yyyy-MM-dd q",
  ])
  func `takes no pattern that reads a date in two ways or in none`(text: String) {
    #expect(DatePattern(checked: text) == nil)
  }

  @Test(arguments: ["yyyyMMddHHmmsszz", "d/M/yyyy h:mm a", "d. MMM yy", "dMMMyyyy", "d'T'M'-'yyyy"])
  func `takes a pattern that reads a date in one way`(text: String) {
    #expect(DatePattern(checked: text) != nil)
  }

  @Test func `says why a date cannot be taken`() {
    #expect(failure("2026-02-30", "yyyy-MM-dd") == "impossible_date")
    #expect(failure("2026-02-01 24:00:00 UTC", "yyyy-MM-dd HH:mm:ss z") == "impossible_date")
    #expect(failure("yesterday", "yyyy-MM-dd") == "invalid_date")
    #expect(failure("2026-02-01x", "yyyy-MM-dd") == "invalid_date")
    #expect(failure("03/04/2026", "MM/dd/yyyy", "dd/MM/yyyy") == "ambiguous_date")
    #expect(failure("13/04/2026", "MM/dd/yyyy", "dd/MM/yyyy") == nil)
    #expect(failure("=\"2026-02-01\"", "yyyy-MM-dd") == "excel_formula")
  }
}

@Suite struct `Keys` {
  private func fault(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return keyFault(bytes.span)?.rawValue
  }

  @Test(
    arguments: [
      ("A-1", nil), ("Ürün-5", nil), ("12E5", nil), ("A+B", nil), ("A\u{0}1", "nul_in_key"),
      ("A\u{200b}1", "zero_width_in_key"), ("\u{feff}A", "zero_width_in_key"),
      ("A\u{202e}1", "zero_width_in_key"), ("A\u{7}1", "control_in_key"),
      ("1.19111E+14", "scientific_id"), ("2E+05", "scientific_id"), ("=\"0012\"", "excel_formula"),
    ] as [(String, String?)])
  func `refuses what would look like another key`(text: String, reason: String?) {
    #expect(fault(text) == reason)
  }
}
