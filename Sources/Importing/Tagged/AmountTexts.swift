import XMLText

/// Collects the amounts of a tagged document, so that they decide together how decimals are marked.
final class AmountTexts: XMLHandler {
  private let names: Set<String>
  private var isAmount = false
  private(set) var texts: [[UInt8]] = []

  init(_ contract: FormatContract) {
    var names: Set<String> = []
    for field in contract.rules.flatMap(\.emissions).flatMap(\.fields)
    where field.kind == .money || field.kind == .amount {
      for case .slot(let slot) in field.source.alternatives {
        names.insert(contract.references[slot].split(separator: "/").last.map(String.init) ?? "")
      }
    }
    self.names = names
  }

  func startElement(_ name: Span<UInt8>, line: Int) {
    isAmount = names.contains(name.text)
    if isAmount { texts.append([]) }
  }

  func attribute(_ name: Span<UInt8>, _ value: Span<UInt8>) {}

  func text(_ bytes: Span<UInt8>) {
    if isAmount { texts[texts.count - 1] += bytes.copy }
  }

  func endElement(_ name: Span<UInt8>) { isAmount = false }
}
