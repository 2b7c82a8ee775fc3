import Accounting

/// The exception queue in `summary.json`.
enum QueueSummary {
  static func members(_ queue: QueueTotals, _ functional: Currency) -> JSONValue {
    .members([
      "aging_by_owner": .members(
        Dictionary(
          uniqueKeysWithValues: queue.agingByOwner.map {
            ($0.owner, buckets($0.aging, functional))
          })),
      "roll_forward": roll(queue.roll, functional),
      "roll_forward_by_code": .members(
        Dictionary(
          uniqueKeysWithValues: queue.rollByCode.map {
            ($0.code.rawValue, roll($0.roll, functional))
          }
        )),
      "tolerance": .list(
        queue.forgiven.map {
          .members([
            "budget": .amount($0.budget, functional), "count": .whole($0.count),
            "remaining": .amount(max(0, $0.budget - $0.spent), functional),
            "source": .safe($0.source), "spent": .amount($0.spent, functional),
            "used_up": .flag($0.isUsedUp),
          ])
        }),
    ])
  }

  static func outliers(_ outliers: [FeeOutlier], _ symbols: SymbolTable) -> JSONValue {
    .list(
      outliers.map { outlier in
        .members([
          "channel": .safe(symbols[outlier.subject.channel]),
          "currency": .text(outlier.subject.currency.code),
          "evidence": outlier.sale.map { .safe($0.evidence) } ?? .null,
          "fee": outlier.subject.fee.isFee ? .text(outlier.subject.fee.name) : .null,
          "history": .list(
            outlier.history.map {
              .members([
                "period": .text($0.period.description), "value": .text(outlier.text($0.value)),
              ])
            }),
          "measure": .text(outlier.measure.rawValue), "median": .text(outlier.text(outlier.median)),
          "order_id": outlier.sale.map { .safe(symbols[$0.orderId]) } ?? .null,
          "sku": outlier.subject.sku.isNone ? .null : .safe(symbols[outlier.subject.sku]),
          "value": .text(outlier.text(outlier.value)), "what": .text(outlier.what),
        ])
      })
  }

  static func buckets(_ aging: QueueAging, _ functional: Currency) -> JSONValue {
    .list(
      AgeBucket.allCases.map { bucket in
        .members([
          "cash_impact_gross": .amount(aging[bucket].cashGross, functional),
          "count": .whole(aging[bucket].count), "days": .text(bucket.name),
        ])
      })
  }

  private static func roll(_ roll: QueueRoll, _ functional: Currency) -> JSONValue {
    let tally = { (tally: QueueTally) -> JSONValue in
      .members([
        "cash_impact_gross": .amount(tally.cashGross, functional), "count": .whole(tally.count),
      ])
    }
    return .members([
      "changed": tally(roll.changed), "closed": tally(roll.closed),
      "closed_since": tally(roll.closedSince),
      "closing": tally(roll.closing), "new": tally(roll.new), "opening": tally(roll.opening),
    ])
  }
}
