import Accounting

extension LedgerSnapshot {
  /// `file:line` words for a finding: the first few records, in order of file and line.
  func firstEvidence(_ records: [Provenance]) -> [String] {
    let sorted = records.map { (file: documents[Int($0.document)].name, provenance: $0) }
      .sorted { ($0.file, $0.provenance.line) < ($1.file, $1.provenance.line) }
    var words: [String] = []
    for item in sorted {
      let word = evidence(item.provenance)
      if words.last != word { words.append(word) }
      if words.count == evidenceMax { break }
    }
    return words
  }
}

/// Records a finding names as evidence.
let evidenceMax = 5
