import Accounting

/// DC-01: a row or a whole file could not be read.
///
/// A row or a whole file could not be read. It was set aside untouched; nothing of it is in the
/// figures.
///
/// Found on import: a row with too many or too few fields, text after a closing quote, a row of no
/// known type; a file that is empty, damaged, or of no known format. What a row or a file was set
/// aside for stands in the note. It closes when the row is replayed or discarded, or when a file
/// of that name is accepted.
///
/// Do: fix the row or ask for the file again, then replay.
extension DocumentRules {
  func unreadableFile(_ refused: RefusedDocument) -> Discrepancy { refusal(refused) }
}
