/// One amount of a settlement, under the section that both layouts file it in.
struct SettledAmount {
  enum Section: Hashable {
    case price, fees, withheldTax, promotion
  }

  let section: Section
  let name: String
  let cents: Int
}

/// One settled or returned line of a sale.
struct SettledItem {
  let sku: String
  let code: String
  let quantity: Int
  let promotion: String
  let amounts: [SettledAmount]
}

/// A sale as the channel settles it.
struct SettledSale {
  let sale: Sale
  let shipment: String
  let postedAt: Moment
  let items: [SettledItem]
}

/// A return as the channel settles it.
struct SettledReturn {
  let sale: Sale
  let adjustment: String
  let postedAt: Moment
  let item: SettledItem
  let isRecorded: Bool
}

/// A charge to the account, of no order.
struct AccountCharge {
  let transactionType: String
  let name: String
  let cents: Int
}

/// What one marketplace pays for one fortnight.
struct Settlement {
  let id: String
  let marketplace: Marketplace
  let starts: Moment
  let ends: Moment
  var sales: [SettledSale] = []
  var returns: [SettledReturn] = []
  var charges: [AccountCharge] = []

  var deposited: Moment { ends + 2 * Moment.day }

  var total: Int {
    let items = sales.flatMap(\.items) + returns.map(\.item)
    let lines = items.flatMap(\.amounts).reduce(0) { $0 + $1.cents }
    return charges.reduce(lines) { $0 + $1.cents }
  }

  /// Settles what was sold: every line but those that the channel forgets.
  mutating func settle(_ sale: Sale, generator: inout SeededGenerator) {
    let posted = sale.orderedAt + generator.draw(6...48) * 3_600
    let postedAt = Moment(seconds: min(posted.seconds, ends.seconds - 1))
    var items: [SettledItem] = []
    for (index, line) in sale.lines.enumerated() {
      let code = padded(generator.draw(0...99_999_999_999_999), 14)
      if case .missingInSettlement = line.fault { continue }
      items.append(item(line, code: code, generator: &generator))
      if index == 0 && sale.isReturned {
        returns.append(
          returned(sale, line, code: code, at: postedAt, generator: &generator))
      }
    }
    guard !items.isEmpty else { return }
    let shipment = "S\(padded(generator.draw(0...999_999_999), 9))"
    sales.append(
      SettledSale(sale: sale, shipment: shipment, postedAt: postedAt, items: items))
  }

  mutating func charge(generator: inout SeededGenerator) {
    let names = ["Subscription Fee", "Storage Fee", "FBA Inbound Placement Service Fee"]
    charges = names.map {
      AccountCharge(
        transactionType: "other-transaction", name: $0, cents: -generator.draw(3_999...150_000))
    }
    charges.append(
      AccountCharge(
        transactionType: "Cost of Advertising", name: "Sponsored Products Charge",
        cents: -generator.draw(3_999...150_000)))
  }

  private func item(
    _ line: SaleLine, code: String, generator: inout SeededGenerator
  ) -> SettledItem {
    let promotion =
      line.discount == 0 ? "" : "FALL-\(padded(generator.draw(0...9_999_999_999), 10))"
    let amounts = line.settled.map { component, cents in
      let section: SettledAmount.Section =
        switch component {
        case .principal, .tax, .shipping: .price
        case .commission, .fulfilment: .fees
        case .withheldTax: .withheldTax
        case .promotion: .promotion
        }
      // A promotion is told by its section; its name says what it is taken off.
      let name = component == .promotion ? Component.principal.name : component.name
      return SettledAmount(section: section, name: name, cents: cents)
    }
    return SettledItem(
      sku: line.product.sku, code: code, quantity: line.quantity, promotion: promotion,
      amounts: amounts)
  }

  private func returned(
    _ sale: Sale, _ line: SaleLine, code: String, at moment: Moment,
    generator: inout SeededGenerator
  ) -> SettledReturn {
    let commission = -line.due(.commission)
    let amounts = [
      SettledAmount(section: .price, name: Component.principal.name, cents: -line.price),
      SettledAmount(section: .price, name: Component.tax.name, cents: -line.allTax),
      SettledAmount(section: .fees, name: Component.commission.name, cents: commission),
      SettledAmount(section: .fees, name: "RefundCommission", cents: -min(commission / 5, 500)),
      SettledAmount(
        section: .withheldTax, name: Component.withheldTax.name, cents: line.allTax),
    ].filter { $0.cents != 0 }
    let item = SettledItem(
      sku: line.product.sku, code: code, quantity: 0, promotion: "", amounts: amounts)
    var isRecorded = true
    if case .missingInLedger = line.fault { isRecorded = false }
    return SettledReturn(
      sale: sale, adjustment: "A\(padded(generator.draw(0...9_999_999_999_999), 13))",
      postedAt: moment, item: item, isRecorded: isRecorded)
  }
}
