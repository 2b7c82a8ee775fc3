import Hashing
import Testing

@Suite struct Hashing {
  /// Test vectors of FIPS 180-2.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `gives the standard's digests`(text: String, digest: String) {
    #expect(sha256Hex(text) == digest)
    #expect(sha256Hex(Array(text.utf8).span) == digest)
  }

  @Test func `gives the same in pieces and starts anew`() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256Hasher()
    for start in stride(from: 0, to: bytes.count, by: 7) {
      hasher.update(bytes.span.extracting(start..<min(start + 7, bytes.count)))
    }
    #expect(hasher.finish() == sha256Hex(bytes.span))
    hasher.update("abc")
    #expect(hexadecimal(hasher.finishedBytes().span) == sha256Hex("abc"))
    #expect(hasher.finish() == sha256Hex(""))
  }

  @Test func `keeps parts of an identifier apart`() {
    #expect(stableId("DC", ["abc"]) == "DC-ba7816bf8f01")
    #expect(stableId("DC", ["a", "b"]) == "DC-" + sha256Hex("a\u{1f}b").prefix(12))
    #expect(stableId("DC", ["ab", ""]) != stableId("DC", ["a", "b"]))
  }
}
