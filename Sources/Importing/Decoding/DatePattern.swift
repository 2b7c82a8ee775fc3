import Accounting

/// A compiled date pattern such as `dd.MM.yyyy HH:mm:ss z`.
///
/// Fields: `yyyy`, `yy` (2000 to 2099), `MM`, `dd`, `HH`, `mm`, `ss` (a fraction may follow and is
/// dropped), `M` and `d` and `H` (one or two digits), `h` (the same, with `a` for AM or PM), `MMM`
/// and `MMMM` (short and full names of months, see ``MonthNames``), `z` (`Z`, `+hh:mm`, `+hhmm`,
/// `UTC+2`, OFX's `[-5:EST]`, an abbreviation of ``ZoneNames`` or a name such as
/// `America/Los_Angeles`), `zz` (a zone that is read over: the day stays as written). What stands
/// between `'` and anything else stands for itself.
struct DatePattern: Sendable {
  enum Token: Hashable, Sendable {
    case year4, year2, month, monthShort, monthName, monthFull, day, dayShort, hour, hourShort
    case hourOfHalf, half, minute, second, zone, zoneIgnored
    case literal(UInt8)
  }

  /// A moment as written: with a zone it is exact, without one it is local.
  struct Moment: Equatable {
    var day: CalendarDate
    var secondOfDay: Int64 = 0
    var hasTime = false
    var offset: Int64?
    /// Of a zone whose offset depends on the date.
    var zoneName = ""
  }

  enum Outcome { case match(Moment), impossible, none }

  let tokens: [Token]

  init(_ text: String) {
    var tokens: [Token] = []
    var rest = Array(text.utf8)[...]
    let fields: [(String, Token)] = [
      ("yyyy", .year4), ("yy", .year2), ("MMMM", .monthFull), ("MMM", .monthName), ("MM", .month),
      ("M", .monthShort), ("dd", .day), ("d", .dayShort), ("HH", .hour), ("H", .hourShort),
      ("h", .hourOfHalf), ("a", .half), ("mm", .minute), ("ss", .second), ("zz", .zoneIgnored),
      ("z", .zone),
    ]
    while let byte = rest.first {
      if byte == UInt8(ascii: "'") {
        let quoted = rest.dropFirst().prefix { $0 != UInt8(ascii: "'") }
        tokens += quoted.map { .literal($0) }
        rest = rest.dropFirst(quoted.count + 2)
      } else if let (name, token) = fields.first(where: { rest.starts(with: $0.0.utf8) }) {
        tokens.append(token)
        rest = rest.dropFirst(name.utf8.count)
      } else {
        tokens.append(.literal(byte))
        rest = rest.dropFirst()
      }
    }
    self.tokens = tokens
  }

  /// A pattern that names year, month and day once and reads a text in one way; `nil` for another,
  /// and for one that has letters that mean nothing.
  init?(checked text: String) {
    self.init(text)
    let plain = text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(separator: " ")
    let hasOdd = DatePattern(plain).tokens.contains { token in
      guard case .literal(let byte) = token else { return false }
      return (byte | 0x20) &- UInt8(ascii: "a") < 26 && byte != UInt8(ascii: "T")
        && byte != UInt8(ascii: "Z")
    }
    let parts = tokens.compactMap(\.part)
    let isWhole = Set(parts).isSuperset(of: [.year, .month, .day])
    let isUnclear = zip(tokens, tokens.dropFirst()).contains { $0.isOpen && $1.startsWithDigit }
    if hasOdd || !isWhole || Set(parts).count < parts.count || isUnclear { return nil }
  }

  func match(_ bytes: Span<UInt8>) -> Outcome {
    var cursor = Cursor()
    for token in tokens {
      guard cursor.take(token, of: bytes) else { return .none }
    }
    guard cursor.position == bytes.count else { return .none }
    guard let day = CalendarDate(year: cursor.year, month: cursor.month, day: cursor.day),
      ValueLimits.years.contains(cursor.year), cursor.hour < 24, cursor.minute < 60,
      cursor.second < 60
    else { return .impossible }
    return .match(
      Moment(
        day: day, secondOfDay: Int64(cursor.hour * 3_600 + cursor.minute * 60 + cursor.second),
        hasTime: cursor.hasTime, offset: cursor.offset, zoneName: cursor.zoneName))
  }

  /// Patterns of one shape differ in the order of day and month at most.
  var shape: [Token] {
    tokens.map { token in
      switch token {
      case .month, .monthShort, .day, .dayShort: .day
      default: token
      }
    }
  }

  private struct Cursor {
    var position = 0
    var year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0
    var hasTime = false
    var offset: Int64?
    var zoneName = ""

    mutating func take(_ token: Token, of bytes: Span<UInt8>) -> Bool {
      switch token {
      case .literal(let byte):
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
      case .year4: return number(4, 4, bytes) { $0.year = $1 }
      case .year2: return number(2, 2, bytes) { $0.year = 2_000 + $1 }
      case .month: return number(2, 2, bytes) { $0.month = $1 }
      case .monthShort: return number(1, 2, bytes) { $0.month = $1 }
      case .day: return number(2, 2, bytes) { $0.day = $1 }
      case .dayShort: return number(1, 2, bytes) { $0.day = $1 }
      case .hour:
        return number(2, 2, bytes) {
          $0.hour = $1; $0.hasTime = true
        }
      case .hourShort:
        return number(1, 2, bytes) {
          $0.hour = $1; $0.hasTime = true
        }
      case .hourOfHalf:
        return number(1, 2, bytes) {
          $0.hour = $1 == 12 ? 0 : $1 > 12 ? 99 : $1; $0.hasTime = true
        }
      case .half: return half(bytes)
      case .minute: return number(2, 2, bytes) { $0.minute = $1 }
      case .second: return number(2, 2, bytes) { $0.second = $1 } && fraction(bytes)
      case .monthName, .monthFull: return name(bytes)
      case .zone: return zone(bytes)
      case .zoneIgnored:
        defer { offset = nil }
        return zone(bytes)
      }
    }

