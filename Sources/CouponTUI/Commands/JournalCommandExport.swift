import ArgumentParser
import CouponKit

extension JournalCommand {
  /// `coupon-tui journal export`: the events for whoever examines them elsewhere.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write the events to a new file as JSON Lines, and its SHA-256 beside it.",
      discussion: """
        Customers stand in it as pseudonyms; the agent's name, account numbers, terminal and SSH address in the open.
        """)

    @ParentCommand var journal: JournalCommand

    @Argument(help: "The file to make; it must not be there yet.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The first day, as 2026-11-01, in China Standard Time.", valueName: "day"))
    var from: Day?

    @Option(help: ArgumentHelp("The last day.", valueName: "day"))
    var to: Day?

    @Option(help: ArgumentHelp("Only this operation.", valueName: "operation"))
    var op: String?

    func run() throws {
      let settings = journal.program.settings
      try reporting(in: settings.chosenLanguage) { () throws(CouponFailure) in
        let audit = JournalAudit(folder: try settings.service().profile.stateDirectory)
        let selection = JournalAudit.Selection(from: from?.begin, to: to?.end, operationID: op)
        let exported = try audit.export(to: file, selection)
        try printLines(["\(exported.digest)  \(file)"])
        return 0
      }
    }
  }

  /// `coupon-tui journal salvage`: a new record with all that can be verified of a damaged one.
  struct Salvage: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "salvage",
      abstract: "Begin a new record with all that can be verified of a damaged one; nothing is deleted.",
      discussion: "For a profile whose role is supervisor.")

    @ParentCommand var journal: JournalCommand

    func run() throws {
      let settings = journal.program.settings
      let language = settings.chosenLanguage
      try reporting(in: language) { () throws(CouponFailure) in
        let salvage = try settings.service().salvageJournal()
        let lines =
          salvage?.lines(in: language)
          ?? [Phrase("The record is sound; nothing was done.", "记录完好，未作任何改动。")(language)]
        try printLines(lines.map { SafeText($0) })
        return 0
      }
    }
  }
}

/// A day of the calendar in China.
struct Day: ExpressibleByArgument {
  let begin: Instant
  /// Its last millisecond.
  var end: Instant { Instant(millisecondsSince1970: begin.advanced(bySeconds: 86_400).millisecondsSince1970 - 1) }

  /// `2026-11-01`.
  init?(argument: String) {
    guard let begin = Instant(rfc3339: argument + "T00:00:00+08:00") else { return nil }
    self.begin = begin
  }
}

extension JournalSalvage {
  fileprivate func lines(in language: Language) -> [String] {
    var lines = [
      Phrase(
        "A new record was begun with \(kept.count) deactivations, verified up to event \(lastSoundEvent).",
        "已新建记录，保留 \(kept.count) 笔失效，验证至事件 \(lastSoundEvent)。")(language)
    ]
    if let damagedFile {
      let file = SafeText(damagedFile).text
      lines.append(Phrase("The damaged one is kept as \(file).", "受损记录保留为 \(file)。")(language))
    }
    for id in lost { lines.append(Phrase("Lost: \(SafeText(id))", "未能保留：\(SafeText(id))")(language)) }
    return lines
  }
}
