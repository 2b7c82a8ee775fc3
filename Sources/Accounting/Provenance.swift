/// Where a record came from: a line of a document as received.
package struct Provenance: Hashable, Sendable {
  /// The document's position in `LedgerSnapshot.documents`.
  package var document: Int32
  /// The line, counted from 1, on which the record starts.
  package var line: Int32

  package init(document: Int32, line: Int32) {
    self.document = document
    self.line = line
  }
}

/// What the program says about a record or a file that it did not take as it stood.
package struct Diagnostic: Hashable, Sendable {
  package var file: String
  package var line: Int?
  /// A short stable word scripts can test, for example `invalid_amount`.
  package var code: String
  package var message: String

  package init(file: String, line: Int?, code: String, message: String) {
    self.file = file
    self.line = line
    self.code = code
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line: message`, the form editors and compilers understand.
  package var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
