import Accounting

/// Parts of values that several rows of a file share, handed out row by row.
///
/// The parts of a value come to it exactly once the weights come to their whole: each row gets
/// what is due up to it, less what the rows before it got.
struct Shares {
  private struct Progress {
    var weight: Int64 = 0
    var given: Int64 = 0
  }

  private var progress: [String: Progress] = [:]
  private var pending: [String: Progress] = [:]

  /// The rows after this one share something else.
  mutating func begin() {
    progress.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
  }

  /// The part of the row under way; without a whole the first row gets all.
  mutating func part(of value: Int64, _ name: String, weight: Int64, whole: Int64) -> Int64 {
    var next = progress[name] ?? Progress()
    next.weight += weight
    let due = whole > 0 ? Self.round(value, next.weight, whole) : value
    let part = due - next.given
    next.given = due
    pending[name] = next
    return part
  }

  /// The row under way was taken.
  mutating func commit() {
    if pending.isEmpty { return }
    progress.merge(pending) { $1 }
    pending.removeAll(keepingCapacity: true)
  }

  /// `value` × `weight` ÷ `whole`, half away from zero, never beyond `value`.
  private static func round(_ value: Int64, _ weight: Int64, _ whole: Int64) -> Int64 {
    if weight >= whole { return value }
    let product = value.magnitude.multipliedFullWidth(by: max(0, weight).magnitude)
    let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
    let rounded = Int64(quotient) + (remainder >= whole.magnitude - remainder ? 1 : 0)
    return value < 0 ? -rounded : rounded
  }
}
