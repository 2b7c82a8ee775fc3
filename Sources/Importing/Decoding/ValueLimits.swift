/// How large single values may be, so that what is computed of them stays within 64 bits.
///
/// No merchant comes near; a value beyond is set aside like one that no integer holds.
enum ValueLimits {
  /// Minor units: ten trillion dollars.
  static let amount: Int64 = 1_000_000_000_000_000
  /// Pieces.
  static let quantity: Int64 = 1_000_000_000
  /// Minor units of a fee by the piece or payment.
  static let unitFee: Int64 = 1_000_000_000
  /// Millionths of a percent: a thousand percent.
  static let percent: Int64 = 1_000_000_000

  static let years = 1900...2199

  /// The largest magnitude that a column takes.
  static func of(_ field: FieldRule) -> Int64 {
    switch (field.kind, field.name) {
    case (.whole, _): quantity
    case (.money, "fixed"), (.money, "minimum"): unitFee
    case (.scaled, "percent_millionths"): percent
    case (.money, _), (.scaled(6), _), (.scaled(3), _): amount
    default: .max
    }
  }

  static func holds(amount value: Int64) -> Bool { (-amount...amount).contains(value) }
}
