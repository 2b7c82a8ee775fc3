/// What a benchmark is asked to do.
struct Options {
  var data = ""
  var crossfoot = ""
  var peer: String?
  var runs = 3
  var asOf = "2026-03-31"
  var isXML = false
  var work: String?

  /// The file to settle from.
  var settlement: String { isXML ? "settlement.xml" : "settlement.txt" }

  static let usage = """
    usage: run DATA [--runs N] [--xml] [--peer 'COMMAND {data} {out}'] [--as-of DATE]
               [--work DIR] [--crossfoot PROGRAM]

      DATA          a folder as `generate` writes it
      --runs N      how many times each side runs (3)
      --xml         settle from settlement.xml rather than settlement.txt
      --peer        a shell command to run beside crossfoot; {data} and {out} become folders
      --as-of DATE  the day that ages count to (2026-03-31)
      --work DIR    where books are made and removed again (the temporary folder)
      --crossfoot   the program to time, instead of the one built here
    """

  /// Reads the arguments after the program's name.
  ///
  /// - Throws: ``UsageError``.
  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--xml": isXML = true
      case "--peer": peer = try Self.value(of: word, &rest)
      case "--as-of": asOf = try Self.value(of: word, &rest)
      case "--work": work = try Self.value(of: word, &rest)
      case "--crossfoot": crossfoot = try Self.value(of: word, &rest)
      case "--runs":
        let text = try Self.value(of: word, &rest)
        guard let number = Int(text), number > 0 else {
          throw UsageError(message: "--runs takes a number above 0, not \(text)")
        }
        runs = number
      case _ where word.hasPrefix("-") || !data.isEmpty:
        throw UsageError(message: "what is \(word)?")
      default: data = word
      }
    }
    if data.isEmpty { throw UsageError(message: "name a data folder") }
    if crossfoot.isEmpty { throw UsageError(message: "name the program with --crossfoot") }
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError(message: "\(option) needs a value")
    }
    return value
  }
}

/// Arguments that make no sense.
struct UsageError: Error {
  let message: String
}
