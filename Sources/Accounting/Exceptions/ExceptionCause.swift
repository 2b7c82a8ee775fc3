/// What findings have in common that come from one trouble: the same fee overcharged 412 times.
package struct ExceptionCause: Hashable, Sendable, Comparable {
  package let code: DiscrepancyCode
  package let channel: String
  package let rule: String
  /// A fee or another part of an order, an SKU or a type; empty where the code says it all.
  package let kind: String
  package let currency: String
  /// `over` where theirs is above ours, `under`, or empty where neither has an amount.
  package let direction: String

  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.code, lhs.channel, lhs.rule, lhs.kind, lhs.currency, lhs.direction)
      < (rhs.code, rhs.channel, rhs.rule, rhs.kind, rhs.currency, rhs.direction)
  }

  /// The cause in a few words, for example `Fee differs from rate card: commission, overcharged`.
  package var words: String {
    if kind.isEmpty { return code.title }
    let isFee = LineComponent(name: kind)?.isFee ?? false
    let side =
      switch direction {
      case "over": isFee ? ", undercharged" : ", above ours"
      case "under": isFee ? ", overcharged" : ", below ours"
      default: ""
      }
    return "\(code.title): \(kind.replacing("_", with: " "))\(side)"
  }
}

extension Discrepancy {
  package var cause: ExceptionCause {
    // A row that cannot be read has no side that is too high.
    let sign = code.rawValue.hasPrefix("DC") ? 0 : (difference ?? 0).signum()
    return ExceptionCause(
      code: code, channel: channel.isEmpty ? source : channel, rule: rule, kind: causeKind,
      currency: currency?.code ?? "", direction: sign > 0 ? "over" : sign < 0 ? "under" : "")
  }

  private var causeKind: String {
    switch code.rawValue.prefix(2) {
    case "AM", "TX", "RF":
      // The last part of the key is the part of the order.
      if let part = key.split(separator: "|").last, LineComponent(name: part) != nil {
        return String(part)
      }
      return ""
    case "CO": return sku.isEmpty ? "" : "SKU \(sku)"
    case "DC": return String(note.split(separator: ", value ", maxSplits: 1).first ?? "")
    default: return ""
    }
  }
}
