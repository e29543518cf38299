import ArgumentParser
import CouponKit

/// `coupon-tui journal`: the record of deactivations.
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "The record of every deactivation made here.",
    subcommands: [List.self, Show.self, Verify.self, Export.self, Salvage.self])

  /// `coupon-tui journal list`: a line for each deactivation, newest first.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "A line for each deactivation, newest first.")

    @ParentCommand var journal: JournalCommand

    @Flag(help: "As JSON Lines.")
    var json = false

    @Flag(help: "As CSV, with a head.")
    var csv = false

    func validate() throws {
      if json && csv { throw ValidationError("It is --json or --csv.") }
    }

    func run() throws {
      let settings = journal.program.settings
      let language = settings.chosenLanguage
      let (json, csv) = (json, csv)
      try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
        let service = try settings.service()
        let reports = try waiting { () async throws(CouponFailure) in try await service.history() }
        if json || csv {
          try printLines(HistoryDocument(reports, as: json ? .jsonLines : .csv).lines)
        } else if reports.isEmpty {
          try printLines([SafeText(Phrase("Nothing was deactivated here yet.", "此处尚无失效记录。")(language))])
        } else {
          try printLines(reports.map { SafeText($0.line(in: language)) })
        }
        return 0
      }
    }
  }

  @ParentCommand var program: CouponTUICommand
}

extension DeactivationReport {
  fileprivate func line(in language: Language) -> String {
    [
      createdAt.rfc3339, state.rawValue + (isPartial ? " (partial)" : alarm == .contradiction ? " (contradicted)" : ""),
      SafeText(agent).text, maskedTarget,
      SafeText(productName).text, requestNumber.text, requestID.map { SafeText($0).text } ?? "-",
      receipt?.text ?? "-", operationID,
    ].joined(separator: "  ")
  }
}
