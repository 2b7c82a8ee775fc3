import Accounting
import Foundation
import Reporting
import Testing

@Suite struct `The printed page` {
  private static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let pdfToText = ["/usr/bin/pdftotext"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: chromium != nil && pdfToText != nil, "needs chromium and pdftotext"))
  func `has every finding, its evidence unfolded, under headings that repeat`() throws {
    let build = showcase()
    let pages = try printed(closeReports(build.close(), period: september)["discrepancies.html"])
    #expect(pages.count > 3)
    let text = pages.joined(separator: " ")
    for record in build.exceptions {
      #expect(text.contains(record.id))
      for word in record.discrepancy.externalEvidence { #expect(text.contains(word)) }
    }
    #expect(pages[0].contains("Set aside, held and in suspense"))
    #expect(pages[0].contains("What must be done first"))
    #expect(pages[1].contains("Cash impact"))
    for (number, page) in pages.enumerated() {
      #expect(page.contains("\(number + 1) / \(pages.count)"))
    }
  }

  /// The text of each page of the printed document.
  private func printed(_ page: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "crossfoot-print-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let html = folder.appending(path: "page.html")
    let pdf = folder.appending(path: "page.pdf")
    let text = folder.appending(path: "page.txt")
    try Data(page.utf8).write(to: html)
    try run(
      #require(Self.chromium),
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.appending(path: "profile").path())", "--no-pdf-header-footer",
        "--print-to-pdf=\(pdf.path())", html.absoluteString,
      ])
    try run(#require(Self.pdfToText), ["-layout", pdf.path(), text.path()])
    let pages = try String(contentsOf: text, encoding: .utf8).split(separator: "\u{c}")
    return pages.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program)")
  }
}
