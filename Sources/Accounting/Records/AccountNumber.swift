/// A bank account's number, however a format writes it: letters and digits of the last part of its
/// name, without the currency that many banks put behind it.
package struct AccountNumber: Sendable {
  private let bytes: [UInt8]
  private let significant: ArraySlice<UInt8>

  package init(_ account: String, _ currency: Currency) {
    let parts = account.split(separator: "/")
    // DE02…/EUR: the currency alone is no number.
    let isCurrency = parts.count > 1 && parts.last.map { $0 == currency.code } ?? false
    let last = (isCurrency ? parts.dropLast() : parts).last ?? ""
    let name = last.utf8.filter { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
      .map { $0 &- 97 < 26 ? $0 & 0xdf : $0 }
    let code = Array(currency.code.utf8)
    bytes =
      name.count > code.count && name.suffix(code.count).elementsEqual(code)
      ? name.dropLast(code.count) : name
    significant = bytes.drop { $0 == UInt8(ascii: "0") }
  }

  package var length: Int { bytes.count }

  /// Equal, or one ends with the other, as an IBAN does with the account's own number.
  package func isSame(as other: Self) -> Bool {
    if bytes == other.bytes { return true }
    let (short, long) =
      significant.count < other.significant.count
      ? (significant, other.significant) : (other.significant, significant)
    return short.count >= 6 && long.suffix(short.count).elementsEqual(short)
  }
}
