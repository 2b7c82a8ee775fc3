/// Splits `total` in proportion to `weights`, losing no minor unit.
///
/// Shares are rounded towards zero; the units left over go to the largest remainders, earliest
/// first. Weights of either sign are allowed as long as their sum is not zero.
///
/// - Precondition: `weights` sum to something other than zero.
/// - Complexity: O(*n* log *n*), where *n* is the number of weights.
package func allocate(_ total: Int64, by weights: [Int64]) -> [Int64] {
  let whole = weights.reduce(Int128(0)) { $0 + Int128($1) }
  precondition(whole != 0, "an allocation needs a basis")
  if weights.count == 1 { return [total] }
  let products = weights.map { Int128(total) * Int128($0) }
  var shares = products.map { Int64($0 / whole) }
  let leftover = total - shares.reduce(0, +)
  guard leftover != 0 else { return shares }
  let remainders = products.map { ($0 % whole).magnitude }
  let order = remainders.indices.sorted {
    remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
  }
  // With weights of one sign the leftover is below n; with mixed signs it may go round again.
  var remaining = leftover.magnitude
  var position = 0
  while remaining > 0 {
    shares[order[position % order.count]] += leftover.signum()
    position += 1
    remaining -= 1
  }
  return shares
}

/// `numerator / denominator`, half away from zero.
///
/// - Precondition: `denominator` is positive.
package func roundedHalfUp(_ numerator: Int128, over denominator: Int128) -> Int128 {
  precondition(denominator > 0)
  let quotient = numerator / denominator
  let remainder = numerator % denominator
  guard remainder.magnitude * 2 >= denominator.magnitude else { return quotient }
  return quotient + numerator.signum()
}
