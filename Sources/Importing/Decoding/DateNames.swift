import Accounting

/// Names of months in English, German, French, Italian and Spanish, in any case.
enum MonthNames {
  /// The month whose name the text begins with, full or short, with the point of an abbreviation.
  static func find(_ text: Span<UInt8>) -> (month: Int, length: Int)? {
    var best: (month: Int, length: Int)?
    for (month, names) in all.enumerated() {
      for name in names where name.count > best?.length ?? 0 && starts(text, with: name) {
        best = (month + 1, name.count)
      }
    }
    guard let best else { return nil }
    let hasPoint = best.length < text.count && text[best.length] == UInt8(ascii: ".")
    return (best.month, best.length + (hasPoint ? 1 : 0))
  }

  private static func starts(_ text: Span<UInt8>, with name: [UInt8]) -> Bool {
    guard text.count >= name.count else { return false }
    for index in name.indices where text[index].asciiLowercased != name[index] { return false }
    return true
  }

  private static let all: [[[UInt8]]] = [
    "january jan januar jänner janvier janv gennaio gen enero ene",
    "february feb februar février févr fév febbraio febrero",
    "march mar märz mär mrz mars marzo",
    "april apr avril avr aprile abril abr",
    "may mai maggio mag mayo",
    "june jun juni juin giugno giu junio",
    "july jul juli juillet juil luglio lug julio",
    "august aug août agosto ago",
    "september sep sept septembre settembre set septiembre",
    "october oct oktober okt octobre ottobre ott octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc dicembre dic diciembre",
  ].map { $0.split(separator: " ").map { Array($0.utf8) } }
}

/// Abbreviations of time zones that reports use, where they have one meaning there.
enum ZoneNames {
  /// Seconds east of Greenwich.
  static func offset(of name: String) -> Int64? {
    guard let minutes = all[name.uppercased()] else { return nil }
    return minutes * 60
  }

  private static let all: [String: Int64] = [
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120,
    "MESZ": 120, "EET": 120, "EEST": 180, "PST": -480, "PDT": -420, "MST": -420, "MDT": -360,
    "CST": -360, "CDT": -300, "EST": -300, "EDT": -240, "AKST": -540, "AKDT": -480, "HST": -600,
    "BRT": -180, "JST": 540, "AEST": 600, "AEDT": 660,
  ]

  /// The zone whose long name in reports the text begins with, and the name's length.
  static func long(_ text: Span<UInt8>) -> (identifier: String, length: Int)? {
    for (name, identifier) in longNames where text.count >= name.utf8.count {
      let start = text.extracting(0..<name.utf8.count)
      if start.equalsIgnoringCase(Array(name.utf8)) { return (identifier, name.utf8.count) }
    }
    return nil
  }

  /// With their summer time.
  private static let longNames: [(name: String, identifier: String)] = [
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Atlantic Time (Canada)", "America/Halifax"), ("Newfoundland", "America/St_Johns"),
    ("Arizona", "America/Phoenix"), ("Alaska", "America/Anchorage"), ("Hawaii", "Pacific/Honolulu"),
    ("Indiana (East)", "America/Indiana/Indianapolis"), ("London", "Europe/London"),
    ("Dublin", "Europe/Dublin"), ("Madrid", "Europe/Madrid"), ("Paris", "Europe/Paris"),
    ("Sydney", "Australia/Sydney"), ("Melbourne", "Australia/Melbourne"),
    ("Brisbane", "Australia/Brisbane"), ("Adelaide", "Australia/Adelaide"),
    ("Perth", "Australia/Perth"), ("Tokyo", "Asia/Tokyo"),
  ]
}
