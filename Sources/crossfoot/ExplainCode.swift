import Accounting
import ArgumentParser
import Reconciliation

extension Crossfoot.Exceptions {
  /// The reference of codes.
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a code means, how it is found and what to do; without one, list them.")

    @OptionGroup var options: BooksOptions

    @Argument(help: "The code, for example CM-03.")
    var code: String?

    func run() throws {
      guard let code else {
        let codes = DiscrepancyCode.allCases.sorted()
        Terminal.print(
          options.json ? JSON.list(codes.map(CodeText.json)).description : CodeText.table(codes))
        return
      }
      guard let known = DiscrepancyCode(rawValue: code.uppercased()) else {
        throw ValidationError("there is no code '\(code)'; 'exceptions explain' lists them")
      }
      Terminal.print(options.json ? CodeText.json(known).description : CodeText.page(known))
    }
  }
}

/// A code's page, for people and for scripts.
private enum CodeText {
  static func page(_ code: DiscrepancyCode) -> String {
    var lines = ["\(code.rawValue)  \(code.title)", ""]
    lines.append("severity      \(code.severity.name)")
    lines.append("owner         \(code.owner)")
    lines.append("next action   \(code.nextAction)")
    lines.append("closes        \(code.closesItself ? "by itself" : "by a person")")
    for paragraph in paragraphs(code) { lines += ["", wrapped(paragraph)] }
    return lines.joined(separator: "\n")
  }

  private static func paragraphs(_ code: DiscrepancyCode) -> [String] {
    CodePage.page(of: code)?.paragraphs ?? [CodePage.absence(of: code)]
  }

  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.count + word.count > 78 {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = last.isEmpty ? String(word) : "\(last) \(word)"
      }
    }
    return lines.joined(separator: "\n")
  }

  static func table(_ codes: [DiscrepancyCode]) -> String {
    Terminal.table(
      [["code", "sev", "owner", "what"]]
        + codes.map { code in
          let isRaised = CodePage.page(of: code) != nil
          return [
            code.rawValue, code.severity.name, code.owner,
            code.title + (isRaised ? "" : " (not raised yet)"),
          ]
        })
  }

  static func json(_ code: DiscrepancyCode) -> JSON {
    .object([
      ("code", .text(code.rawValue)), ("title", .text(code.title)),
      ("severity", .text(code.severity.name)), ("owner", .text(code.owner)),
      ("next_action", .text(code.nextAction)), ("closes_itself", .flag(code.closesItself)),
      ("is_raised", .flag(CodePage.page(of: code) != nil)),
      ("page", .list(paragraphs(code).map { .text($0) })),
    ])
  }
}
