/// The name that another was most likely meant to be; `nil` where none is like it.
///
/// The fewest letters put in, left out or exchanged, at most a third of them; of equals the first
/// in order of the alphabet.
package func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased())
  let found = names.map { ($0, editDistance(wanted, Array($0.lowercased()))) }
    .filter { $0.1 <= max(1, wanted.count / 3) }
  return found.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
}

/// `; did you mean NAME?`, or nothing.
package func hint(for name: String, among names: some Sequence<String>) -> String {
  nearestName(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
}

private func editDistance(_ one: [Character], _ other: [Character]) -> Int {
  var last = Array(0...other.count)
  for (row, letter) in one.enumerated() {
    var next = [row + 1]
    for (column, counterpart) in other.enumerated() {
      let exchanged = last[column] + (letter == counterpart ? 0 : 1)
      next.append(min(exchanged, last[column + 1] + 1, next[column] + 1))
    }
    last = next
  }
  return last[other.count]
}
