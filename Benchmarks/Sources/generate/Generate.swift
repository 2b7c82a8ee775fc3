import Foundation
import SyntheticYear

/// Writes a made-up year to time the job on.
///
/// `generate ORDERS DIR`; exit 0: done, 1: not written, 64: usage.
@main
struct Generate {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let orders = Int(arguments[1]), (1...10_000_000).contains(orders)
    else { stop("usage: generate ORDERS DIR    (1 to 10000000 orders)", status: 64) }
    do {
      let summary = try writeYear(orders: orders, in: URL(filePath: arguments[2]))
      print(
        """
        \(summary.orders) orders, \(summary.orderLines) order lines, \
        \(summary.settlementLines) settlement lines, \(summary.linesInTrouble) in trouble
        """)
    } catch {
      stop("generate: cannot write to \(arguments[2]): \(error)", status: 1)
    }
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(status)
  }
}
