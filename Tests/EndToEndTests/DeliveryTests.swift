import Compression
import Foundation
import Hashing
import Testing

/// Files that come compressed.
@Suite struct `Of compressed deliveries` {
  private typealias Member = MadeUpArchive.Member

  private static func orders(_ id: String) -> String { MadeUp.orders(MadeUp.order(id)) }

  // MARK: - What is read

  @Test func `reads gzip as the file it holds, several after one another as one`() throws {
    let books = try emptyBooks()
    let first = try MadeUpArchive.gzip(Self.orders("A1"))
    let second = try MadeUpArchive.gzip(MadeUp.order("A2") + "\n")
    try books.drop("a.csv.GZ", first + second)
    try books.drop("not packed.csv.gz", Data(Self.orders("B1").utf8))
    #expect(
      try books.imported() == [
        "a.csv.GZ accepted 2=2+0+0", "not%20packed.csv.gz accepted 1=1+0+0",
      ])
  }

  @Test func `reads each file of a zip archive, and the name leads to archive and file`() throws {
    let books = try emptyBooks()
    let orders = MadeUp.orders(MadeUp.order(), MadeUp.order("A2", price: "ten"))
    let archive = try MadeUpArchive.zip(
      Member("daily/", "").with { $0.mode = 0o40755 }, Member("daily/b c.csv", orders),
      Member("__MACOSX/._b.csv", "x"), Member("readme.txt", "hello\n"),
      Member("a.csv", Self.orders("B1"), isDeflated: true))
    try books.drop("d.zip", archive)
    #expect(
      try books.imported() == [
        "d.zip/a.csv accepted 1=1+0+0", "d.zip/daily/b%20c.csv accepted 2=1+1+0",
        "d.zip/readme.txt refused 0=0+0+0",
      ])
    // What was received, and what its lines and byte offsets count in.
    let kept = try books.names(below: "archive")
    #expect(kept.contains(sha256Hex([UInt8](archive).span)) && kept.contains(sha256Hex(orders)))
    #expect(try books.text("archive/\(sha256Hex(orders))") == orders)
    #expect(
      try books.names(below: "refused") == [
        "d.zip_readme.txt", "d.zip_readme.txt.reason.txt",
      ])
    #expect(try books.files(below: "inbox").isEmpty)
    _ = try books.crossfoot("run", "--period", "2026-09")
    let aside = try books.table("quarantine.csv", period: "2026-09")
    #expect(aside["source_file"] == ["d.zip/daily/b%20c.csv"] && aside["line"] == ["3"])
    let offset = try #require(orders.range(of: "A2,A2-1")).lowerBound
    #expect(
      aside["byte_offset"] == ["\(orders.utf8.distance(from: orders.startIndex, to: offset))"])
  }

  @Test func `takes one of two equal files in it, and says so of the other`() throws {
    let books = try emptyBooks()
    let same = Self.orders("A1")
    try books.drop(
      "o.zip", try MadeUpArchive.zip(Member("a.csv", same), Member("b.csv", same)))
    let said = try books.crossfoot("run", "--period", "2026-09", "--json")
    let shown = said.output.replacing("\\/", with: "/")
    #expect(shown.contains("identical to o.zip/a.csv"), "\(shown)")
    let found = try books.table("discrepancies.csv", period: "2026-09")
    #expect(found["code"].contains("DU-01"))
  }

  @Test func `knows a file again, however it comes`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", Self.orders("A1"))
    try books.drop("b.csv.gz", try MadeUpArchive.gzip(Self.orders("A1")))
    try books.drop("c.zip", try MadeUpArchive.zip(Member("x.csv", Self.orders("A1"))))
    #expect(
      try books.imported() == [
        "a.csv accepted 1=1+0+0", "b.csv.gz duplicate 0=0+0+0", "c.zip/x.csv duplicate 0=0+0+0",
      ])
    #expect(try books.files(below: "inbox").isEmpty)
  }

  @Test func `mends a row of a file that came compressed`() throws {
    let books = try emptyBooks()
    let orders = MadeUp.orders(MadeUp.order(), MadeUp.order("A2", price: "ten"))
    try books.drop("a.csv.gz", try MadeUpArchive.gzip(orders))
    _ = try books.imported()
    let said = try books.crossfoot("quarantine", "list", "--json")
    let row = try #require(try (said.json() as? [[String: Any]])?.first)
    let id = try #require(row["quarantine_id"] as? String)
    let hand = ["--by", "Ann", "--at", "2026-10-02T10:00:00Z"]
    let fixed = try books.crossfoot(["quarantine", "fix", id, "--set", "item_price=10.00"] + hand)
    #expect(fixed.status == 0, "\(fixed.errors)")
    #expect(try books.crossfoot(["quarantine", "replay", id] + hand).status == 0)
    try books.drop("a.csv.gz", try MadeUpArchive.gzip(orders))
    #expect(try books.imported() == ["a.csv.gz duplicate 0=0+0+0"])
  }

  @Test func `goes on where a run was cut short after it took the delivery`() throws {
    let books = try emptyBooks()
    let archive = try MadeUpArchive.zip(
      Member("a.csv", Self.orders("A1")), Member("b.csv", Self.orders("B1")))
    let accepted = ["d.zip/a.csv accepted 1=1+0+0", "d.zip/b.csv accepted 1=1+0+0"]
    try books.drop("d.zip", archive)
    #expect(try books.imported() == accepted)
    try FileManager.default.linkItem(
      atPath: "\(books.path)/archive/\(sha256Hex([UInt8](archive).span))",
      toPath: "\(books.path)/inbox/d.zip")
    try FileManager.default.createDirectory(
      atPath: "\(books.path)/.unpacked", withIntermediateDirectories: false)
    #expect(try books.imported() == accepted)
    #expect(try !books.names(below: "").contains(".unpacked"))
  }

  @Test func `shows what a delivery would give and changes nothing`() throws {
    let books = try emptyBooks()
    let path = "\(books.path)/d.zip"
    try MadeUpArchive.zip(
      Member("x.csv", Self.orders("A1")), Member("y.csv", "?")
    ).write(to: URL(filePath: path))
    _ = try books.crossfoot("import", "--dry-run")
    let before = try books.inventory()
    let said = try books.crossfoot("import", "--dry-run", "--json", path)
    #expect(
      try (said.json() as? [[String: Any]])?.map { $0["outcome"] as? String }
        == ["accepted", "refused"])
    #expect(try books.inventory() == before)
    #expect(try books.crossfoot("import", path).status == 1)
    #expect(FileManager.default.fileExists(atPath: path))
  }

  // MARK: - What is refused

  @Test func `refuses what cannot be trusted, whole and with its reason`() throws {
    let orders = Member("in.csv", Self.orders("A1"))
    let packed = try MadeUpArchive.gzip(Self.orders("A1"))
    let archive = try MadeUpArchive.zip(orders)
    let long = String(repeating: MadeUp.order() + "\n", count: 400_000)
    let cases: [(name: String, data: Data, reason: String)] = [
      ("absolute.zip", try MadeUpArchive.zip(Member("/in.csv", "x"), orders), "unsafe_member"),
      ("backslash.zip", try MadeUpArchive.zip(Member("a\\..\\in.csv", "x")), "unsafe_member"),
      ("bomb.gz", try MadeUpArchive.gzip(MadeUp.orderHeader + "\n" + long), "expansion_limit"),
      (
        "bomb.zip", try MadeUpArchive.zip(Member("in.csv", long, isDeflated: true)),
        "expansion_limit"
      ),
      ("cut.csv.gz", packed.dropLast(9), "truncated_archive"),
      ("cut.zip", archive.dropLast(9), "truncated_archive"),
      ("damaged.csv.gz", packed.dropLast(8) + Data(repeating: 0, count: 8), "malformed_archive"),
      ("device.zip", try MadeUpArchive.zip(orders.with { $0.mode = 0o20644 }), "unsafe_member"),
      ("drive.zip", try MadeUpArchive.zip(Member("C:in.csv", "x")), "unsafe_member"),
      ("empty.zip", try MadeUpArchive.zip(), "empty_archive"),
      ("encrypted.zip", try MadeUpArchive.zip(orders.with { $0.flags = 1 }), "encrypted_archive"),
      ("followed.csv.gz", packed + Data("more".utf8), "malformed_archive"),
      ("link.zip", try MadeUpArchive.zip(orders.with { $0.mode = 0o120777 }), "unsafe_member"),
      ("lzma.zip", try MadeUpArchive.zip(orders.with { $0.method = 14 }), "unsupported_archive"),
      ("nested.csv.gz", try MadeUpArchive.gzip(packed), "nested_archive"),
      (
        "nested.zip",
        try MadeUpArchive.zip(Member("a.zip", "").with { $0.content = [UInt8](archive) }, orders),
        "nested_archive"
      ),
      ("odd.zip", try MadeUpArchive.zip(Member("a\nb.csv", "x"), orders), "unsafe_member"),
      (
        "overlap.zip", try MadeUpArchive.zip(orders, orders.with { $0.offset = 0 }),
        "malformed_archive"
      ),
      ("parent.zip", try MadeUpArchive.zip(Member("../in.csv", "x"), orders), "unsafe_member"),
      (
        "thousands.zip", try MadeUpArchive.zip((0...1_000).map { Member("\($0)", "x") }),
        "expansion_limit"
      ),
      ("twice.zip", try MadeUpArchive.zip(orders, orders), "malformed_archive"),
      ("unnamed.csv", packed, "compressed_file"),
      (
        "workbook.zip", try MadeUpArchive.zip(Member("[Content_Types].xml", "<a/>")),
        "unsupported_archive"
      ),
    ]
    let books = try emptyBooks()
    for file in cases { try books.drop(file.name, file.data) }
    let said = try books.crossfoot("import", "--json")
    let outcomes = try #require(try said.json() as? [[String: Any]])
    #expect(outcomes.map { $0["file"] as? String } == cases.map(\.name))
    for (outcome, file) in zip(outcomes, cases) {
      #expect(outcome["outcome"] as? String == "refused", "\(outcome)")
      #expect((outcome["reason"] as? String)?.hasSuffix("(\(file.reason))") == true, "\(outcome)")
      #expect(try books.names(below: "refused").contains(file.name), "\(file.name)")
    }
    #expect(try books.names(below: "archive").isEmpty)
    #expect(try !books.names(below: "").contains(".unpacked"))
  }

  @Test func `unpacks as much as the books allow`() throws {
    let books = try emptyBooks("functional_currency: USD\nunpack: {megabytes: 1}\n")
    let rows = (0..<20_000).map { MadeUp.order("A\($0)") }.joined(separator: "\n")
    let orders = "\(MadeUp.orderHeader)\n\(rows)\n"
    try books.drop("a.csv.gz", try MadeUpArchive.gzip(orders))
    let half = String(orders.prefix(orders.utf8.count / 2))
    try books.drop("b.zip", try MadeUpArchive.zip(Member("1", half), Member("2", half + "x")))
    let said = try books.crossfoot("import", "--json")
    let reasons = try (said.json() as? [[String: Any]])?.map { $0["reason"] as? String ?? "" }
    #expect(reasons?.allSatisfy { $0.contains("more than 1 MiB") } == true, "\(reasons ?? [])")
    try "functional_currency: USD\n".write(
      toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    try books.drop("a.csv.gz", try MadeUpArchive.gzip(orders))
    #expect(try books.imported() == ["a.csv.gz accepted 20000=20000+0+0"])
  }

  /// Whatever a byte turns into, the archive is refused or gives the files that were put in.
  @Test func `never takes a damaged file for another`() throws {
    let members = [
      Member("in.csv", Self.orders("A1"), isDeflated: true), Member("b", Self.orders("B1")),
    ]
    let path = FileManager.default.temporaryDirectory
      .appending(path: UUID().uuidString).path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for sound in [try MadeUpArchive.zip(members), try MadeUpArchive.gzip(Self.orders("A1"))] {
      let contents = try #require(try unpacked(sound, at: path))
      for place in sound.indices {
        _ = try unpacked(sound.prefix(place), at: path).map { #expect($0 == contents) }
        for mask in [0x01, 0x80, 0xFF] as [UInt8] {
          var damaged = sound
          damaged[place] ^= mask
          if let found = try unpacked(damaged, at: path) {
            #expect(Set(found).isSubset(of: contents), "byte \(place) ^ \(mask)")
          }
        }
      }
    }
  }

  private func unpacked(_ data: Data, at path: String) throws -> [[UInt8]]? {
    try data.write(to: URL(filePath: path))
    guard let file = CompressedFile(path: path) else { return nil }
    var files = FilesInMemory()
    do {
      try file.unpack(within: ExpansionLimit(bytes: 1 << 20, times: 100), to: &files)
      return files.contents
    } catch is ExpansionRefusal { return nil }
  }
}

private struct FilesInMemory: UnpackingTarget {
  var contents: [[UInt8]] = []

  mutating func begin(_ path: [[UInt8]]) { contents.append([]) }
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    contents[contents.count - 1] += Array(bytes)
  }
  mutating func end() {}
}
