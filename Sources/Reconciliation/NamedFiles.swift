/// The files that a person may mean: as reports name one or as it is on disk (`whole`), else by the
/// last part of their names (`ending`).
///
/// `names`: as reports have them, with `%25` for `%` and `%20` for a blank.
///
/// - Returns: positions in `names`, in order.
func files(named name: String, among names: [String]) -> (whole: [Int], ending: [Int]) {
  let spellings = [name, name.replacing("%", with: "%25").replacing(" ", with: "%20")]
  let whole = names.indices.filter { spellings.contains(names[$0]) }
  if !whole.isEmpty { return (whole, []) }
  return (
    [], names.indices.filter { place in spellings.contains { names[place].hasSuffix("/\($0)") } }
  )
}
