/// An exact amount of one currency, counted in that currency's minor unit.
///
/// Sign as in a settlement: positive is money to us, negative money from us.
package struct Money: Hashable, Sendable {
  package var minorUnits: Int64
  package let currency: Currency

  package init(minorUnits: Int64, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }
}

extension Money: CustomStringConvertible {
  /// The amount as a decimal with exactly the currency's minor digits, without the code.
  package var description: String { decimalText(minorUnits, digits: currency.minorDigits) }
}

/// An integer count of 10⁻ᵈⁱᵍⁱᵗˢ as a plain decimal: no grouping, `-` for negatives.
package func decimalText(_ value: Int64, digits: Int) -> String {
  var text: [UInt8] = []
  appendDecimal(value, digits: digits, to: &text)
  return String(decoding: text, as: UTF8.self)
}

/// Appends what `decimalText` returns, without allocating.
package func appendDecimal(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
  // 64 bits have at most 20 decimal digits; the lowest comes first.
  var places = InlineArray<20, UInt8>(repeating: 0)
  var rest = value.magnitude
  var count = 0
  repeat {
    let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
    places[count] = UInt8(truncatingIfNeeded: remainder)
    rest = quotient
    count += 1
  } while rest > 0
  let length = max(count, digits + 1)
  bytes.append(addingCapacity: length + 2) { output in
    if value < 0 { output.append(UInt8(ascii: "-")) }
    for place in (0..<length).reversed() {
      output.append(UInt8(ascii: "0") + (place < count ? places[place] : 0))
      if place == digits && digits > 0 { output.append(UInt8(ascii: ".")) }
    }
  }
}

/// An amount grew beyond what 64 bits hold.
package struct AmountOverflow: Error, Hashable, Sendable {
  package init() {}
}

extension Int64 {
  /// The sum, or `AmountOverflow` thrown where `+` would trap.
  package func adding(_ other: Int64) throws(AmountOverflow) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    if overflow { throw AmountOverflow() }
    return sum
  }
}
