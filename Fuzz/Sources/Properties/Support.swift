import Foundation

/// Ends the process with what went wrong, as libFuzzer wants it.
func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}

func bytes(of span: Span<UInt8>) -> [UInt8] { span.withUnsafeBufferPointer { Array($0) } }

func text(_ span: Span<UInt8>) -> String { String(decoding: bytes(of: span), as: UTF8.self) }

/// Hands over the bytes in pieces.
func inPieces(_ input: [UInt8], of size: Int, take: (Span<UInt8>) throws -> Void) rethrows {
  var start = 0
  while start < input.count {
    let end = min(start + size, input.count)
    try take(input.span.extracting(start..<end))
    start = end
  }
}

/// A file of the process's own that holds what a reader is to read.
struct ScratchFile {
  let path: String

  init(_ name: String) {
    path = "\(FileManager.default.temporaryDirectory.path)/crossfoot-fuzz-\(getpid())-\(name)"
  }

  func write(_ bytes: [UInt8]) {
    let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
    expect(descriptor >= 0, "\(path): cannot be written")
    bytes.withUnsafeBytes { _ = Foundation.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }
}
