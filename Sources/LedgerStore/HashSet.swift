/// A hash over the parts of a key, eight bytes at a time; two keys may share one.
struct KeyHash {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func add(_ word: UInt64) {
    let (high, low) = (value ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    value = high ^ low
  }

  /// Adds a text and its length, so that the parts of a key do not run into each other.
  mutating func add(_ bytes: Span<UInt8>) {
    var index = 0
    while index + 8 <= bytes.count {
      add(bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest = UInt64(bytes.count) << 56
    while index < bytes.count {
      rest = rest << 8 ^ UInt64(bytes[index])
      index += 1
    }
    add(rest)
  }
}

/// A set of hashes, which need no hashing of their own.
struct HashSet {
  /// Open addressing; 0 is an empty slot.
  private var slots = [UInt64](repeating: 0, count: 1 << 10)
  private var count = 0

  /// Adds a hash; `false` when it was there.
  mutating func insert(_ hash: UInt64) -> Bool {
    let hash = max(hash, 1)
    guard Self.insert(hash, into: &slots) else { return false }
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  private static func insert(_ hash: UInt64, into slots: inout [UInt64]) -> Bool {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = hash
    return true
  }

  private mutating func grow() {
    var wider = [UInt64](repeating: 0, count: slots.count * 2)
    for hash in slots where hash != 0 { _ = Self.insert(hash, into: &wider) }
    slots = wider
  }
}
