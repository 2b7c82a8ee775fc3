#if canImport(Glibc)
  import Glibc
#endif

/// A text that a `SymbolTable` keeps once, known by its number.
///
/// Numbers depend on arrival order: they never reach a report and never decide an order.
package struct Symbol: Hashable, Sendable {
  package let index: UInt32

  package init(index: UInt32) { self.index = index }

  /// The empty text, number 0 of every table.
  package static let none = Symbol(index: 0)

  package var isNone: Bool { index == 0 }
}

/// Texts that recur (order numbers, SKUs, labels), each kept once in one run of bytes.
///
/// An open-addressing table over one byte arena: a `String` and a dictionary entry per order
/// number would cost three times the memory.
package struct SymbolTable: Sendable {
  private var arena: [UInt8] = []
  private var ends: [Int] = [0]
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 12)
  private var hashes: [UInt32] = [0]

  package init() {}

  package var count: Int { ends.count }

  package mutating func intern(_ text: some StringProtocol) -> Symbol {
    var copy = Array(text.utf8)
    if copy.isEmpty { return .none }
    copy.reserveCapacity(copy.count)
    return intern(copy.span)
  }

  /// The symbol of the bytes, tried first against one that they are likely to be.
  ///
  /// Records come sorted, so most texts repeat the row before: a comparison saves the hash.
  package mutating func intern(_ bytes: Span<UInt8>, likely: Symbol) -> Symbol {
    if !likely.isNone && equals(Int(likely.index), bytes) { return likely }
    return intern(bytes)
  }

  /// The symbol of the bytes, new or known; empty bytes are `Symbol.none`.
  package mutating func intern(_ bytes: Span<UInt8>) -> Symbol {
    if bytes.isEmpty { return .none }
    let hash = Self.hash(bytes)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash && equals(candidate, bytes) {
        return Symbol(index: UInt32(candidate))
      }
      slot = (slot + 1) & mask
    }
    let index = ends.count
    bytes.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    ends.append(arena.count)
    hashes.append(hash)
    slots[slot] = UInt32(index)
    if ends.count * 2 > slots.count { grow() }
    return Symbol(index: UInt32(index))
  }

  /// The symbol of a text that is already kept, or `nil`.
  package func find(_ text: some StringProtocol) -> Symbol? {
    let copy = Array(text.utf8)
    if copy.isEmpty { return Symbol.none }
    let hash = Self.hash(copy.span)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash && equals(candidate, copy.span) {
        return Symbol(index: UInt32(candidate))
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  package subscript(symbol: Symbol) -> String {
    String(decoding: utf8(symbol), as: UTF8.self)
  }

  /// The bytes of a symbol.
  package func utf8(_ symbol: Symbol) -> ArraySlice<UInt8> {
    arena[range(symbol)]
  }

  /// Whether one text comes before another, byte by byte; `nil` when they are the same.
  package func precedes(_ first: Symbol, _ second: Symbol) -> Bool? {
    if first == second { return nil }
    let (left, right) = (range(first), range(second))
    let order = arena.withUnsafeBufferPointer { kept in
      kept.baseAddress.map {
        memcmp($0 + left.lowerBound, $0 + right.lowerBound, min(left.count, right.count))
      } ?? 0
    }
    return order == 0 ? left.count < right.count : order < 0
  }

  private func range(_ symbol: Symbol) -> Range<Int> {
    symbol.isNone ? 0..<0 : ends[Int(symbol.index) - 1]..<ends[Int(symbol.index)]
  }

  /// Lets `body` look at the bytes of a symbol, without a copy and without counting a reference.
  package func withUTF8(of symbol: Symbol, _ body: (Span<UInt8>) -> Void) {
    let position = Int(symbol.index)
    let range = position == 0 ? 0..<0 : ends[position - 1]..<ends[position]
    arena.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range]).span) }
  }

  private func equals(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    let start = ends[index - 1]
    guard ends[index] - start == bytes.count else { return false }
    return arena.withUnsafeBufferPointer { kept in
      bytes.withUnsafeBufferPointer { other in
        guard let left = kept.baseAddress, let right = other.baseAddress else { return true }
        return memcmp(left + start, right, other.count) == 0
      }
    }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for index in 1..<ends.count {
      var slot = Int(hashes[index]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(index)
    }
  }

  /// FNV-1a with a final mix; a table of our own making needs no protection from attackers
  /// beyond linear probing of equal hashes, which the 32 stored bits keep cheap.
  private static func hash(_ bytes: Span<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    hash ^= hash >> 32
    hash = hash &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
