import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What lies in the inbox beside files that are ready.
@Suite struct `In the inbox` {
  @Test func `a file that is still being written waits, and the others go on`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    try books.drop("b.csv.part", MadeUp.orders(MadeUp.order("B1")))
    try books.drop("c.csv", MadeUp.orders(MadeUp.order("C1")))
    try books.drop("~$d.csv", "x")
    try books.drop(".e.csv.Xq1", MadeUp.orders(MadeUp.order("E1")))
    try books.drop(".DS_Store", "x")
    let descriptor = open("\(books.path)/inbox/c.csv", O_WRONLY | O_APPEND | O_CLOEXEC)
    try #require(descriptor >= 0)
    #expect(
      try books.imported() == [
        ".e.csv.Xq1 waiting 0=0+0+0", "a.csv accepted 1=1+0+0", "b.csv.part waiting 0=0+0+0",
        "c.csv waiting 0=0+0+0",
        "~$d.csv waiting 0=0+0+0",
      ])
    #expect(try books.crossfoot("import").status == 1)
    close(descriptor)
    try FileManager.default.moveItem(
      atPath: "\(books.path)/inbox/b.csv.part", toPath: "\(books.path)/inbox/b.csv")
    #expect(
      try books.imported() == [
        ".e.csv.Xq1 waiting 0=0+0+0", "b.csv accepted 1=1+0+0", "c.csv accepted 1=1+0+0",
        "~$d.csv waiting 0=0+0+0",
      ])
    #expect(
      try books.files(below: "inbox").keys.sorted()
        == [".DS_Store", ".e.csv.Xq1", "~$d.csv"])
  }

  @Test func `links, pipes and odd names are refused, and the others go on`() throws {
    let books = try emptyBooks()
    let inbox = "\(books.path)/inbox"
    try books.drop("z.csv", MadeUp.orders(MadeUp.order()))
    try books.drop("new\nline.csv", MadeUp.orders(MadeUp.order("B1")))
    try books.drop("turned\u{202e}vsc.csv", MadeUp.orders(MadeUp.order("C1")))
    #expect(mkfifo("\(inbox)/pipe.csv", 0o600) == 0)
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: "\(inbox)/link.csv", withDestinationPath: "\(inbox)/z.csv")
    try manager.createSymbolicLink(
      atPath: "\(inbox)/lost.csv", withDestinationPath: "\(inbox)/nowhere")
    try manager.createSymbolicLink(atPath: "\(inbox)/folder", withDestinationPath: "/etc")
    for _ in 1...2 {
      let outcomes = try books.imported()
      #expect(outcomes.last == "z.csv accepted 1=1+0+0" || outcomes.isEmpty)
      #expect(outcomes.dropLast().allSatisfy { $0.contains(" refused 0=0+0+0") }, "\(outcomes)")
      #expect(outcomes.count == 7 || outcomes.isEmpty, "\(outcomes)")
      let names = outcomes.joined(separator: "\n")
      #expect(
        outcomes.isEmpty || names.contains("new%0Aline.csv") && names.contains("turned%E2%80%AEvsc")
      )
    }
    #expect(try books.files(below: "inbox").isEmpty)
    let refused = try books.names(below: "refused")
    #expect(refused.contains("new%0Aline.csv") && refused.contains("pipe.csv"), "\(refused)")
    #expect(refused.count { $0.hasSuffix(".reason.txt") } == 6, "\(refused)")
  }
}
