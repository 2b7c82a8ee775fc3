/// A word behind a number that says whether it is money in or money out: `DR`, `Cr.`, `S`, `H`.
enum CreditDebitWord {
  private static let words: [(text: [UInt8], isDebit: Bool)] = [
    ("dr", true), ("cr", false), ("s", true), ("h", false), ("d", true), ("c", false),
  ].map { (Array($0.0.utf8), $0.1) }

  /// `nil` where no such word stands behind a digit or a blank.
  static func isDebit(_ text: [UInt8]) -> Bool? { find(text)?.isDebit }

  /// Takes the word off, with the blanks before it.
  static func remove(from text: inout [UInt8]) {
    guard let length = find(text)?.length else { return }
    text.removeLast(length)
    while let last = text.last, last.isBlank { text.removeLast() }
  }

  private static func find(_ text: [UInt8]) -> (isDebit: Bool, length: Int)? {
    let hasPoint = text.last == UInt8(ascii: ".")
    let end = text.count - (hasPoint ? 1 : 0)
    for word in words where end > word.text.count {
      let start = end - word.text.count
      guard zip(text[start..<end], word.text).allSatisfy({ $0 | 0x20 == $1 }) else { continue }
      let before = text[start - 1]
      guard before &- .zero <= 9 || before.isBlank,
        text[..<start].contains(where: { $0 &- .zero <= 9 })
      else { return nil }
      return (word.isDebit, word.text.count + (hasPoint ? 1 : 0))
    }
    return nil
  }
}
