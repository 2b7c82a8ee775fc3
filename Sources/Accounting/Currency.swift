/// A currency of ISO 4217, known by its alphabetic code.
package struct Currency: Hashable, Sendable {
  /// The code's three letters, one byte each, most significant first.
  package let packed: UInt32

  /// The currency of an ISO 4217 code in either case, or `nil` when the list has none.
  package init?(code: some StringProtocol) {
    var packed: UInt32 = 0
    guard code.utf8.count == 3 else { return nil }
    for byte in code.utf8 { packed = packed << 8 | UInt32(byte & 0xDF) }
    guard Self.known.contains(packed) else { return nil }
    self.packed = packed
  }

  /// The currency of three ASCII letters in either case, or `nil` when the list has none.
  package init?(ascii bytes: Span<UInt8>) {
    guard bytes.count == 3 else { return nil }
    var packed: UInt32 = 0
    for index in 0..<3 { packed = packed << 8 | UInt32(bytes[index] & 0xDF) }
    guard Self.known.contains(packed) else { return nil }
    self.packed = packed
  }

  /// The alphabetic code, upper case.
  package var code: String {
    String(
      decoding: [UInt8(packed >> 16 & 255), UInt8(packed >> 8 & 255), UInt8(packed & 255)],
      as: UTF8.self)
  }

  /// The number of decimal digits of the minor unit (ISO 4217, table A.1).
  package var minorDigits: Int { Self.unusualDigits[packed] ?? 2 }

  /// How many powers of ten an amount is larger, about, than one of the same worth in dollars.
  ///
  /// 2 for yen, 4 for dong: enough to tell the plausible from the absurd.
  package var magnitude: Int { Self.magnitudes[packed] ?? 0 }

  package static let usd = Currency(unchecked: "USD")
  package static let eur = Currency(unchecked: "EUR")

  private init(unchecked code: StaticString) {
    var packed: UInt32 = 0
    code.withUTF8Buffer { for byte in $0 { packed = packed << 8 | UInt32(byte) } }
    self.packed = packed
  }

  private static let known: Set<UInt32> = Set(iso4217.split(separator: " ").map(pack))

  private static let unusualDigits: [UInt32: Int] = {
    var digits: [UInt32: Int] = [:]
    for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
      .split(separator: " ")
    { digits[pack(code)] = 0 }
    for code in "BHD IQD JOD KWD LYD OMR TND".split(separator: " ") { digits[pack(code)] = 3 }
    for code in ["CLF", "UYW"] { digits[pack(code[...])] = 4 }
    return digits
  }()

  private static let magnitudes: [UInt32: Int] = {
    var magnitudes: [UInt32: Int] = [:]
    for (magnitude, codes) in [
      2: """
      AFN ALL BDT CVE CZK DJF DOP DZD EGP ETB GMD GYD HNL HTG HUF INR ISK JMD JPY KES KGS LRD \
      MKD MUR MZN NIO NPR PHP PKR RSD RUB SLE SOS SRD STN THB TRY TWD UAH UYU VUV XPF ZMW
      """,
      3: """
      AMD AOA ARS BIF CDF CLP COP CRC GNF IQD KHR KMF KPW KRW KZT LKR MGA MMK MNT MWK NGN RWF SDG \
      SSP TZS UGX VES XAF XOF YER
      """,
      4: "IDR LAK PYG ROL SYP UZS VND", 5: "IRR LBP", 6: "TRL",
    ] {
      for code in codes.split(separator: " ") { magnitudes[pack(code)] = magnitude }
    }
    return magnitudes
  }()

  private static func pack(_ code: Substring) -> UInt32 {
    code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Every active code, with the retired ones that rate files and old settlements still carry.
  private static let iso4217 = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN \
    BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CYP CZK DJF DKK DOP DZD \
    EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR \
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD \
    MAD MDL MGA MKD MMK MNT MOP MRU MTL MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR \
    PAB PEN PGK PHP PKR PLN PYG QAR ROL RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE \
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD USN UYI UYU \
    UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """
}

extension Currency: Comparable {
  package static func < (lhs: Currency, rhs: Currency) -> Bool { lhs.packed < rhs.packed }
}
