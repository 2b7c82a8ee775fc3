/// The SHA-256 of the text's UTF-8, as 64 lower-case hexadecimal digits.
package func sha256Hex(_ text: some StringProtocol) -> String {
  var hasher = SHA256Hasher()
  hasher.update(text)
  return hasher.finish()
}

/// The SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
package func sha256Hex(_ bytes: Span<UInt8>) -> String {
  var hasher = SHA256Hasher()
  hasher.update(bytes)
  return hasher.finish()
}

/// An identifier that is the same for the same parts: the prefix, `-` and twelve digits.
///
/// The digits are the first of the SHA-256 of the parts joined by U+001F.
package func stableId(_ prefix: String, _ parts: [String]) -> String {
  prefix + "-" + sha256Hex(parts.joined(separator: "\u{1f}")).prefix(12)
}

/// Two lower-case digits for each byte.
package func hexadecimal(_ bytes: Span<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(unsafeUninitializedCapacity: bytes.count * 2) { text in
    for index in bytes.indices {
      text[index * 2] = digits[Int(bytes[index] >> 4)]
      text[index * 2 + 1] = digits[Int(bytes[index] & 15)]
    }
    return bytes.count * 2
  }
}

extension SHA256Hasher {
  /// Takes the text's UTF-8.
  package mutating func update(_ text: some StringProtocol) {
    var copy = String(text)
    copy.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }
}
