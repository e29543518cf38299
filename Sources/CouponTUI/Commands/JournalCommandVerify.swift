import ArgumentParser
import CouponKit

extension JournalCommand {
  /// `coupon-tui journal verify`: whether the record is what was written.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Recompute every hash of the record, and derive its tables from its events.",
      discussion: """
        Exit status: 0 sound; 10 an event was changed; 11 shorter than, or other than, a head that was kept; \
        12 the tables disagree with the events; 13 sound, but there was no head to compare with; 14 unreadable; \
        15 personal data is missing before its date.
        """)

    @ParentCommand var journal: JournalCommand

    @Option(help: ArgumentHelp("The first event to look at; what was before it is taken as it is.", valueName: "event"))
    var from: Int64 = 1

    @Option(
      help: ArgumentHelp(
        "A file with heads that were kept elsewhere, such as the log that authpriv is forwarded to; - reads a pipe.",
        valueName: "file"),
      completion: .file())
    var anchor: String?

    @Flag(help: "As one JSON document.")
    var json = false

    func validate() throws {
      if from < 1 { throw ValidationError("Events are numbered from 1.") }
    }

    func run() throws {
      let settings = journal.program.settings
      let language = settings.chosenLanguage
      try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
        let folder = try settings.service().profile.stateDirectory
        var anchors: [JournalHead] = []
        if let anchor { anchors = try JournalHead.checkpoints(inFile: anchor) }
        let verdict = JournalAudit(folder: folder).verdict(from: from, anchors: anchors)
        let headless = anchors.isEmpty ? anchor : nil
        if json {
          try printJSON(verdict.document(headless: headless).serialised + [UInt8(ascii: "\n")])
        } else {
          try printLines(verdict.lines(in: language, headless: headless))
        }
        return verdict.exitCode
      }
    }
  }
}

extension JournalVerdict {
  fileprivate func document(headless: String?) -> JSONValue {
    return [
      "sound": .bool(isSound), "exit": .number(String(exitCode)), "finding": .string(word),
      "message": .string(text(headless)(.en)),
      "events": .number(String(events)), "operations": .number(String(operations)),
      "head": head.map { .string($0.checkpoint) } ?? .null,
    ]
  }

  /// The finding in words, and the head in its own three lines, as `--anchor` reads it.
  ///
  /// - Parameter headless: a file that was given for its heads, and held none.
  func lines(in language: Language, headless: String? = nil) -> [SafeText] {
    let counts = Phrase("\(events) events, \(operations) deactivations", "\(events) 个事件，\(operations) 笔失效")(language)
    let headLines = head?.checkpoint.split(separator: "\n").map(String.init) ?? []
    return ([text(headless)(language), counts] + headLines).map { SafeText($0) }
  }

  private func text(_ headless: String?) -> Phrase {
    guard let headless, finding == .soundWithoutAnchor else { return Self.text(finding) }
    return Phrase(
      "The record is sound as far as it goes. \(SafeText(headless)) holds no head of a record, so nobody can tell whether "
        + "its end was cut off.",
      "现有记录完好。\(SafeText(headless)) 中没有任何记录的链头，无法判断末尾是否被截断。")
  }

  private static func text(_ finding: Finding) -> Phrase {
    switch finding {
    case .sound: Phrase("The record is sound.", "记录完好。")
    case .soundWithoutAnchor:
      Phrase(
        "The record is sound as far as it goes. Without --anchor nobody can tell whether its end was cut off.",
        "现有记录完好。未提供 --anchor，无法判断末尾是否被截断。")
    case .chainBroken(let sequence):
      Phrase("Event \(sequence) was changed, or is missing.", "事件 \(sequence) 被改动或缺失。")
    case .headMissing(let head):
      Phrase(
        "Event \(head.sequence), kept elsewhere, is not in this record: it was shortened, put back or replaced.",
        "另处留存的事件 \(head.sequence) 不在此记录中：记录被截短、回退或替换。")
    case .tablesDisagree(let detail):
      Phrase("The tables are not as the events tell: \(SafeText(detail)).", "数据表与事件不符：\(SafeText(detail))。")
    case .privatePartMissing(let operationID):
      Phrase(
        "The personal part of operation \(SafeText(operationID)) is missing, or cannot be opened, before its date.",
        "操作 \(SafeText(operationID)) 的个人信息在到期前缺失或无法打开。")
    case .unreadable(let detail):
      Phrase("The record cannot be read: \(SafeText(detail)).", "记录无法读取：\(SafeText(detail))。")
    }
  }
}
