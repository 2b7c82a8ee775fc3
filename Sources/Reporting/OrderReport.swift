import Accounting
import DelimitedText

/// `orders.csv`: how far order lines have come, of those with more to tell than a sale, settled
/// whole.
///
/// Lines that something happened to in the period and that are not settled by its end, or are
/// settled in parts, edited, cancelled, refunded, returned or disputed. The others have their
/// state in `margin.csv`.
struct OrderReport {
  static let columns = [
    "channel", "order_id", "order_line_id", "sku", "quantity", "currency", "gross", "state",
    "ordered", "shipped", "settled", "paid", "refunded", "returned", "disputed", "history",
    "evidence",
  ]

  /// How many order lines that the period touches stand in each state at its end.
  let counts: [(state: OrderState, count: Int)]
  /// Positions of order lines, in order of channel, order and line.
  private let lines: [Int32]
  private let story: OrderStory
  private let index: ReportIndex
  private let scope: ReportScope

  init(_ index: ReportIndex, _ scope: ReportScope) {
    self.index = index
    self.scope = scope
    let snapshot = index.data.snapshot
    let lives = index.lives.lives
    let last = scope.period.lastDay
    let first = scope.period.firstDay
    var listed: [Int32] = []
    var counts = [Int](repeating: 0, count: OrderState.allCases.count)
    for position in lives.indices {
      guard lives[position].ordered <= last, lives[position].touches(first, last) else { continue }
      counts[Int(lives[position].state(on: last).rawValue)] += 1
      if !lives[position].isPlain(on: last) { listed.append(Int32(position)) }
    }
    self.counts = zip(OrderState.allCases, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
    let symbols = snapshot.symbols
    lines = listed.sorted {
      let (one, other) = (snapshot.orderLines[Int($0)], snapshot.orderLines[Int($1)])
      return symbols.precedes(one.channel, other.channel)
        ?? symbols.precedes(one.orderId, other.orderId)
        ?? symbols.precedes(one.orderLineId, other.orderLineId) ?? false
    }
    // What is only ordered and shipped has its dates to tell, without a look at any other record.
    let told = listed.filter { lives[Int($0)].hasMoreToTell }
    story = OrderStory(
      snapshot, index.data.matches, zone: index.data.settings.zone,
      orders: Set(told.map { index.data.matches.orderOfLine[Int($0)] }))
  }

  var bytes: [UInt8] {
    let snapshot = index.data.snapshot
    var writer = DelimitedWriter(columns: Self.columns)
    for position in lines {
      let line = snapshot.orderLines[Int(position)]
      let life = index.lives.lives[Int(position)]
      writer.text(line.channel, in: snapshot.symbols)
      writer.text(line.orderId, in: snapshot.symbols)
      writer.text(line.orderLineId, in: snapshot.symbols)
      writer.text(line.sku, in: snapshot.symbols)
      writer.whole(line.quantity)
      writer.text(line.currency.code)
      writer.amount(line.gross, line.currency)
      writer.number(life.state(on: scope.period.lastDay).name)
      for date in [
        life.ordered, life.shipped, life.settled, life.paid, life.refunded, life.returned,
        life.disputed,
      ] {
        writer.date(date.flatMap { $0 <= scope.period.lastDay ? $0 : nil })
      }
      writeHistory(of: position, life, to: &writer)
      writer.text(snapshot.evidence(line.provenance))
      writer.endRecord()
    }
    return writer.bytes
  }

  private func writeHistory(
    of line: Int32, _ life: LineLives.Life, to writer: inout DelimitedWriter
  ) {
    guard life.hasMoreToTell else { return writePlainHistory(of: line, life, to: &writer) }
    let order = index.data.matches.orderOfLine[Int(line)]
    let events = story.events(of: order).filter {
      ($0.orderLine == line || $0.orderLine < 0) && $0.date <= scope.period.lastDay
    }
    writer.text(events.map { "\($0.text) [\($0.evidence)]" }.joined(separator: "; "))
  }

  /// Ordered, shipped or cancelled, as one row of ours says.
  private func writePlainHistory(
    of position: Int32, _ life: LineLives.Life, to writer: inout DelimitedWriter
  ) {
    let line = index.data.snapshot.orderLines[Int(position)]
    let evidence = index.data.snapshot.evidence(line.provenance)
    let last = scope.period.lastDay
    var words = ["\(life.ordered) ordered \(line.quantity) [\(evidence)]"]
    if life.isCancelled { words.append("\(life.ordered) cancelled [\(evidence)]") }
    if let shipped = life.shipped, shipped <= last {
      words.append("\(shipped) shipped [\(evidence)]")
    }
    writer.text(words.joined(separator: "; "))
  }
}

extension LineLives.Life {
  /// Other records than the order's own row speak of it.
  fileprivate var hasMoreToTell: Bool {
    settled != nil || isEdited || refunded != nil || returned != nil || disputed != nil
  }
}
