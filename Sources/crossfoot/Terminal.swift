import Foundation

/// What goes where: results to stdout, everything said about them to stderr.
enum Terminal {
  /// Ends the program when standard output takes no more: a cut result must not look whole.
  static func print(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    } catch {
      self.error("standard output: \(error.localizedDescription)")
      exit(2)
    }
  }

  static func error(_ text: String) { note("crossfoot: \(text)") }

  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }

  /// Columns padded to their widest cell; numbers are the caller's to align.
  static func table(_ rows: [[String]], rightAligned: Set<Int> = []) -> String {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? padding + cell : cell + padding
      }.joined(separator: "  ").trimmingSuffix(" ")
    }.joined(separator: "\n")
  }
}

extension String {
  func trimmingSuffix(_ character: Character) -> String {
    var result = self[...]
    while result.last == character { result = result.dropLast() }
    return String(result)
  }
}
