/// Where the files of a compressed one are put while it is unpacked.
package protocol UnpackingTarget {
  /// Begins the next file; `path`: its components in the archive, none for what gzip holds.
  mutating func begin(_ path: [[UInt8]]) throws
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws
  mutating func end() throws
}

extension CompressedFile {
  /// Unpacks every file, in order of path.
  ///
  /// - Throws: ``ExpansionRefusal`` when one of them cannot be trusted: none may be used then.
  package func unpack(within limit: ExpansionLimit, to target: inout some UnpackingTarget) throws {
    switch form {
    case .gzip:
      try target.begin([])
      var head = HeadCheck(name: "")
      try expandGzip(within: limit) { piece in
        head.take(piece)
        try target.append(piece)
      }
      try target.end()
      try head.refuseNested()
    case .zip: try unpackZip(within: limit, to: &target)
    }
  }

  private func unpackZip(
    within limit: ExpansionLimit, to target: inout some UnpackingTarget
  ) throws {
    let entries = try zipEntries().sorted {
      $0.path.lexicographicallyPrecedes($1.path) { $0.lexicographicallyPrecedes($1) }
    }
    if entries.contains(where: { $0.path == [Array("[Content_Types].xml".utf8)] })
      || entries.contains(where: { $0.path == [Array("mimetype".utf8)] })
    {
      throw ExpansionRefusal(
        .unsupported, "it is a workbook or a document of an office program; save it as CSV")
    }
    guard !entries.isEmpty else { throw ExpansionRefusal(.empty, "it holds no file") }
    var budget = limit.budget(ofFile: size)
    for entry in entries {
      try target.begin(entry.path)
      var head = HeadCheck(name: entry.shown)
      try expand(entry, budget: &budget) { piece in
        head.take(piece)
        try target.append(piece)
      }
      try target.end()
      try head.refuseNested()
    }
  }
}

/// Looks whether what comes out of an archive is an archive again.
private struct HeadCheck {
  let name: String
  private var head: [UInt8] = []

  init(name: String) { self.name = name }

  mutating func take(_ piece: UnsafeBufferPointer<UInt8>) {
    if head.count < 512 { head.append(contentsOf: piece.prefix(512 - head.count)) }
  }

  func refuseNested() throws {
    let marks: [[UInt8]] = [
      [0x1f, 0x8b, 8], [0x50, 0x4b, 3, 4], [0xfd, 0x37, 0x7a, 0x58, 0x5a],
      [0x42, 0x5a, 0x68, 0x31], [0x28, 0xb5, 0x2f, 0xfd], [0x37, 0x7a, 0xbc, 0xaf],
      Array("Rar!".utf8),
    ]
    let isTar = head.dropFirst(257).starts(with: "ustar".utf8)
    guard isTar || marks.contains(where: { head.starts(with: $0) }) else { return }
    let subject = name.isEmpty ? "what it holds" : "'\(name)' in it"
    throw ExpansionRefusal(
      .nested, "\(subject) is an archive again; send the files themselves")
  }
}
