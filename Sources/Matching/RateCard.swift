import Accounting

/// What a channel may charge for an order line, by the agreed rates.
///
/// A percentage is of the item price, half up, per line; payment fees are a percentage of the
/// gross plus a fixed part per payment; fulfilment and closing fees are fixed per unit. The rate
/// of the line's own SKU wins over the channel's, a later start over an earlier one.
struct RateCard: Sendable {
  private var cardsByChannel: [Symbol: [FeeCard]] = [:]
  /// Channels that differ in case alone share one symbol.
  private var channels: [Symbol: Symbol] = [:]

  init(_ snapshot: LedgerSnapshot) {
    nameChannels(snapshot)
    for rate in snapshot.feeRates.sorted(by: { $0.validFrom > $1.validFrom }) {
      let channel = channels[rate.channel] ?? rate.channel
      var known = cardsByChannel[channel] ?? []
      cardsByChannel[channel] = nil
      let position = known.firstIndex { $0.fee == rate.fee } ?? known.count
      if position == known.count { known.append(FeeCard(fee: rate.fee)) }
      if rate.sku.isNone {
        known[position].general.append(rate)
      } else {
        known[position].bySku[rate.sku, default: []].append(rate)
      }
      cardsByChannel[channel] = known
    }
    for channel in cardsByChannel.keys {
      cardsByChannel[channel]?.sort { $0.fee.rawValue < $1.fee.rawValue }
    }
  }

  private mutating func nameChannels(_ snapshot: LedgerSnapshot) {
    var byName: [String: Symbol] = [:]
    func name(_ channel: Symbol) {
      if channels[channel] != nil { return }
      let name = snapshot.symbols[channel].lowercased()
      channels[channel] = byName[name] ?? channel
      byName[name] = byName[name] ?? channel
    }
    for rate in snapshot.feeRates { name(rate.channel) }
    for channel in snapshot.orderChannels { name(channel) }
  }

  /// The fees for which a channel has any rate, in order of the kind.
  func cards(of channel: Symbol) -> [FeeCard] {
    cardsByChannel[channels[channel] ?? channel] ?? []
  }

  /// The fee due on `base` for `units`, positive minor units; `nil` when the rate is in another
  /// currency than the line.
  static func due(_ rate: FeeRate, base: Int64, units: Int64, currency: Currency) -> Int64? {
    if rate.fixed != nil || rate.minimum != nil {
      if let rateCurrency = rate.currency, rateCurrency != currency { return nil }
    }
    var due: Int64 = 0
    if let percent = rate.percentMillionths {
      due += Int64(roundedHalfUp(Int128(base) * Int128(percent), over: 100_000_000))
    }
    if let fixed = rate.fixed { due += fixed * units }
    if let minimum = rate.minimum { due = max(due, minimum) }
    return due
  }
}

/// The rates of one channel and fee, the latest start first.
struct FeeCard: Sendable {
  let fee: LineComponent
  fileprivate(set) var general: [FeeRate] = []
  fileprivate(set) var bySku: [Symbol: [FeeRate]] = [:]

  fileprivate init(fee: LineComponent) { self.fee = fee }

  /// The rate in force on a day, or `nil` when none was agreed: the SKU's own, else the channel's.
  func rate(for sku: Symbol, on day: CalendarDate) -> FeeRate? {
    let own = sku.isNone || bySku.isEmpty ? nil : bySku[sku]
    return own?.first { $0.isInForce(on: day) } ?? general.first { $0.isInForce(on: day) }
  }
}
