import Accounting
import DelimitedText

/// `summary.json`: what the run knew, its control totals and its key figures.
struct SummaryReport {
  let bytes: [UInt8]

  init(
    _ index: ReportIndex, _ scope: ReportScope, settlements: [SettlementRow],
    findings: FindingTotals, figures: KeyFigures, queue: QueueTotals, expected: ExpectedReport,
    orders: OrderReport
  ) throws {
    let data = index.data
    let functional = index.functional
    let charges = data.margin.accountLevelCharges[scope.period] ?? 0
    bytes =
      JSONValue.members([
        "account_level_charges": .amount(charges, functional),
        "as_of": .text(scope.asOf.description),
        "configuration_hash": .safe(data.configurationHash),
        "control_totals": .list(settlements.map(Self.controlTotal)),
        "entity": .safe(data.settings.entity),
        "exceptions": Self.counts(findings, functional),
        "expected_not_received": .list(try expected.totals().map(Self.expected)),
        "functional_currency": .text(functional.code),
        "imports": Self.imports(data.imports),
        "inputs": .list(Self.inputs(data.snapshot.documents)),
        "kpis": Self.keyFigures(figures, queue, functional),
        "order_lines": .members(
          Dictionary(
            uniqueKeysWithValues: orders.counts.map { ($0.state.name, .whole($0.count)) })),
        "queue": QueueSummary.members(queue, functional),
        "outliers": QueueSummary.outliers(queue.outliers, data.snapshot.symbols),
        "period": .text(scope.period.description),
        "run_id": .safe(scope.runId),
        "unaccrued_revenue": .list(
          try index.unaccrued.totals(through: scope.period).map {
            .members([
              "amount": .amount($0.totals.amount, $0.currency),
              "currency": .text($0.currency.code),
              "order_lines": .whole($0.totals.orderLines),
            ])
          }),
        "warnings": .list(Self.warnings(data)),
      ]).bytes
  }

  private static func expected(_ total: ExpectedReport.Total) -> JSONValue {
    let overdue = zip(ExpectedReport.buckets, total.overdue).map {
      ($0, JSONValue.amount($1, total.currency))
    }
    return .members([
      "count": .whole(total.count), "currency": .text(total.currency.code),
      "kind": .text(total.kind.rawValue),
      "next_due": total.nextDue.map { .text($0.description) } ?? .null,
      "not_due": .amount(total.waiting, total.currency),
      "overdue_by_days": .members(Dictionary(uniqueKeysWithValues: overdue)),
      "source": .safe(total.source),
    ])
  }

