/// Sums by key, found without hashing where the key was met shortly before.
///
/// Records come in runs that share their keys, and a hash of four members costs more than the sum.
struct SumTable<Key: Hashable & Sendable, Sum: Sendable>: Sendable {
  private(set) var keys: [Key] = []
  private(set) var sums: [Sum] = []
  private var positions: [Key: Int] = [:]
  /// By the low bits of a hint, where the key that came with it last stands.
  private var recent = [Int](repeating: -1, count: 256)
  private let zero: Sum

  init(_ zero: Sum) { self.zero = zero }

  /// Lets `change` alter the sum of a key.
  ///
  /// `hint`: a number that tells most keys apart.
  mutating func update(
    _ key: Key, hint: Int, _ change: (inout Sum) throws -> Void
  ) rethrows {
    let slot = hint & 255
    var position = recent[slot]
    if position < 0 || keys[position] != key {
      position = self.position(of: key)
      recent[slot] = position
    }
    try change(&sums[position])
  }

  private mutating func position(of key: Key) -> Int {
    if let position = positions[key] { return position }
    positions[key] = keys.count
    keys.append(key)
    sums.append(zero)
    return keys.count - 1
  }
}
