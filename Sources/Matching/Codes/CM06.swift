import Accounting

/// CM-06: a file is cut short.
///
/// The file ends before its own end, or has fewer rows than it states. It was not taken; fetch it
/// again.
///
/// Found on import where something shows it: an open quote, a footer that the header promised, a
/// count that the file states, an element that is never closed. It closes when a file of its name
/// is accepted.
///
/// Do: fetch it again.
extension DocumentRules {
  func truncatedFile(_ refused: RefusedDocument) -> Discrepancy { refusal(refused) }
}
