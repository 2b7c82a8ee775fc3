/// The columns of a delimited file, against those that its contract names.
package struct FileHeader: Hashable, Sendable {
  /// The line that it stands on.
  package var line: Int32
  /// Columns that the contract names and the file has, in the contract's order and spelling.
  package var known: [String]
  /// Columns that the contract names and the file lacks, likewise.
  package var absent: [String]
  /// Columns that the contract does not name, in the file's order.
  package var other: [String]
  /// The contract lets a file have columns of its own.
  package var isOpen: Bool

  package init(
    line: Int32, known: [String], absent: [String], other: [String], isOpen: Bool
  ) {
    self.line = line
    self.known = known
    self.absent = absent
    self.other = other
    self.isOpen = isOpen
  }
}

/// What of a file's columns is not as it was agreed: which went, and which came.
package struct HeaderDrift: Equatable, Sendable {
  package var went: [String]
  package var came: [String]

  /// How a header drifts from the others of its contract; `nil` when it does not.
  ///
  /// A column went when every other header has it, so that one that comes and goes is told once.
  /// A column came when no other has it. Of a first file nothing is known but that a column it has
  /// may be one it lacks under another name.
  package init?(of header: FileHeader, among others: [FileHeader]) {
    let renamed = Self.renamed(header, others)
    var went = others.isEmpty ? [] : header.absent
    for other in others { went.removeAll { !other.known.contains($0) } }
    went += renamed.map(\.went).filter { !went.contains($0) }
    let new = header.other.filter { name in !others.contains { $0.other.contains(name) } }
    let tellsNew = !others.isEmpty && (!header.isOpen || !went.isEmpty)
    let came = tellsNew ? new : renamed.map(\.came)
    if went.isEmpty && came.isEmpty { return nil }
    self.went = went
    self.came = came
  }

  /// New columns that are, by their names, ones that the contract knows and the file lacks.
  private static func renamed(
    _ header: FileHeader, _ others: [FileHeader]
  ) -> [(went: String, came: String)] {
    var rest = header.absent
    return header.other.compactMap { name in
      guard !others.contains(where: { $0.other.contains(name) }),
        let place = rest.firstIndex(where: { areAlike($0, name) })
      else { return nil }
      return (rest.remove(at: place), name)
    }
  }

  /// The same letters and digits, or the same but for one of at least six.
  private static func areAlike(_ first: String, _ second: String) -> Bool {
    let (left, right) = (letters(first), letters(second))
    if left == right { return true }
    guard min(left.count, right.count) >= 6, abs(left.count - right.count) <= 1 else {
      return false
    }
    let start = zip(left, right).prefix { $0 == $1 }.count
    let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
    return start + end >= max(left.count, right.count) - 1
  }

  private static func letters(_ name: String) -> [Character] {
    name.lowercased().filter { $0.isLetter || $0.isNumber }.map(\.self)
  }

  /// For a note: what went, then what came.
  package var text: String {
    var parts: [String] = []
    if !went.isEmpty { parts.append("lacks \(went.joined(separator: ", "))") }
    if !came.isEmpty { parts.append("new: \(came.joined(separator: ", "))") }
    return parts.joined(separator: "; ")
  }
}
