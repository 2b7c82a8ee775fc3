import Accounting

/// Why a file is not taken at all.
///
/// Nothing of it may be stored but this.
package struct ImportRefusal: Error, Sendable {
  /// `CM-06` for a file cut short, `DC-05` for a changed header, else `DC-01`.
  package var code: DiscrepancyCode
  /// A stable word, for example `second_header`.
  package var reason: String
  /// What is wrong and how to put it right, without the file's name.
  package var message: String
  /// The line, counted from 1; 0 when the file as a whole is meant.
  package var line: Int
  package var byteOffset: Int
  /// The evidence name of the file.
  package var file = ""
  /// Of the bytes as read; empty when the file could not be read to its end.
  package var sha256 = ""
  package var byteCount = 0
  /// The file is not wrong but not complete yet: it stays where it is for the next run.
  package var isWaiting = false

  package init(
    _ code: DiscrepancyCode = .dc01, reason: String, message: String, line: Int = 0,
    byteOffset: Int = 0
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.line = line
    self.byteOffset = byteOffset
  }
}

extension ImportRefusal: CustomStringConvertible {
  package var description: String {
    let place = line > 0 ? "\(file):\(line)" : file
    return "\(place): error: \(message) (\(reason))"
  }
}
