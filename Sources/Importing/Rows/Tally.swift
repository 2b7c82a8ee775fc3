/// Counts and warnings of a document.
struct Tally {
  var rows = 0
  var accepted = 0
  var ignored = 0
  var quarantined = 0
  var statementFoots = true
  /// Why the document's own figures cannot be right, so that its records are not taken.
  var disproof = ""
  var settlementIds: Set<String> = []
  /// The line that warnings are about.
  var line = 0
  /// A row is only tried: what it would warn of is not counted.
  var isSilent = false
  private var warnings: [String: ImportWarning] = [:]

  /// Counts a warning; the first one of a code keeps its line and message.
  mutating func warn(_ code: String, _ message: String) {
    if isSilent { return }
    if warnings[code] == nil {
      warnings[code] = ImportWarning(code: code, count: 0, firstLine: line, message: message)
    }
    warnings[code]?.count += 1
  }

  func hasWarned(_ code: String) -> Bool { warnings[code] != nil }

  /// In order of code.
  var sortedWarnings: [ImportWarning] { warnings.values.sorted { $0.code < $1.code } }
}
