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

  /// What is open at the period's end, by code.
  static func carried(_ queue: QueueTotals, _ functional: Currency) -> JSONValue {
    let open = queue.rollByCode.filter { $0.roll.closing.count > 0 }
    return .members(
      Dictionary(
        uniqueKeysWithValues: open.map {
          ($0.code.rawValue, tally($0.roll.closing, functional))
        }))
  }

  private static func tally(_ tally: QueueTally, _ functional: Currency) -> JSONValue {
    .members([
      "cash_impact_gross": .amount(tally.cashGross, functional), "count": .whole(tally.count),
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
    .members([
      "changed": tally(roll.changed, functional), "closed": tally(roll.closed, functional),
      "closed_since": tally(roll.closedSince, functional),
      "closing": tally(roll.closing, functional), "new": tally(roll.new, functional),
      "opening": tally(roll.opening, functional),
    ])
  }
}
