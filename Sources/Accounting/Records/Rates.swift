/// One quoted exchange rate: units of `quote` for one unit of `base`.
package struct RateQuote: Sendable {
  package var date: CalendarDate
  package var base: Currency
  package var quote: Currency
  /// In units of 1 / `RateTable.scale`.
  package var rate: Int64

  package init(date: CalendarDate, base: Currency, quote: Currency, rate: Int64) {
    self.date = date
    self.base = base
    self.quote = quote
    self.rate = rate
  }
}

/// What a channel has agreed to charge, for a stretch of time.
package struct FeeRate: Sendable {
  package var provenance: Provenance
  package var channel: Symbol
  package var fee: LineComponent
  /// Blank means every SKU without a rate of its own.
  package var sku: Symbol
  /// Millionths of one per cent (15 % is 15,000,000).
  package var percentMillionths: Int64?
  package var fixed: Int64?
  package var currency: Currency?
  package var minimum: Int64?
  package var validFrom: CalendarDate
  package var validTo: CalendarDate?

  package init(
    provenance: Provenance, channel: Symbol, fee: LineComponent, sku: Symbol,
    percentMillionths: Int64?, fixed: Int64?, currency: Currency?, minimum: Int64?,
    validFrom: CalendarDate, validTo: CalendarDate?
  ) {
    self.provenance = provenance
    self.channel = channel
    self.fee = fee
    self.sku = sku
    self.percentMillionths = percentMillionths
    self.fixed = fixed
    self.currency = currency
    self.minimum = minimum
    self.validFrom = validFrom
    self.validTo = validTo
  }
}
