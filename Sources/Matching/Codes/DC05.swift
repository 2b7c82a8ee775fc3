import Accounting

/// DC-05: a file's column names are not the agreed ones.
///
/// The file's column heading is not the one agreed for its format. The file was not taken, so
/// everything in it is missing here.
///
/// Found on import: a required column is missing, renamed or stands twice; the note names the
/// columns that went and the ones that came. It is no longer found once a file of its name is
/// accepted.
///
/// Do: review the contract, and accept the new heading as a new version of it.
extension DocumentRules {
  func changedHeader(_ refused: RefusedDocument) -> Discrepancy { refusal(refused) }
}
