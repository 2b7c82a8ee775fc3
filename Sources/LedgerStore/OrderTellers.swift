import Accounting

extension SnapshotReader {
  private struct OrderName: Hashable {
    let channel: String
    let order: Symbol
  }

  /// An order that several formats tell of counts once: as our own side tells it, else as the
  /// channel's report does whose format comes first by name.
  mutating func keepOneTellerOfEachOrder() {
    let isReport = snapshot.documents.map { !$0.source.isEmpty }
    let orders = snapshot.orderLines
    guard orders.contains(where: { isReport[Int($0.provenance.document)] }) else { return }
    let ranks = snapshot.documents.map { $0.source.isEmpty ? "" : $0.format }
    var channels: [Symbol: String] = [:]
    func name(_ line: OrderLine) -> OrderName {
      let channel = channels[line.channel] ?? Self.root(of: snapshot.symbols[line.channel])
      channels[line.channel] = channel
      return OrderName(channel: channel, order: line.orderId)
    }
    var tellers: [OrderName: String] = [:]
    for line in orders {
      let rank = ranks[Int(line.provenance.document)]
      let order = name(line)
      tellers[order] = min(tellers[order] ?? rank, rank)
    }
    snapshot.orderLines = orders.filter { tellers[name($0)] == ranks[Int($0.provenance.document)] }
  }

  /// `Amazon.de` and `amazon` are one channel here: not every report names the country.
  private static func root(of channel: String) -> String {
    String(channel.lowercased().prefix { $0 != "." })
  }
}
