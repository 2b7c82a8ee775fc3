import DelimitedText

extension TaggedShape {
  /// Reads the `tagged` part of a contract, and the name of its root element.
  static func read(_ node: ContractNode) throws -> (root: String, shape: TaggedShape) {
    let map = try node.map(
      "form", "root", "starts", "needs", "leaves", "encodings", "groups", "fields", "coded")
    var shape = TaggedShape()
    let form = try map["form"]?.text() ?? "fields"
    guard let form = Form(rawValue: form) else {
      throw node.failure("a tagged text is of the form sgml or fields, not '\(form)'")
    }
    shape.form = form
    shape.starts = try map["starts"]?.texts() ?? []
    shape.needs = try map["needs"]?.texts().map { Self.alternatives($0) } ?? []
    shape.leaves = Set(try map["leaves"]?.texts() ?? [])
    for item in try map["encodings"]?.list() ?? [] {
      guard let encoding = TextEncoding(name: try item.text()) else {
        throw item.failure("unknown encoding '\(try item.text())'")
      }
      shape.encodings.append(encoding)
    }
    for group in try map["groups"]?.list() ?? [] {
      let map = try group.map("element", "starts", "holds")
      guard let element = map["element"], let starts = map["starts"] else {
        throw group.failure("a group has 'element' and 'starts'")
      }
      shape.groups.append(
        TagGroup(
          element: try element.text(), starts: try starts.texts(),
          holds: try map["holds"]?.texts() ?? []))
    }
    for (tags, parts) in try map["fields"]?.entries() ?? [] {
      let formats = try parts.list().flatMap { try $0.entries() }
        .map { (name: $0.key, format: try $0.value.text()) }
      guard let notation = FieldNotation(formats) else {
        throw parts.failure("the parts of \(tags) are not in SWIFT's notation")
      }
      for tag in Self.alternatives(tags) { shape.notations[tag] = notation }
    }
    for (tags, coded) in try map["coded"]?.entries() ?? [] {
      let map = try coded.map("mark", "width")
      guard let mark = try map["mark"]?.text().utf8.first, let width = map["width"] else {
        throw coded.failure("a coded text has 'mark' and 'width'")
      }
      for tag in Self.alternatives(tags) {
        shape.codedTags[tag] = CodedText(mark: mark, width: try width.integer())
      }
    }
    return (try map["root"]?.text() ?? "", shape)
  }

  private static func alternatives(_ text: String) -> [String] {
    text.split(separator: "|").map(String.init)
  }
}
