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
  private var ends: [UInt32] = [0]
  /// The hash's upper half and the symbol's index; 0 where there is none.
  ///
  /// Both in one word, so that a look-up waits for memory once.
  private var slots: [UInt64] = Array(repeating: 0, count: 1 << 12)

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
    var slot = 0
    if let known = find(bytes, hash, &slot) { return known }
    let index = UInt32(ends.count)
    bytes.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    ends.append(UInt32(arena.count))
    slots[slot] = Self.entry(hash, index)
    if ends.count * 3 > slots.count * 2 { grow() }
    return Symbol(index: index)
  }

  /// The symbol of the bytes, or `nil` and the slot where it belongs.
  private func find(_ bytes: Span<UInt8>, _ hash: UInt64, _ slot: inout Int) -> Symbol? {
    let mask = slots.count - 1
    slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let index = UInt32(truncatingIfNeeded: slots[slot])
      if slots[slot] == Self.entry(hash, index) && equals(Int(index), bytes) {
        return Symbol(index: index)
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private static func entry(_ hash: UInt64, _ index: UInt32) -> UInt64 {
    (hash & ~0xffff_ffff) | UInt64(index)
  }

  /// The symbol of a text that is already kept, or `nil`.
  package func find(_ text: some StringProtocol) -> Symbol? {
    let copy = Array(text.utf8)
    if copy.isEmpty { return Symbol.none }
    var slot = 0
    return find(copy.span, Self.hash(copy.span), &slot)
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

  /// Where a text that is not empty stands in the arena.
  private func bounds(_ index: Int) -> Range<Int> { Int(ends[index - 1])..<Int(ends[index]) }

  private func range(_ symbol: Symbol) -> Range<Int> {
    symbol.isNone ? 0..<0 : bounds(Int(symbol.index))
  }

  /// Lets `body` look at the bytes of a symbol, without a copy and without counting a reference.
  package func withUTF8(of symbol: Symbol, _ body: (Span<UInt8>) -> Void) {
    let position = Int(symbol.index)
    let range = position == 0 ? 0..<0 : bounds(position)
    arena.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range]).span) }
  }

  private func equals(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    let start = Int(ends[index - 1])
    guard Int(ends[index]) - start == bytes.count else { return false }
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
      let hash = hash(at: index)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Self.entry(hash, UInt32(index))
    }
  }

  private func hash(at index: Int) -> UInt64 {
    Self.hash(arena.span.extracting(bounds(index)))
  }

  /// Eight bytes at a time, each step a widening multiplication folded (the way of wyhash).
  ///
  /// A table of our own making needs no protection from attackers beyond linear probing of equal
  /// hashes, which the stored half keeps cheap.
  private static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { raw in
      var hash = UInt64(raw.count) &* 0x9e37_79b9_7f4a_7c15
      var position = 0
      while position + 8 <= raw.count {
        hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        position += 8
      }
      var rest: UInt64 = 0
      while position < raw.count {
        rest = rest << 8 | UInt64(raw[position])
        position += 1
      }
      return fold(hash ^ rest)
    }
  }

  private static func fold(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }
}
