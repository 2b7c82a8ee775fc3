import Accounting

/// DC-05: a file's column names are not the agreed ones.
///
/// The columns of a file are not those agreed for its format. A file that lacks one that its
/// format requires was not taken, and everything in it is missing here. A file that lacks one that
/// may be missing was taken, without what that column would have told.
///
/// Found on import, for a file that was refused: a required column is missing, renamed or stands
/// twice. It is no longer found once a file of its name is accepted. Found in each run, for a file
/// that was taken: it lacks a column that every earlier file of the format had, or has one that
/// none had and the contract does not know, or one that is spelled nearly as one that it lacks. In
/// the first run of a format its files are compared with each other. A column that comes and goes
/// is told once; the contract's 'varying' columns, and columns that a format lets a file have of
/// its own, are not told. The note names the columns that went and the ones that came.
///
/// Do: review the contract, and accept the new heading as a new version of it: its files are
/// compared among themselves.
extension DocumentRules {
  func changedHeader(_ refused: RefusedDocument) -> Discrepancy { refusal(refused) }

  /// Files that were taken although their columns are not those of the files before.
  func driftedHeaders() -> [Discrepancy] {
    let documents = context.snapshot.documents.filter { $0.header != nil }
    let formats = Dictionary(grouping: documents) { Format($0.format, $0.formatVersion) }
    return formats.keys.sorted().flatMap { drifted(formats[$0] ?? []) }
  }

  private struct Format: Hashable, Comparable {
    let name: String
    let version: Int

    init(_ name: String, _ version: Int) { (self.name, self.version) = (name, version) }

    static func < (left: Format, right: Format) -> Bool {
      (left.name, left.version) < (right.name, right.version)
    }
  }

  /// The files of one format, run by run, against those of the runs before.
  private func drifted(_ documents: [SourceDocument]) -> [Discrepancy] {
    let columns = documents.compactMap(\.header).map(\.withoutPlace)
    if Set(columns).count == 1, columns[0].other.isEmpty || columns[0].absent.isEmpty { return [] }
    let runs = Dictionary(grouping: documents, by: \.run)
    var earlier: Set<FileHeader> = []
    var findings: [Discrepancy] = []
    for run in runs.keys.sorted() {
      let files = runs[run] ?? []
      let headers = files.compactMap(\.header).map(\.withoutPlace)
      let counts = Dictionary(grouping: headers) { $0 }.mapValues(\.count)
      for (file, header) in zip(files, headers) {
        let siblings = counts.keys.filter { $0 != header || counts[$0] ?? 0 > 1 }
        let others = earlier.isEmpty ? Set(siblings) : earlier
        guard let drift = HeaderDrift(of: header, among: Array(others)) else { continue }
        findings.append(finding(file, drift, isFirst: others.isEmpty))
      }
      earlier.formUnion(headers)
    }
    return findings
  }

  private func day(of file: SourceDocument) -> CalendarDate {
    let place = context.snapshot.documents.firstIndex { $0.sha256 == file.sha256 }
    return place.map { days[Int32($0)] } ?? context.asOf
  }

  private func finding(
    _ file: SourceDocument, _ drift: HeaderDrift, isFirst: Bool
  ) -> Discrepancy {
    var finding = Discrepancy(
      code: .dc05, source: file.source.isEmpty ? file.format : file.source, key: file.sha256,
      eventDate: day(of: file), rule: "header_drift")
    finding.channel = file.source.isEmpty ? "" : sourceTitle(file.source)
    finding.externalEvidence = ["\(file.name):\(max(1, file.header?.line ?? 1))"]
    finding.note =
      isFirst
      ? "the header \(drift.text), which is not used"
      : "taken; the header is not that of the other files of \(file.format): \(drift.text)"
    return finding
  }
}

extension FileHeader {
  /// The same wherever it stands in its file.
  fileprivate var withoutPlace: FileHeader {
    var header = self
    header.line = 0
    return header
  }
}
