import Accounting
import DelimitedText

/// One input format: how it is recognised, read, checked and understood.
package struct FormatContract: Sendable {
  package enum Identity: String, Sendable {
    /// By settlement: a second document with the same settlement is a restatement.
    case document
    /// By row content, as a multiset: documents may overlap.
    case row
    /// By the keys of the operational record.
    case key
  }

  package var name: String
  package var version: Int
  package var title: String
  /// What the format is, its fields, controls and identities, in prose.
  package var description: String
  /// The source it belongs to, for example `amazon`; empty for operational files.
  package var source: String
  package var identity: Identity
  /// The file it was read from.
  package var origin: String

  var shape: Shape
  var datePatterns: [DatePattern] = []
  var numberForms: NumberForms = []
  var decimalMarks: [UInt8] = [UInt8(ascii: ".")]
  /// What rows refer to: columns or element paths.
  var references: [String] = []
  var constants: [UInt8] = []
  var rules: [RowRule] = []
  var vocabulary = Vocabulary()
  /// The vocabulary that it shares with other formats; blank for none.
  var vocabularyName = ""
  /// What must hold of records' values, by kind of record.
  var recordRules = [RecordRules](
    repeating: RecordRules(), count: RecordKind.allCases.count)
  /// Totals are of the document as a whole, not by settlement.
  var totalsByDocument = false
  /// The format has a total or count of its own, so its absence is worth a warning.
  var expectsControl = false
  /// Formats that book the same money: this one is recorded and not posted.
  package var postedBy: [String] = []
  /// The fields of a settlement line that say which row it is, whatever format tells of it; none
  /// means all of them.
  var rowIdentity: Set<String> = []
  /// One file writes its dates in one way: a pattern that one of them rules out is out for all.
  var datesAgree = false
  /// A row of the first type promises one of the second.
  var promises: [(opening: String, closing: String)] = []

  /// The columns of a delimited format, required ones first; none for XML.
  package var columns: [(name: String, isRequired: Bool)] {
    guard case .delimited(let shape) = shape else { return [] }
    return shape.required.map { ($0, true) } + shape.optional.map { ($0, false) }
  }

  /// What words of a line, with `/` between, come to; `nil` when they are not understood.
  package func meaning(ofLabel label: String) -> (event: LineEvent, component: LineComponent)? {
    let words = label.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let meaning = vocabulary.meaning(of: words)
    return meaning.event == .unknown ? nil : (meaning.event, meaning.component)
  }

  enum Shape: Sendable {
    case delimited(DelimitedShape)
    case markup(MarkupShape)
  }
}

/// How a delimited format is laid out and recognised.
struct DelimitedShape: Sendable {
  var delimiters: [UInt8] = [UInt8(ascii: ",")]
  var quote: UInt8? = UInt8(ascii: "\"")
  var encodings: [TextEncoding] = [.utf8]
  var required: [String] = []
  var optional: [String] = []
  /// Files have no row of column names; `required` names all of them, in order.
  var isNameless = false
  /// Every column that is not named is data or of no interest.
  var allowsOtherColumns = false
  /// The columns that are not named are named by currencies, of which one at least is there.
  var hasCurrencyColumns = false
  /// Rows may have blank cells beyond the last column.
  var allowsTrailingBlanks = false
  /// Row-typed files: the first cell says what a row is, this one names the columns.
  var headerRowType: String?
  /// Row types with which a row-typed file may start.
  var leadingRowTypes: [String] = []
  /// How many rows may stand before the column header, which its names tell.
  var preambleMax = 0
  /// Values that stand before the header and hold for every row: the words after some texts.
  var preambleValues: [(slot: Int, marks: [String])] = []
  /// Other names of columns, in other languages or older exports, folded: the contract's name.
  var aliases: [String: String] = [:]
  var carry: CarryRule?
  var numbering: NumberingRule?
  /// Slots of columns whose value stands for the rows below it that leave it blank.
  var fillDown: [Int] = []
  /// Columns, folded, that a file has only when it has something to put there.
  var varying: Set<String> = []
  /// Columns that may stand twice: the first counts.
  var repeated: Set<String> = []

  /// The contract's name for a column of a file, folded.
  func canonical(_ name: String) -> String {
    let folded = HeaderBinding.folded(name)
    return aliases[folded] ?? folded
  }
}

/// Columns that stand on the first of several rows with the same key only.
struct CarryRule: Sendable {
  var key: Int
  var slots: [Int]
  /// `$position`: how many rows the key has had, this one included.
  var position: Int
}

/// Rows that have the same values in some columns, told apart by their place among them.
struct NumberingRule: Sendable {
  var key: [Int]
  /// `$numbered`: the last column of the key, from the second row on with ` #2` and so on.
  var slot: Int
}

/// How an XML format is laid out and recognised.
struct MarkupShape: Sendable {
  var root = ""
  /// Paths below the root that such a document has.
  var elements: [[String]] = []
  var units: [UnitRule] = []
  /// Known element names; none means that unknown ones are not worth a warning.
  var knownNames: Set<String> = []
  /// Such a document may come as tagged text.
  var tagged: TaggedShape?
  /// Such a document may come as XML.
  var isXML = true
}

/// A subtree that is evaluated as a whole at its end tag.
struct UnitRule: Sendable {
  /// From the root; `*` stands for any name.
  var path: [String]
  /// Stays at hand for what follows it.
  var isKept = false
  var rules: Range<Int>
}
