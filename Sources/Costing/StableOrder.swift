import Accounting

/// What orders records of a small list without regard to how they arrived.
///
/// Content decides; the document's hash and the line decide only between records whose content is
/// the same.
struct StableKey: Comparable {
  var instant: Instant
  var texts: [String]
  var numbers: [Int64]

  static func < (lhs: Self, rhs: Self) -> Bool {
    if lhs.instant != rhs.instant { return lhs.instant < rhs.instant }
    if lhs.texts != rhs.texts { return lhs.texts.lexicographicallyPrecedes(rhs.texts) }
    return lhs.numbers.lexicographicallyPrecedes(rhs.numbers)
  }
}

/// The positions of `records` in the order of their keys, which are made once per record.
func stablePositions<Record>(
  _ records: [Record], key: (Record) -> StableKey
) -> [Int32] {
  let keys = records.map(key)
  return records.indices.sorted { keys[$0] < keys[$1] }.map { Int32($0) }
}

extension LedgerSnapshot {
  /// The hash of the document a record came from; empty when the ledger does not name it.
  func documentHash(_ provenance: Provenance) -> String {
    let position = Int(provenance.document)
    return documents.indices.contains(position) ? documents[position].sha256 : ""
  }

  /// Receipts by content: of one goods receipt, the lines in order of their SKUs.
  func stableReceipts() -> [Int32] {
    stablePositions(receipts) { receipt in
      StableKey(
        instant: receipt.receivedAt,
        texts: [
          symbols[receipt.receiptId], symbols[receipt.sku], receipt.currency.code,
          documentHash(receipt.provenance),
        ],
        numbers: [
          receipt.quantity, receipt.unitCostMillionths, receipt.weightThousandths ?? -1,
          receipt.volumeThousandths ?? -1, Int64(receipt.provenance.line),
        ])
    }
  }

  func stableCharges() -> [Int32] {
    stablePositions(charges) { charge in
      StableKey(
        instant: charge.incurredAt,
        texts: [
          symbols[charge.chargeId], symbols[charge.receiptId], charge.currency.code,
          documentHash(charge.provenance),
        ],
        numbers: [
          charge.amount, Int64(charge.kind.rawValue), Int64(charge.basis.rawValue),
          Int64(charge.provenance.line),
        ])
    }
  }

  /// Returns by the refund that granted them, then by order line.
  func stableReturns(_ returns: [StockReturn]) -> [Int32] {
    stablePositions(returns) { item in
      let refund = refunds[Int(item.refund)]
      let line = orderLines[Int(item.orderLine)]
      return StableKey(
        instant: item.at,
        texts: [
          symbols[refund.refundId], symbols[line.orderId], symbols[line.orderLineId],
          symbols[line.channel], documentHash(refund.provenance),
        ],
        numbers: [
          item.quantity, Int64(item.disposition.rawValue), Int64(refund.provenance.line),
        ])
    }
  }
}

/// The first sixteen bytes of a text as numbers that compare as the bytes do.
///
/// Order numbers differ within them nearly always, so that a sort seldom reads the text itself.
struct TextPrefix: Comparable {
  private let high: UInt64
  private let low: UInt64

  init(_ bytes: ArraySlice<UInt8>) {
    var words: (UInt64, UInt64) = (0, 0)
    var position = 0
    for byte in bytes.prefix(16) {
      let shifted = UInt64(byte) << UInt64(56 - position % 8 * 8)
      if position < 8 { words.0 |= shifted } else { words.1 |= shifted }
      position += 1
    }
    high = words.0
    low = words.1
  }

  static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.high == rhs.high ? lhs.low < rhs.low : lhs.high < rhs.high
  }
}

extension LedgerSnapshot {
  /// Whether an order line comes before another by order, line, channel, SKU and last by source.
  func orderLinePrecedes(_ first: Int32, _ second: Int32) -> Bool {
    let (one, other) = (orderLines[Int(first)], orderLines[Int(second)])
    if let answer = symbols.precedes(one.orderId, other.orderId)
      ?? symbols.precedes(one.orderLineId, other.orderLineId)
      ?? symbols.precedes(one.channel, other.channel) ?? symbols.precedes(one.sku, other.sku)
    {
      return answer
    }
    let (hash, otherHash) = (documentHash(one.provenance), documentHash(other.provenance))
    return hash == otherHash ? one.provenance.line < other.provenance.line : hash < otherHash
  }
}
