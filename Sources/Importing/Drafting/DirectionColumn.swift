import Accounting

/// A column whose words say whether money came in or went out.
struct DirectionColumn {
  let column: FileSurvey.Column
  /// As the file writes them, in order.
  let credits: [String]
  let debits: [String]

  private static let creditWords: Set<String> = [
    "cr", "c", "crdt", "credit", "h", "haben", "bij", "crédit", "credito", "crédito", "abono",
    "avere", "in", "+", "gutschrift", "eingang", "deposit", "entrata", "entrate", "ingreso",
  ]
  private static let debitWords: Set<String> = [
    "dr", "d", "dbit", "debit", "s", "soll", "af", "débit", "debito", "débito", "cargo", "dare",
    "out", "-", "belastung", "lastschrift", "ausgang", "withdrawal", "uscita", "uscite", "gasto",
  ]

  /// What stands for money in where a word stands for money out, in the same letters.
  private static func opposite(_ debit: String) -> String? {
    let pairs = [
      "s": "h", "soll": "haben", "d": "c", "dr": "cr", "dbit": "crdt", "debit": "credit",
      "af": "bij", "out": "in", "-": "+", "belastung": "gutschrift", "débit": "crédit",
      "cargo": "abono", "dare": "avere", "withdrawal": "deposit", "ausgang": "eingang",
    ]
    guard let word = pairs[debit.lowercased()] else { return nil }
    if debit == debit.uppercased() { return word.uppercased() }
    return debit.first?.isUppercase ?? false ? word.prefix(1).uppercased() + word.dropFirst() : word
  }

  /// - Returns: `nil` for a column that has other words, or none for money that went out.
  init?(_ column: FileSurvey.Column) {
    // A minus is a word here, and stands for nothing where no plus stands beside it.
    let words = Set(column.cells)
    guard !words.isEmpty, !words.contains(""), words != ["-"] else { return nil }
    let debits = words.filter { Self.debitWords.contains($0.lowercased()) }
    let credits = words.filter { Self.creditWords.contains($0.lowercased()) }
    guard !debits.isEmpty, debits.count + credits.count == words.count else { return nil }
    self.column = column
    self.credits = credits.isEmpty ? debits.compactMap(Self.opposite).sorted() : credits.sorted()
    self.debits = debits.sorted()
  }
}

extension FileSurvey.Column {
  /// Some value is not zero.
  var hasAmounts: Bool { values.contains { $0.contains { $0 >= "1" && $0 <= "9" } } }

  /// Some value is below zero, in whatever form.
  var hasMinus: Bool {
    values.contains { value in
      value.contains("-") || value.hasPrefix("(") || value.contains("\u{2212}")
        || CreditDebitWord.isDebit(Array(value.utf8)) == true
    }
  }

  /// The currency that a name such as "Amount (EUR)" ends with.
  var currencyOfName: String? {
    let words = name.split { !$0.isLetter }
    return words.last.flatMap { word in
      word.count == 3 && word.allSatisfy(\.isUppercase) ? Currency(code: word)?.code : nil
    }
  }
}