  private static func inputs(_ documents: [SourceDocument]) -> [JSONValue] {
    documents.sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }.map {
      .members([
        "format": .safe($0.format), "name": .safe($0.name), "sha256": .safe($0.sha256),
      ])
    }
  }

  private static func imports(_ imports: ImportSummary) -> JSONValue {
    .members([
      "files_accepted": .whole(imports.filesAccepted),
      "files_duplicate": .whole(imports.filesDuplicate),
      "files_held": .whole(imports.filesHeld),
      "files_refused": .whole(imports.filesRefused),
      "rows": .whole(imports.rows),
      "rows_accepted": .whole(imports.accepted),
      "rows_ignored": .whole(imports.ignored),
      "rows_quarantined": .whole(imports.quarantined),
    ])
  }

  private static func warnings(_ data: CloseData) -> [JSONValue] {
    (data.imports.warnings.map(\.description) + data.matches.warnings).sorted().map { .safe($0) }
  }

  private static func controlTotal(_ row: SettlementRow) -> JSONValue {
    let settlement = row.settlement
    let currency = settlement.currency
    let footing =
      switch settlement.footing {
      case .foots: settlement.declaredTotal == nil ? "nothing declared" : "foots"
      case .explained: "explained by quarantine"
      case .differs: "differs"
      }
    return .members([
      "accepted": .amount(settlement.linesTotal, currency),
      "channel": .safe(row.channel),
      "currency": .text(currency.code),
      "declared": .amount(settlement.declaredTotal, currency),
      "difference": .amount(
        settlement.declaredTotal.map {
          settlement.linesTotal + settlement.quarantinedTotal - $0
        }, currency),
      "footing": .text(footing),
      "held": .flag(settlement.isHeld),
      "lines": .whole(settlement.lineCount),
      "quarantined": .amount(settlement.quarantinedTotal, currency),
      "quarantined_lines": .whole(settlement.quarantinedCount),
      "settlement_id": .safe(row.settlementId),
      "source_file": .safe(row.file),
    ])
  }

  private static func counts(_ findings: FindingTotals, _ functional: Currency) -> JSONValue {
    let members = { (sum: FindingSum) -> JSONValue in
      .members([
        "cash_impact": .amount(sum.cashNet, functional),
        "cash_impact_gross": .amount(sum.cashGross, functional),
        "closed": .whole(sum.closed), "open": .whole(sum.open), "overdue": .whole(sum.overdue),
      ])
    }
    let byCode = findings.byCode.map { ($0.code.rawValue, members($0.sum)) }
    let bySeverity = findings.bySeverity.map { ($0.severity.name, members($0.sum)) }
    let byOwner = findings.byOwner.map { ($0.owner, members($0.sum)) }
    return .members([
      "by_code": .members(Dictionary(uniqueKeysWithValues: byCode)),
      "by_owner": .members(Dictionary(uniqueKeysWithValues: byOwner)),
      "by_severity": .members(Dictionary(uniqueKeysWithValues: bySeverity)),
    ])
  }

  private static func keyFigures(
    _ figures: KeyFigures, _ queue: QueueTotals, _ functional: Currency
  ) -> JSONValue {
    .members([
      "aging": QueueSummary.buckets(queue.aging, functional),
      "auto_match_rate_count": .ratio(figures.autoMatchCount),
      "auto_match_rate_value": .ratio(figures.autoMatchValue),
      "carry_forward": QueueSummary.carried(queue, functional),
      // The clearing report refuses to be built with anything else.
      "clearing_proof_difference": .amount(0, functional),
      "completeness": .ratio(figures.work.completeness),
      "data_integrity_rate": .ratio(figures.dataIntegrity),
      "days_to_resolve": .members([
        "mean": figures.work.daysToResolve.text(digits: 1).map { .text($0) } ?? .null,
        "percentile_90": figures.work.daysOfNineTenths.map { .whole($0) } ?? .null,
      ]),
      "exception_rate": .members(
        Dictionary(
          uniqueKeysWithValues: figures.exceptionRates.map { ($0.code.rawValue, .ratio($0.rate)) })
      ),
      "false_match_rate": .ratio(figures.work.falseMatches),
      "footing_rate": .ratio(figures.footing),
      "manual_touch_rate": .ratio(figures.work.manualTouch),
      "margin_coverage": .ratio(figures.marginCoverage),
      "reopen_rate": .ratio(figures.work.reopened),
      "resolved_by_due_rate": .ratio(figures.resolvedByDue),
      "tolerance_spent": .list(
        figures.toleranceSpent.sorted.map {
          .members(["amount": .text($0.description), "currency": .text($0.currency.code)])
        }),
      "unreconciled_value": .list(
        figures.unreconciled.map {
          .members([
            "currency": .text($0.currency.code), "gross": .amount($0.gross, $0.currency),
            "net": .amount($0.net, $0.currency),
          ])
        }),
    ])
  }
}

extension JSONValue {
  /// A decimal string with exactly the currency's minor digits; `null` where there is no amount.
  static func amount(_ minorUnits: Int64?, _ currency: Currency) -> JSONValue {
    minorUnits.map { .text(decimalText($0, digits: currency.minorDigits)) } ?? .null
  }

  /// A share between 0 and 1 with six digits; `null` of nothing.
  static func ratio(_ ratio: Ratio) -> JSONValue {
    ratio.text(digits: 6).map { .text($0) } ?? .null
  }

  /// A text from outside, without control and bidirectional characters.
  static func safe(_ text: String) -> JSONValue { .text(SafeText.stripped(text)) }
}
