import Accounting
import Testing

@Suite struct `The header of a file` {
  private func header(
    _ known: [String], lacks absent: [String] = [], new other: [String] = [], isOpen: Bool = false
  ) -> FileHeader {
    FileHeader(line: 1, known: known, absent: absent, other: other, isOpen: isOpen)
  }

  @Test func `drifts by what every other has and it lacks`() {
    let full = header(["id", "tax", "note"])
    let first = HeaderDrift(of: header(["id", "note"], lacks: ["tax"]), among: [full])
    #expect(first?.went == ["tax"] && first?.came == [])
    // One that came and went before is no news.
    let others = [full, header(["id", "tax"], lacks: ["note"])]
    #expect(HeaderDrift(of: header(["id", "tax"], lacks: ["note"]), among: others) == nil)
    #expect(
      HeaderDrift(of: header(["id"], lacks: ["tax", "note"]), among: others)?.went == ["tax"])
  }

  @Test func `drifts by a column that no other has, unless it may have any`() {
    let plain = header(["id"], lacks: ["tax"])
    let wide = header(["id"], lacks: ["tax"], new: ["extra"])
    #expect(HeaderDrift(of: wide, among: [plain])?.text == "new: extra")
    #expect(HeaderDrift(of: wide, among: [plain, wide]) == nil)
    let open = header(["id"], lacks: ["tax"], new: ["extra"], isOpen: true)
    #expect(HeaderDrift(of: open, among: [plain]) == nil)
    #expect(
      HeaderDrift(of: open, among: [header(["id", "tax"])])?.text == "lacks tax; new: extra")
  }

  @Test(arguments: [
    ("item_tax", "Item-Tax", true), ("shipping", "shiping", true), ("shipping", "shopping", true),
    ("tax", "tex", false), ("item_tax", "sales_tax", false), ("shipped_at", "shippedon", false),
  ])
  func `of a first file drifts by a name that is nearly one it lacks`(
    absent: String, new: String, isNear: Bool
  ) {
    let drift = HeaderDrift(of: header(["id"], lacks: [absent], new: [new]), among: [])
    #expect(drift?.text == (isNear ? "lacks \(absent); new: \(new)" : nil))
  }

  @Test func `is not compared with nothing`() {
    #expect(HeaderDrift(of: header(["id"], lacks: ["tax"], new: ["extra"]), among: []) == nil)
  }
}
