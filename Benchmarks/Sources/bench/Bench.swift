import Foundation
import Measuring

/// Times the whole job beside a peer and checks what it found against the truth.
///
/// Exit 0: everything planted was found and nothing else; 1: not so; 2: a run failed; 64: usage.
@main
struct Bench {
  static func main() {
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      exit(try run(options) ? 0 : 1)
    } catch let error as UsageError {
      stop("\(error.message)\n\(Options.usage)", status: 64)
    } catch {
      stop("\(error)", status: 2)
    }
  }

  /// Runs, prints, and says whether the truth was found.
  private static func run(_ options: Options) throws -> Bool {
    var contest = try Contest(options)
    defer { contest.remove() }
    print(describe(options))
    fflush(nil)
    for number in 1...options.runs {
      try contest.run(number)
      print("run \(number):  \(describe(contest.ours, contest.theirs))")
      // A run can take minutes: show each when it is done, also to a pipe.
      fflush(nil)
    }
    print("")
    Table(ours: contest.ours, theirs: contest.theirs).lines.forEach { print($0) }
    print("")
    return try checkTruth(options, reports: contest.reports)
  }

  private static func describe(_ options: Options) -> String {
    let machine = ProcessInfo.processInfo
    let memory = rounded(Double(machine.physicalMemory) / 1_000_000_000, 0)
    let file = URL(filePath: options.data).appending(path: options.settlement)
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size]) as? Int
    return """
      \(options.settlement) of \(rounded(Double(size ?? 0) / 1_000_000, 1)) MB, as of \(options.asOf); \
      \(machine.activeProcessorCount) cores, \(memory) GB of memory
      """
  }

  private static func describe(_ ours: [Usage], _ theirs: [Usage]) -> String {
    guard let mine = ours.last else { return "" }
    var text = "crossfoot \(describe(mine))"
    if let other = theirs.last {
      let ratio = rounded(mine.wallSeconds / other.wallSeconds, 2)
      text += "    peer \(describe(other))    wall ratio \(ratio)"
    }
    return text
  }

  private static func describe(_ usage: Usage) -> String {
    """
    \(rounded(usage.wallSeconds, 2)) s, CPU \(rounded(usage.cpuSeconds, 2)) s, \
    \(rounded(usage.peakBytes / 1_000_000, 0)) MB
    """
  }

  /// Compares what the last run reported with `truth.csv`.
  private static func checkTruth(_ options: Options, reports: URL) throws -> Bool {
    let truth = URL(filePath: options.data).appending(path: "truth.csv")
    let planted = try plantedTroubles(truth)
    let reported = try ReportedTroubles(reports: reports)
    let missed = planted.subtracting(reported.products).sorted()
    let invented = reported.products.subtracting(planted).sorted()
    print("truth: \(planted.count) order lines in trouble, \(reported.products.count) reported")
    show("planted and not reported", missed)
    show("reported and not planted", invented)
    let (compared, aside) = (ReportedTroubles.comparedCodes, reported.counts)
    print("exceptions compared: \(list(aside.filter { compared.contains($0.key) }))")
    print("exceptions aside:    \(list(aside.filter { !compared.contains($0.key) }))")
    let isRight = missed.isEmpty && invented.isEmpty
    print(isRight ? "The truth was found." : "The truth was NOT found.")
    return isRight
  }

  private static func show(_ title: String, _ products: [OrderedProduct]) {
    guard !products.isEmpty else { return }
    print("  \(title): \(products.count)")
    products.prefix(5).forEach { print("    \($0)") }
  }

  private static func list(_ counts: [String: Int]) -> String {
    let words = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("bench: \(message)\n".utf8))
    exit(status)
  }
}
