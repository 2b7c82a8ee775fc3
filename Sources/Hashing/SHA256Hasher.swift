import CCrypto

/// Takes bytes piece by piece and tells their SHA-256.
package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new() else { fatalError("out of memory") }
    self.context = context
    start()
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of all bytes taken, as 64 lower-case hexadecimal digits; then starts anew.
  package mutating func finish() -> String {
    hexadecimal(finishedBytes().span)
  }

  /// The 32 bytes of the digest of all bytes taken; then starts anew.
  package mutating func finishedBytes() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let isDone = digest.withUnsafeMutableBufferPointer {
      EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(isDone == 1, "libcrypto cannot finish SHA-256")
    start()
    return digest
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(
      EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1,
      "libcrypto cannot go on with SHA-256")
  }

  private func start() {
    precondition(
      EVP_DigestInit_ex(context, SHA256Algorithm.shared.pointer, nil) == 1,
      "libcrypto has no SHA-256")
  }
}

/// The algorithm, looked up once: libcrypto would search its providers for every digest.
private struct SHA256Algorithm: Sendable {
  nonisolated(unsafe) let pointer: OpaquePointer

  static let shared = SHA256Algorithm()

  private init() {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("libcrypto has no SHA-256")
    }
    // libcrypto never writes to a fetched algorithm, and this one is never freed.
    self.pointer = algorithm
  }
}
