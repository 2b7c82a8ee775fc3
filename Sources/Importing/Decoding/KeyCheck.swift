/// Why a key cannot be trusted; `nil` when it is clean.
///
/// A key that looks like another one would match the wrong record.
func keyFault(_ bytes: Span<UInt8>) -> DecodeFailure? {
  var isPlain = true
  var hasPlus = false
  for index in bytes.indices {
    let byte = bytes[index]
    if byte &- 0x20 >= 0x5f { isPlain = false }
    if byte == .plus { hasPlus = true }
  }
  if bytes.count > 2, bytes[0] == UInt8(ascii: "="), bytes[1] == UInt8(ascii: "\"") {
    return .excelFormula
  }
  if hasPlus, isScientific(bytes) { return .scientificId }
  return isPlain ? nil : unusualCharacter(bytes)
}

private func unusualCharacter(_ bytes: Span<UInt8>) -> DecodeFailure? {
  for scalar in bytes.text.unicodeScalars {
    switch scalar.value {
    case 0: return .nulInKey
    case 1..<0x20, 0x7f..<0xa0: return .controlInKey
    case 0xad, 0x180e, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x2069, 0xfeff:
      return .zeroWidthInKey
    default: continue
    }
  }
  return nil
}

/// `1.19111E+14`: what a spreadsheet makes of a long number.
private func isScientific(_ bytes: Span<UInt8>) -> Bool {
  let text = bytes.text.lowercased()
  let parts = text.split(separator: "e", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].first == "+" else { return false }
  let isDigits = { (part: Substring) in
    !part.isEmpty && part.utf8.allSatisfy { $0 &- .zero <= 9 }
  }
  let mantissa = parts[0].split(whereSeparator: { $0 == "." || $0 == "," })
  return isDigits(parts[1].dropFirst()) && (1...2).contains(mantissa.count)
    && mantissa.allSatisfy(isDigits)
}
