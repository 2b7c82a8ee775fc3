extension DatePattern {
  /// What a token says of a moment; a date says each once.
  enum Part: Hashable { case year, month, day, hour, half, minute, second, zone }
}

extension DatePattern.Token {
  /// What the token says; `nil` for one that stands for itself.
  var part: DatePattern.Part? {
    switch self {
    case .year4, .year2: .year
    case .month, .monthShort, .monthName, .monthFull: .month
    case .day, .dayShort: .day
    case .hour, .hourShort, .hourOfHalf: .hour
    case .half: .half
    case .minute: .minute
    case .second: .second
    case .zone, .zoneIgnored: .zone
    case .literal: nil
    }
  }

  /// Whether it takes one digit or two: where digits follow, nobody can tell which.
  var isOpen: Bool { [.monthShort, .dayShort, .hourShort, .hourOfHalf].contains(self) }

  var startsWithDigit: Bool {
    switch self {
    case .literal(let byte): byte &- .zero <= 9
    case .monthName, .monthFull, .half, .zone, .zoneIgnored: false
    default: true
    }
  }
}
