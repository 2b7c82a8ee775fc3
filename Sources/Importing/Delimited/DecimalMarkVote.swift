import DelimitedText

extension RecordMaker {
  /// Lets the first rows decide between decimal point and comma, where the contract allows both.
  ///
  /// Only a mark before one or two last digits votes: before three it may group thousands.
  mutating func settleDecimalMark(_ sniff: Sniff, _ dialect: Dialect, _ shape: DelimitedShape) {
    guard contract.decimalMarks.count > 1 else { return }
    var reader = DelimitedReader(dialect: dialect)
    reader.feed(sniff.text(for: shape).span)
    var votes = [Int](repeating: 0, count: contract.decimalMarks.count)
    while (try? reader.next()) ?? false {
      for index in 0..<reader.fieldCount { vote(reader.field(index), &votes) }
    }
    settle(by: votes)
  }

  /// The same for the elements of tagged text that the contract reads amounts of money from.
  mutating func settleDecimalMark(_ amounts: [[UInt8]]) {
    guard contract.decimalMarks.count > 1 else { return }
    var votes = [Int](repeating: 0, count: contract.decimalMarks.count)
    for amount in amounts { vote(amount.span, &votes) }
    settle(by: votes)
  }

  private func vote(_ field: Span<UInt8>, _ votes: inout [Int]) {
    guard let mark = decimalMark(field),
      let position = contract.decimalMarks.firstIndex(of: mark)
    else { return }
    votes[position] += 1
  }

  private mutating func settle(by votes: [Int]) {
    guard let most = votes.max(), most > 0, votes.count(where: { $0 == most }) == 1,
      let winner = votes.firstIndex(of: most)
    else { return }
    decimals.settle(on: contract.decimalMarks[winner])
  }

  /// The mark of a field that is a number with one or two decimals.
  private func decimalMark(_ field: Span<UInt8>) -> UInt8? {
    let hasSigns = contract.numberForms.contains(.currencySign)
    var end = field.count
    while end > 0, field[end - 1].isBlank || (hasSigns && field[end - 1] >= 0x80) { end -= 1 }
    var start = 0
    while hasSigns, start < end, Self.isOfSign(field[start]) { start += 1 }
    var digits = 0
    while end - start > digits, field[end - 1 - digits] &- .zero <= 9 { digits += 1 }
    guard (1...2).contains(digits), end - start - digits >= 2 else { return nil }
    let mark = field[end - 1 - digits]
    guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") else { return nil }
    for index in start..<(end - 1 - digits) {
      let byte = field[index]
      let isSeparator = byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
      if byte == mark || !(byte &- .zero <= 9 || byte == .minus || byte == .plus || isSeparator) {
        return nil
      }
    }
    return mark
  }

  /// What may stand before the digits of an amount with a currency sign: `-CA$`, `£`.
  private static func isOfSign(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "$") || byte == .minus || byte.isBlank
      || byte &- UInt8(ascii: "A") < 26
  }
}
