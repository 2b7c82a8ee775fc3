import Accounting

/// What a channel may charge for an order line, by the agreed rates.
///
/// A percentage is of the item price, half up, per line; payment fees are a percentage of the
/// gross plus a fixed part per payment; fulfilment and closing fees are fixed per unit. The rate
/// of the line's own SKU wins over the channel's, a later start over an earlier one.
struct RateCard: Sendable {
  private struct Key: Hashable { let channel: Symbol, sku: Symbol, fee: LineComponent }
  private var rates: [Key: [FeeRate]] = [:]
  /// Fee kinds for which a channel has any rate.
  private var feesByChannel: [Symbol: [LineComponent]] = [:]
  /// Channels that differ in case alone share one symbol.
  private var channels: [Symbol: Symbol] = [:]

  init(_ snapshot: LedgerSnapshot) {
    var byName: [String: Symbol] = [:]
    let named = snapshot.feeRates.map(\.channel) + snapshot.orderLines.map(\.channel)
    for channel in named where channels[channel] == nil {
      let name = snapshot.symbols[channel].lowercased()
      channels[channel] = byName[name] ?? channel
      byName[name] = byName[name] ?? channel
    }
    for rate in snapshot.feeRates {
      let channel = channels[rate.channel] ?? rate.channel
      rates[Key(channel: channel, sku: rate.sku, fee: rate.fee), default: []].append(rate)
      if feesByChannel[channel, default: []].contains(rate.fee) == false {
        feesByChannel[channel, default: []].append(rate.fee)
      }
    }
    for channel in feesByChannel.keys { feesByChannel[channel]?.sort { $0.rawValue < $1.rawValue } }
    for key in rates.keys { rates[key]?.sort { $0.validFrom > $1.validFrom } }
  }

  func fees(of channel: Symbol) -> [LineComponent] {
    feesByChannel[channels[channel] ?? channel] ?? []
  }

  /// The rate in force on a day, or `nil` when none was agreed.
  func rate(_ fee: LineComponent, channel: Symbol, sku: Symbol, on day: CalendarDate) -> FeeRate? {
    let channel = channels[channel] ?? channel
    for candidate in [sku, Symbol.none] {
      let list = rates[Key(channel: channel, sku: candidate, fee: fee)] ?? []
      if let rate = list.first(where: {
        $0.validFrom <= day && ($0.validTo.map { day <= $0 } ?? true)
      }) {
        return rate
      }
    }
    return nil
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
