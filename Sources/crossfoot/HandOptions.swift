import Accounting
import ArgumentParser
import Foundation
import Reconciliation

/// Who does something, and when: kept on record.
struct HandOptions: ParsableArguments {
  @Option(
    name: [.customLong("as"), .customLong("by")],
    help: ArgumentHelp(
      "Who does this (default: CROSSFOOT_USER, else the user's name on this machine).",
      valueName: "name"))
  var by: String?

  @Option(help: "When, in ISO 8601 with offset or Z (default: now).")
  var at: Instant?

  var hand: Hand {
    get throws {
      let environment = ProcessInfo.processInfo.environment
      let names = [by] + ["CROSSFOOT_USER", "USER", "LOGNAME"].map { environment[$0] }
      guard let name = names.compactMap(\.self).first(where: { !$0.isEmpty }) ?? loginName else {
        throw ValidationError("nobody's name is known; say who does this with --as")
      }
      return Hand(by: name, at: at ?? .now)
    }
  }

  private var loginName: String? {
    let name = NSUserName()
    return name.isEmpty ? nil : name
  }
}

/// Refuses an option that has to say something and does not.
func refuseBlank(_ text: String, _ option: String) throws {
  if text.allSatisfy(\.isWhitespace) { throw ValidationError("--\(option) is blank.") }
}

extension Instant: ExpressibleByArgument {
  /// The clock of this machine.
  static var now: Instant {
    Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
  }

  package init?(argument: String) {
    guard let date = try? Date(argument, strategy: .iso8601) else { return nil }
    self.init(seconds: Int64(date.timeIntervalSince1970.rounded(.down)))
  }
}