    private mutating func number(
      _ least: Int, _ most: Int, _ bytes: Span<UInt8>, _ store: (inout Self, Int) -> Void
    ) -> Bool {
      var value = 0
      var count = 0
      while count < most, position < bytes.count, bytes[position] &- .zero <= 9 {
        value = value * 10 + Int(bytes[position] &- .zero)
        position += 1
        count += 1
      }
      guard count >= least else { return false }
      store(&self, value)
      return true
    }

    private mutating func fraction(_ bytes: Span<UInt8>) -> Bool {
      guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."),
        bytes[position + 1] &- .zero <= 9
      else { return true }
      position += 1
      while position < bytes.count, bytes[position] &- .zero <= 9 { position += 1 }
      return true
    }

    /// `[-5:EST]`, `[+9.5]`, `[0:GMT]`: hours from Greenwich, and a name for people.
    private mutating func bracketedZone(_ bytes: Span<UInt8>) -> Bool {
      position += 1
      guard position < bytes.count else { return false }
      let isNegative = bytes[position] == .minus
      if isNegative || bytes[position] == .plus { position += 1 }
      var hours = 0
      guard number(1, 2, bytes, { _, value in hours = value }), hours < 24 else { return false }
      var minutes = 0
      if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
        position += 1
        let start = position
        guard number(1, 2, bytes, { _, value in minutes = value }) else { return false }
        minutes = minutes * (position - start == 1 ? 6 : 60) / (position - start == 1 ? 1 : 100)
      }
      while position < bytes.count, bytes[position] != UInt8(ascii: "]") { position += 1 }
      guard position < bytes.count else { return false }
      position += 1
      offset = Int64(hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
      return true
    }

    private mutating func name(_ bytes: Span<UInt8>) -> Bool {
      guard let found = MonthNames.find(bytes.extracting(position..<bytes.count)) else {
        return false
      }
      month = found.month
      position += found.length
      return true
    }

    /// `AM`, `p.m.`, in any case; the hour came before it.
    private mutating func half(_ bytes: Span<UInt8>) -> Bool {
      var letters: [UInt8] = []
      while position < bytes.count, letters.count < 2 || bytes[position] == UInt8(ascii: ".") {
        let letter = bytes[position] | 0x20
        if letter &- 97 < 26 { letters.append(letter) } else if letter != 0x2e { break }
        position += 1
      }
      if letters == Array("pm".utf8) { hour += 12 }
      return letters == Array("am".utf8) || letters == Array("pm".utf8)
    }

    private mutating func zone(_ bytes: Span<UInt8>) -> Bool {
      guard position < bytes.count else { return false }
      let first = bytes[position]
      if first == UInt8(ascii: "Z") {
        position += 1
        offset = 0
        return true
      }
      if first == UInt8(ascii: "[") { return bracketedZone(bytes) }
      if first == .plus || first == .minus {
        position += 1
        var hours = 0
        var minutes = 0
        guard number(2, 2, bytes, { _, value in hours = value }) else { return false }
        if position < bytes.count, bytes[position] == UInt8(ascii: ":") { position += 1 }
        if position < bytes.count {
          guard number(2, 2, bytes, { _, value in minutes = value }) else { return false }
        }
        guard hours < 24, minutes < 60 else { return false }
        offset = Int64(hours * 3_600 + minutes * 60) * (first == .minus ? -1 : 1)
        return true
      }
      return namedZone(bytes)
    }

    private mutating func namedZone(_ bytes: Span<UInt8>) -> Bool {
      if let long = ZoneNames.long(bytes.extracting(position..<bytes.count)) {
        position += long.length
        zoneName = long.identifier
        return true
      }
      let start = position
      while position < bytes.count, !bytes[position].isBlank, bytes[position] != .plus,
        bytes[position] != .minus
      {
        position += 1
      }
      let name = bytes.extracting(start..<position).text
      if name.contains("/") {
        // Etc/GMT+1 and America/Port-au-Prince.
        while position < bytes.count, !bytes[position].isBlank { position += 1 }
        zoneName = bytes.extracting(start..<position).text
        return true
      }
      guard let known = ZoneNames.offset(of: name) else { return false }
      offset = known
      guard known == 0, position < bytes.count,
        bytes[position] == .plus || bytes[position] == .minus
      else { return true }
      return difference(bytes)
    }

    /// `UTC+2`, `GMT-07:00`.
    private mutating func difference(_ bytes: Span<UInt8>) -> Bool {
      let isNegative = bytes[position] == .minus
      position += 1
      var hours = 0
      var minutes = 0
      guard number(1, 2, bytes, { _, value in hours = value }) else { return false }
      if position < bytes.count, bytes[position] == UInt8(ascii: ":") { position += 1 }
      _ = number(2, 2, bytes) { _, value in minutes = value }
      guard hours < 24, minutes < 60 else { return false }
      offset = Int64(hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
      return true
    }
  }
}
