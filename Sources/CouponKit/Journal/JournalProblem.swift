import CSQLite

/// Why the journal did not do as asked.
enum JournalProblem: Error, Sendable, Equatable {
  /// What SQLite said; the extended result code.
  case database(code: Int32, message: String)
  /// A refusal of our own, in the words that the caller will read.
  case refused(CouponFailure.Kind)

  /// The journal is not as this program left it, or cannot be kept here.
  static func unusable(_ detail: String) -> JournalProblem { .refused(.journalUnusable(detail: detail)) }

  /// No space left for the database or its rollback journal; for want of it the latter may not even be made.
  var isDiskFull: Bool { primaryCode == SQLITE_FULL || primaryCode == SQLITE_CANTOPEN }

  /// A write or an fsync went wrong. The kernel may have dropped the pages, so asking again proves nothing.
  var isInputOutput: Bool { primaryCode == SQLITE_IOERR }

  private var primaryCode: Int32? {
    if case .database(let code, _) = self { code & 0xFF } else { nil }
  }
}

extension CouponFailure {
  init(_ problem: JournalProblem) {
    switch problem {
    case .database where problem.isDiskFull: self.init(.journalUnusable(detail: "disk full"))
    case .database(let code, let message): self.init(.journalUnusable(detail: "SQLite \(code): \(message)"))
    case .refused(let kind): self.init(kind)
    }
  }
}
