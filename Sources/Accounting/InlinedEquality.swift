// What stages compare line by line. From another module, the compiler's own `==` of a type that is
// not public is called through a table; these are inlined, which saves a run some hundredths.

extension Symbol {
  @inlinable
  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.index == rhs.index }
}

extension Currency {
  @inlinable
  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.packed == rhs.packed }
}

extension LineEvent {
  @inlinable
  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.rawValue == rhs.rawValue }
}

extension LineComponent {
  @inlinable
  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.rawValue == rhs.rawValue }
}
