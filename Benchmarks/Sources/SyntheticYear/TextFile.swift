import Foundation

/// A text file written in large pieces.
final class TextFile {
  private let handle: FileHandle
  private var pending: [UInt8] = []

  /// Starts `name` in `folder`, replacing what was there.
  init(_ name: String, in folder: URL) throws {
    let url = folder.appending(path: name)
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
    pending.reserveCapacity(pieceSize + 4_096)
  }

  func write(_ text: String) throws {
    pending.append(contentsOf: text.utf8)
    if pending.count >= pieceSize { try flush() }
  }

  func write(line text: String) throws {
    try write(text)
    try write("\n")
  }

  /// Writes what is left; call once, at the end.
  func close() throws {
    try flush()
    try handle.close()
  }

  private func flush() throws {
    try handle.write(contentsOf: pending)
    pending.removeAll(keepingCapacity: true)
  }
}

private let pieceSize = 1 << 20
