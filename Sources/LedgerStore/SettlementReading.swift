import Accounting
import GRDB

/// How a settlement line finds its settlement: within its own document, or, for formats that
/// are identified row by row and may overlap, across documents by source and number.
struct SettlementLinks {
  private struct Key: Hashable {
    let scope: Int32
    let source: Symbol
    let number: Symbol
  }
  /// Positions of documents whose settlements are shared between files.
  var mergedDocuments: Set<Int32> = []
  private var positions: [Key: Int32] = [:]
  private var last: (document: Int32, source: Symbol, number: Symbol, position: Int32)?

  private func key(_ document: Int32, _ source: Symbol, _ number: Symbol) -> Key {
    Key(scope: mergedDocuments.contains(document) ? -1 : document, source: source, number: number)
  }

  mutating func find(_ document: Int32, _ source: Symbol, _ number: Symbol) -> Int32? {
    if let last, last.document == document, last.source == source, last.number == number {
      return last.position
    }
    guard let position = positions[key(document, source, number)] else { return nil }
    last = (document, source, number, position)
    return position
  }

  mutating func add(_ document: Int32, _ source: Symbol, _ number: Symbol, at position: Int32) {
    positions[key(document, source, number)] = position
  }
}

extension SnapshotReader {
  mutating func readSettlements(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, source, settlement_id, currency, starts_at, ends_at, deposit_at,
        declared_total, bank_reference, is_restated, payout_status, payout_kind
      FROM settlement ORDER BY rowid
      """)
    while try row.next() {
      var settlement = Settlement(
        source: row.symbol(2, in: &snapshot.symbols),
        settlementId: row.symbol(3, in: &snapshot.symbols), marketplace: .none,
        currency: try row.currency(4), provenance: provenance(row),
        startsAt: row.optionalInteger(5).map { Instant(seconds: $0) },
        endsAt: row.optionalInteger(6).map { Instant(seconds: $0) },
        depositDate: row.optionalInteger(7).map { zone.date(of: Instant(seconds: $0)) },
        declaredTotal: row.optionalInteger(8),
        bankReference: row.symbol(9, in: &snapshot.symbols), isRestated: row.integer(10) != 0,
        linesTotal: 0, lineCount: 0, quarantinedCount: 0, quarantinedTotal: 0,
        hasUnreadableQuarantine: false)
      settlement.payoutStatus =
        PayoutStatus(rawValue: UInt8(clamping: row.integer(11))) ?? .unknown
      settlement.payoutKind = PayoutKind(rawValue: UInt8(clamping: row.integer(12))) ?? .automatic
      add(settlement)
    }
  }

  /// Adds a settlement, or completes the one an overlapping file brought before.
  private mutating func add(_ settlement: Settlement) {
    let document = settlement.provenance.document
    let known = settlementLinks.find(document, settlement.source, settlement.settlementId)
    guard let known else {
      settlementLinks.add(
        document, settlement.source, settlement.settlementId,
        at: Int32(snapshot.settlements.count))
      firstRuns[Int32(snapshot.settlements.count)] = snapshot.documents[Int(document)].run
      snapshot.settlements.append(settlement)
      return
    }
    firstRuns[known] = min(
      firstRuns[known] ?? .max, snapshot.documents[Int(document)].run)
    var merged = snapshot.settlements[Int(known)]
    if speaksFirst(settlement, before: merged) { merged.provenance = settlement.provenance }
    merged.startsAt = merged.startsAt ?? settlement.startsAt
    merged.endsAt = merged.endsAt ?? settlement.endsAt
    merged.depositDate = merged.depositDate ?? settlement.depositDate
    merged.declaredTotal = declaredTotal(of: merged, and: settlement, at: known)
    if settlement.payoutStatus.rawValue > merged.payoutStatus.rawValue {
      merged.payoutStatus = settlement.payoutStatus
    }
    if settlement.payoutKind != .automatic { merged.payoutKind = settlement.payoutKind }
    snapshot.settlements[Int(known)] = merged
  }

  /// Whether a record is the better evidence: it alone declares the total, or its file comes first.
  private func speaksFirst(_ settlement: Settlement, before known: Settlement) -> Bool {
    let declares = [settlement, known].map { $0.declaredTotal != nil }
    if declares[0] != declares[1] { return declares[0] }
    let names = [settlement, known].map {
      snapshot.documents[Int($0.provenance.document)].name
    }
    return names[0] < names[1]
  }

  /// The total that counts where two files declare one: the owner's of payouts.
  private mutating func declaredTotal(
    of known: Settlement, and other: Settlement, at position: Int32
  ) -> Int64? {
    guard let new = other.declaredTotal else { return known.declaredTotal }
    let place = declaredBy[position] ?? known.provenance
    guard let old = known.declaredTotal, old != new else {
      if known.declaredTotal == nil { declaredBy[position] = other.provenance }
      return new
    }
    let (one, two) = (declarer(place), declarer(other.provenance))
    let isFirst = one <= two
    declaredBy[position] = isFirst ? place : other.provenance
    if one.rank != two.rank {
      let id = snapshot.symbols[known.settlementId]
      let (owner, loser) = isFirst ? (place, other.provenance) : (other.provenance, place)
      let amounts = isFirst ? [old, new] : [new, old]
      let texts = amounts.map { decimalText($0, digits: known.currency.minorDigits) }
      var found = SystemDisagreement(
        area: .payouts, key: "payout \(id)",
        date: known.depositDate ?? other.depositDate ?? CalendarDate(dayNumber: 0),
        owner: owner, other: loser,
        difference: worded("declared total", owner, texts[0], loser, texts[1]))
      found.settlementId = id
      found.currency = known.currency
      found.ownerAmount = amounts[0]
      found.otherAmount = amounts[1]
      snapshot.disagreements.append(found)
    }
    return isFirst ? old : new
  }

  private struct Declarer: Comparable {
    let rank: OwnerRank
    let file: String

    static func < (lhs: Self, rhs: Self) -> Bool {
      lhs.rank == rhs.rank ? lhs.file < rhs.file : lhs.rank < rhs.rank
    }
  }

  private func declarer(_ place: Provenance) -> Declarer {
    let document = snapshot.documents[Int(place.document)]
    return Declarer(
      rank: systems.rank(.payouts, format: document.format, source: document.source),
      file: document.name)
  }

  /// A settlement's marketplace is the one its lines name, of several the byte-wise first; a sale
  /// made elsewhere (`Non-Amazon …`) names none.
  mutating func nameMarketplaces() {
    var names = [Set<Symbol>](repeating: [], count: snapshot.settlements.count)
    var lastSettlement: Int32 = -1
    var lastName = Symbol.none
    for line in snapshot.settlementLines.items
    where line.settlement >= 0 && !line.marketplace.isNone {
      if line.settlement == lastSettlement && line.marketplace == lastName { continue }
      lastSettlement = line.settlement
      lastName = line.marketplace
      names[Int(line.settlement)].insert(line.marketplace)
    }
    for (position, candidates) in names.enumerated() {
      let here = candidates.filter { !snapshot.symbols[$0].lowercased().hasPrefix("non-") }
      snapshot.settlements[position].marketplace =
        here.min { snapshot.symbols[$0] < snapshot.symbols[$1] } ?? .none
    }
  }

  mutating func readQuarantine(_ database: Database) throws {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM quarantined_row WHERE state <> 'replayed' ORDER BY id")
    for row in rows {
      let record = QuarantinedRow(row, document: documentPositions[row["document"]] ?? 0)
      // What a discarded row was part of is still short of it.
      if row["state"] != "discarded" { snapshot.quarantined.append(record) }
      attach(record)
    }
  }

  private mutating func attach(_ row: QuarantinedRow) {
    let document = row.provenance.document
    let source = snapshot.symbols.intern(snapshot.documents[Int(document)].source)
    let number = snapshot.symbols.intern(row.settlementId)
    let named = number.isNone ? nil : settlementLinks.find(document, source, number)
    guard let position = named ?? onlySettlement(of: document) else { return }
    snapshot.settlements[Int(position)].quarantinedCount += 1
    if let amount = row.amount {
      snapshot.settlements[Int(position)].quarantinedTotal &+= amount
    } else {
      snapshot.settlements[Int(position)].hasUnreadableQuarantine = true
    }
  }

  /// A row that names none belongs to the settlement of its document, if that has one only.
  private func onlySettlement(of document: Int32) -> Int32? {
    let own = snapshot.settlements.indices.filter {
      snapshot.settlements[$0].provenance.document == document
    }
    return own.count == 1 ? Int32(own[0]) : nil
  }
}
