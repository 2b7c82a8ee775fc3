/// A row that two files have, and that counts once.
package struct SharedRow: Hashable, Sendable {
  /// Where it counts.
  package var counted: Provenance
  /// Where it stands besides.
  package var repeated: Provenance

  package init(counted: Provenance, repeated: Provenance) {
    self.counted = counted
    self.repeated = repeated
  }
}
