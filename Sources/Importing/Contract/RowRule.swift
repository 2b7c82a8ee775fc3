import Accounting

/// What a contract says about one kind of row: when it applies and what it brings.
struct RowRule: Sendable {
  enum Counting: String, Sendable {
    case accepted, ignored
    /// Read and checked like any other, but what it tells comes with another document: it brings
    /// no record and counts as ignored.
    case noted
    /// Not a row at all: the frame of an XML document.
    case none
  }

  var conditions: [Condition] = []
  /// XML only: the elements that are rows, by the end of their path below the unit.
  var each: [ElementPattern] = []
  var counting = Counting.accepted
  var emissions: [Emission] = []
  /// The file cannot be what its format is for.
  var refusal: FileRefusal?
  var control: ControlRule?
  var count: CountRule?
  var balance: BalanceRule?
  var summary: SummaryRule?
  /// Sums that the document as a whole must hold to; where one fails it is held.
  var checks: [DocumentCheck] = []
  /// The rule is for rows that have fewer fields than the header has columns.
  var isShort = false
  /// The row names the columns of the rows after it (row-typed files).
  var isColumnHeader = false
  /// Repeats the emission for every column that the contract does not name.
  var unpivots = false
  var unpivotBlanks: [[UInt8]] = []
  /// The slots that the rule may read, in order.
  var slots: [Int] = []
}

/// What is said of a file that a row gives away.
struct FileRefusal: Sendable {
  /// What is wrong, and what to do.
  var message: String
  /// The file's own words about it.
  var quoted: ValueSource
}

/// A sum that a document states of itself.
struct DocumentCheck: Sendable {
  var name: String
  /// The sum is stated only where they hold.
  var conditions: [Condition] = []
  var currency: ValueSource
  var identity: IdentityRule
}

struct Condition: Sendable {
  enum Test: Sendable {
    case present, empty, among([[UInt8]]), notAmong([[UInt8]])
    /// An amount other than zero, however a zero is written.
    case nonZero
    /// One of the patterns fits.
    case like([WordPattern])
    /// The balance that the row shows is the one before it, although it states a change.
    case unmoved(by: ValueSource, currency: ValueSource)
  }
  var source: ValueSource
  var test: Test
}

/// One kind of record that a row brings.
struct Emission: Sendable {
  var kind: RecordKind
  /// One for each column of the kind, in ledger order.
  var fields: [FieldRule]
  /// Settlement lines: one record for each amount that is there.
  var amounts: [AmountRule] = []
  /// Settlements that several rows tell of are one record, written at the end.
  var merges = false
  var sameCurrency: ValueSource?
  var requireAny: [ValueSource] = []
  /// Checked and totalled, but no record comes of it.
  var isNoted = false
  /// At least one of them must hold; none is no check.
  var identities: [IdentityRule] = []
  /// All of them must hold.
  var strictIdentities: [IdentityRule] = []
  var conversion: ConversionRule?
  /// Amounts that sum to zero where more than one of them is there.
  var balanced: [MoneyTerm] = []
}

/// `from`, in a currency of its own, times `rate` is `to`, give or take `within` minor units.
///
/// Checked where `from` and `rate` are not blank.
struct ConversionRule: Sendable {
  var from: MoneySum
  var currency: ValueSource
  var rate: ValueSource
  var to: MoneySum
  var within: Int64
}

struct FieldRule: Sendable {
  var name: String
  var kind: FieldKind
  var source = ValueSource.nothing
  var isRequired = false
  var isNonNegative = false
  var isPositive = false
  var isNegated = false
  var fallback: Int64?
  var direction: Direction?
  /// `nil` for amounts with a decimal mark.
  var scale: AmountScale?
  /// A currency of its own; where it is not the record's, the value is left out.
  var ownCurrency: ValueSource?
  /// The end of a stretch of time: a day without a time of day is in it to its last second.
  var isEnd: Bool { name == "ends_at" }
  /// A date written as month and day alone takes the year that brings it nearest to this one.
  var near: ValueSource?
  /// The value is a sum of several columns, the field's own source among them.
  var sum: MoneySum?
  var share: ShareRule?
  /// What a row adds to its share.
  var own: MoneySum?
  /// Only the amount counts, whatever its sign.
  var isAbsolute = false
  /// Files show it with the one sign or the other: the rows of the settlement decide.
  var hasEitherSign = false
  /// Words of the format that stand for the field's own, by pattern.
  var words: [(pattern: WordPattern, value: Int64)] = []
  /// A value that cannot be read is left blank, with a warning.
  var mayBeUnreadable = false
  /// What a word that none of them knows stands for.
  var otherWord: Int64?
}

/// An amount, or one times a whole number.
struct MoneyTerm: Sendable {
  var source: ValueSource
  var times: ValueSource?
  /// The source is a path to many elements, whose amounts are added up.
  var isList = false
}

/// Σ `plus` − Σ `minus`; blanks count as nothing.
struct MoneySum: Sendable {
  var plus: [MoneyTerm] = []
  var minus: [MoneyTerm] = []
}

/// A value of several rows with the same carried key, of which each gets its part.
///
/// The parts are in proportion to `by`, whose sum over the rows is `whole`, and come to the value.
struct ShareRule: Sendable {
  var by: MoneySum
  var whole: MoneySum
}

struct AmountRule: Sendable {
  enum Sign: String, Sendable { case plus, minus }
  var source: ValueSource
  /// The amount is a sum of several columns instead.
  var sum: MoneySum?
  /// The sign it has whatever way it is written.
  var sign: Sign?
  var labels: [ValueSource]
  var isNegated = false
  var skipsZero = false
  var direction: Direction?
  var scale: AmountScale?
  var currency: ValueSource?
}

/// The column that gives an unsigned amount its sign.
struct Direction: Sendable {
  var source: ValueSource
  var credit: [[UInt8]]
  var debit: [[UInt8]]
  /// A blank stands for credit.
  var isCreditWhenBlank = false
}

/// `total` = `sum`, checked where the total is not blank.
struct IdentityRule: Sendable {
  /// A blank total beside filled parts is a fault.
  var needsTotal = false
  /// Checked only where these say the same.
  var same: [ValueSource] = []
  var total: MoneyTerm
  var sum: MoneySum
}

/// A footer's own total per currency, or what each row of a kind adds to one.
struct ControlRule: Sendable {
  var group: String
  var currency: ValueSource
  var declared: MoneySum
  /// What the row itself comes to, where records of its kind have no totals of their own.
  var rows: MoneySum?
  /// `nil` for amounts with a decimal mark.
  var scale: AmountScale?
  /// The settlement or statement that it is the total of; without one, the document.
  var of: ValueSource?
}

/// A balance per currency that each row leads on, in the order of the file or against it.
struct BalanceRule: Sendable {
  var value: ValueSource
  var change: ValueSource
  var currency: ValueSource
}

/// What a statement itself says of its entries: how many they are, and what they come to.
struct SummaryRule: Sendable {
  struct Part: Sendable {
    var count = ValueSource.nothing
    var sum = ValueSource.nothing
  }

  /// The statement's number.
  var of: ValueSource
  var all = Part()
  var credits = Part()
  var debits = Part()
  var net = ValueSource.nothing
  var netSign: Direction?
}

/// A footer's count of the rows since a row of one of the types `since`.
struct CountRule: Sendable {
  /// It counts the lines of the whole file; where some are missing the file is held.
  var holds = false
  var source: ValueSource
  var since: [String]
}
