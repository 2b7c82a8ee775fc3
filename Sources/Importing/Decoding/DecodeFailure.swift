import Accounting

/// Why a value cannot be taken: the reason words of quarantine, each with its explanation.
enum DecodeFailure: String, Sendable {
  case shortRow = "short_row"
  case longRow = "long_row"
  case fieldTooLong = "field_too_long"
  case textAfterQuote = "text_after_quote"
  case missingRequired = "missing_required"
  case emptyAmount = "empty_amount"
  case notANumber = "not_a_number"
  case hexadecimal = "hexadecimal_number"
  case foreignDigits = "foreign_digits"
  case scientificNotation = "scientific_notation"
  case scientificId = "scientific_id"
  case mixedDecimalMark = "mixed_decimal_mark"
  case ambiguousNumber = "ambiguous_number"
  case excessPrecision = "excess_precision"
  case amountOverflow = "amount_overflow"
  case parentheses = "parentheses"
  case trailingMinus = "trailing_minus"
  case unicodeMinus = "unicode_minus"
  case currencySign = "currency_sign"
  case noBreakSpace = "no_break_space"
  case thousandsSeparator = "thousands_separator"
  case lakhSeparator = "lakh_separator"
  case creditDebit = "credit_debit"
  case excelFormula = "excel_formula"
  case decimalInMinorUnits = "decimal_in_minor_units"
  case fractionalQuantity = "fractional_quantity"
  case negativeValue = "negative_value"
  case zeroValue = "zero_value"
  case unknownCurrency = "unknown_currency"
  case otherCurrency = "other_currency"
  case invalidDate = "invalid_date"
  case impossibleDate = "impossible_date"
  case ambiguousDate = "ambiguous_date"
  case nulInKey = "nul_in_key"
  case zeroWidthInKey = "zero_width_in_key"
  case controlInKey = "control_in_key"
  case unknownWord = "unknown_word"
  case unknownDirection = "unknown_direction"
  case unknownSettlement = "unknown_settlement"
  case identityBroken = "identity_broken"
  case unknownRowType = "unknown_row_type"
  case firstRowAside = "first_row_set_aside"

  /// The code of the exception that the row becomes.
  var code: DiscrepancyCode {
    switch self {
    case .shortRow, .longRow, .fieldTooLong, .textAfterQuote, .unknownRowType: .dc01
    case .negativeValue, .zeroValue: .dc04
    default: .dc02
    }
  }

  var explanation: String {
    switch self {
    case .shortRow: "fewer fields than the header has columns"
    case .longRow: "more fields than the header has columns"
    case .fieldTooLong: "a field is longer than the limit"
    case .textAfterQuote: "text follows a closing quote"
    case .missingRequired: "a required value is blank"
    case .emptyAmount: "the row needs an amount and has none"
    case .notANumber: "not a number"
    case .hexadecimal: "hexadecimal notation is not an amount"
    case .foreignDigits: "digits other than 0 to 9"
    case .scientificNotation: "scientific notation has lost digits; export the column as text"
    case .scientificId: "scientific notation has lost digits of a number; export it as text"
    case .mixedDecimalMark: "another decimal mark than in the rest of the file"
    case .ambiguousNumber:
      "thousands or decimals: nothing before it shows the file's decimal mark"
    case .excessPrecision: "a digit other than 0 beyond what the column can hold"
    case .amountOverflow: "larger than an amount can be"
    case .parentheses: "parentheses are not declared as a sign for this format"
    case .trailingMinus: "a trailing sign is not declared for this format"
    case .unicodeMinus: "U+2212 is not declared as a minus for this format"
    case .currencySign: "a currency sign is not declared for this format"
    case .noBreakSpace: "a no-break space is not declared for this format"
    case .thousandsSeparator: "thousands separators are not declared for this format"
    case .lakhSeparator:
      "separators as in 1,23,456 are not declared for this format (forms: [lakh])"
    case .creditDebit:
      "a word for debit or credit behind the number is not declared (forms: [credit_debit])"
    case .excelFormula: "a spreadsheet formula instead of a value"
    case .decimalInMinorUnits: "minor units have no decimal mark; the column counts in cents"
    case .fractionalQuantity: "a quantity must be a whole number"
    case .negativeValue: "the value must not be negative"
    case .zeroValue: "the value must be above zero"
    case .unknownCurrency: "not a currency of ISO 4217"
    case .otherCurrency: "another currency than the settlement's or statement's"
    case .invalidDate: "not a date in a form that this format declares"
    case .impossibleDate: "there is no such day or time"
    case .ambiguousDate: "the date can be read in two ways"
    case .nulInKey: "a NUL character in a key"
    case .zeroWidthInKey: "an invisible character in a key"
    case .controlInKey: "a control character in a key"
    case .unknownWord: "not one of the words this column may have"
    case .unknownDirection: "the direction column says neither credit nor debit"
    case .unknownSettlement: "no header record names this settlement"
    case .identityBroken: "the row's own figures do not add up"
    case .firstRowAside:
      "it takes its part of what the first row of its order has, and that one is set aside: fix that one"
    case .unknownRowType: "a row of a type that this format does not have"
    }
  }
}

/// A value, or why there is none.
enum Decoded<Value> {
  case value(Value)
  case failure(DecodeFailure)
}

extension Decoded: Sendable where Value: Sendable {}
