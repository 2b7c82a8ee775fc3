import Foundation

/// What goes where: results to stdout, everything said about them to stderr.
enum Terminal {
  static func print(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  static func error(_ text: String) {
    FileHandle.standardError.write(Data("crossfoot: \(text)\n".utf8))
  }

  static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

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
