/// What a look at the whole journal found.
public struct JournalVerdict: Sendable, Equatable {
  public enum Finding: Sendable, Equatable {
    /// Every link holds, the rows are as the events tell, and a hash that was kept elsewhere is among them.
    case sound
    /// As `sound`, but nothing from elsewhere was there to compare with: a tail that was cut off cannot be seen.
    case soundWithoutAnchor
    /// The first event that is not what its hash says, or is not there.
    case chainBroken(at: Int64)
    /// A head that was seen before is not in this journal: it was shortened, put back or replaced.
    case headMissing(JournalHead)
    /// The rows are not as the events tell.
    case tablesDisagree(detail: String)
    /// The private part of an operation is not there, or cannot be opened, before its date.
    case privatePartMissing(operationID: String)
    case unreadable(detail: String)
  }

  public let finding: Finding

  /// The finding in one word for scripts; it stays the same between versions.
  public var word: String {
    switch finding {
    case .sound: "sound"
    case .soundWithoutAnchor: "sound_without_anchor"
    case .chainBroken: "chain_broken"
    case .headMissing: "head_missing"
    case .tablesDisagree: "tables_disagree"
    case .privatePartMissing: "private_part_missing"
    case .unreadable: "unreadable"
    }
  }

  /// How many events were looked at.
  public let events: Int64
  public let operations: Int
  /// The newest event, when the chain holds.
  public let head: JournalHead?

  public var isSound: Bool { [.sound, .soundWithoutAnchor].contains(finding) }

  /// How `coupon-tui journal verify` ends.
  public var exitCode: Int32 {
    switch finding {
    case .sound: 0
    case .chainBroken: 10
    case .headMissing: 11
    case .tablesDisagree: 12
    case .soundWithoutAnchor: 13
    case .unreadable: 14
    case .privatePartMissing: 15
    }
  }

  static func unreadable(_ problem: JournalProblem) -> JournalVerdict {
    let detail =
      switch problem {
      case .database(let code, let message): "SQLite \(code): \(message)"
      case .refused(.journalUnusable(let detail)): detail
      case .refused(let kind): kind.name
      }
    return JournalVerdict(finding: .unreadable(detail: detail), events: 0, operations: 0, head: nil)
  }
}
