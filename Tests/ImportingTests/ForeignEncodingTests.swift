import Accounting
import DelimitedText
import Foundation
import Testing

@testable import Importing

/// Files that are not UTF-8, and in which of several encodings they are is not written.
@Suite struct `A file in a legacy encoding` {
  /// 测试商品 in GBK.
  private static let goods: [UInt8] = [0xb2, 0xe2, 0xca, 0xd4, 0xc9, 0xcc, 0xc6, 0xb7]

  private func settlement(_ sku: [UInt8]) -> [UInt8] { PolicyFile.settlement(sku: sku) }

  private func run(
    _ bytes: [UInt8], encoding: TextEncoding? = nil, chunkBytes: Int = 1 << 18
  ) throws -> (document: ImportedDocument, skus: [String]) {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let sink = CollectingSink()
    let importer = DocumentImporter(
      registry: try FormatRegistry.standard(), zone: .utc, chunkBytes: chunkBytes)
    let document = try importer.importFile(
      InputFile(path: path, name: "made-up"), format: nil, sink: sink, encoding: encoding)
    return (document, sink.values(.settlementLine, "sku"))
  }

  @Test(arguments: [
    goods, [0xc7, 0xd1, 0xb1, 0xdb], [0x83, 0x65, 0x83, 0x58, 0x83, 0x67],
    [0xa4, 0xa4, 0xa4, 0xe5],
  ])
  func `is refused rather than garbled, and says how to name it`(sku: [UInt8]) throws {
    let refusal = #expect(throws: ImportRefusal.self) { try run(settlement(sku)) }
    #expect(refusal?.reason == "unknown_encoding")
    #expect(refusal?.message.contains("--encoding gb18030") == true)
  }

  /// Müsli für 5 €, “café” naïve, É, Entrée with a space that does not break.
  static let western: [[UInt8]] = [
    [0x4d, 0xfc, 0x73, 0x6c, 0x69, 0x20, 0x66, 0xfc, 0x72, 0x20, 0x35, 0x20, 0x80],
    [0x93, 0x63, 0x61, 0x66, 0xe9, 0x94, 0x20, 0x6e, 0x61, 0xef, 0x76, 0x65], [0xc9],
    [0x45, 0x6e, 0x74, 0x72, 0xe9, 0x65, 0xa0, 0x31],
  ]

  @Test(arguments: western)
  func `is Western where it looks like it`(sku: [UInt8]) throws {
    #expect(try run(settlement(sku)).document.warnings.map(\.code) == ["encoding"])
  }

  @Test(arguments: [1, 7, 1 << 18]) func `is read as the one that is named`(chunkBytes: Int) throws
  {
    let named = try run(settlement(Self.goods), encoding: .gb18030, chunkBytes: chunkBytes)
    #expect(named.skus.first == "测试商品")
    #expect(named.document.warnings.map(\.code) == ["encoding"])
  }

  @Test func `is UTF-16 without a byte order mark where that is named`() throws {
    let wide = Array(PolicyFile.wide(settlement(Array("MUG".utf8))).dropFirst(2))
    #expect(throws: ImportRefusal.self) { try run(wide) }
    #expect(try run(wide, encoding: .utf16le).skus.first == "MUG")
  }

  @Test func `is refused where bytes are not in the encoding named, with their place`() throws {
    let bytes = settlement([0xb2, 0xe2, 0xff, 0xff])
    let place = try #require(bytes.firstIndex(of: 0xff))
    let refusal = #expect(throws: ImportRefusal.self) { try run(bytes, encoding: .gb18030) }
    #expect(refusal?.reason == "invalid_encoding")
    #expect(refusal?.byteOffset == place)
  }

  @Test func `is read as a contract says`() throws {
    let contract = """
      format: chinese
      identity: key
      text: {encodings: [gbk]}
      columns: {required: [编号, 日期, 数量]}
      dates: [yyyy-MM-dd]
      rows:
        - emit:
            - record: order_line
              fields:
                channel: {text: Shop}
                order_id: 编号
                order_line_id: {text: '1'}
                sku: {text: CUP}
                ordered_at: {column: 日期, required: true}
                currency: {text: CNY}
                quantity: 数量
                item_price: {text: '1'}
      """
    var bench = try ImportBench()
    try bench.registry.add([("chinese.yaml", contract)])
    let header: [UInt8] = [
      0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xca, 0xfd, 0xc1, 0xbf, 0x0a,
    ]
    let (document, sink) = try bench.run(header + Self.goods + Array(",2026-09-01,1\n".utf8))
    #expect(document.format == "chinese" && document.accepted == 1)
    #expect(sink.values(.orderLine, "order_id") == ["测试商品"])
  }
}
