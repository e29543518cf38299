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

    func run() throws {
      let settings = journal.program.settings
      let language = settings.chosenLanguage
      let json = json
      try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
        let service = try settings.service()
        let reports = try waiting { () async throws(CouponFailure) in try await service.history() }
        if json {
          try printJSON(reports.flatMap { $0.document.serialised + [UInt8(ascii: "\n")] })
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
  /// The public facts. The reason and the customer stay in the encrypted columns of the journal.
  fileprivate var document: JSONValue {
    [
      "operation_id": .string(operationID), "created": .string(createdAt.rfc3339), "state": .string(state.rawValue),
      "partial": .bool(isPartial), "target": .string(shownTarget), "product": .string(SafeText(productName).text),
      "out_request_no": .string(requestNumber.text), "attempts": .number(String(attempts)),
      "request_id": requestID.map { .string(SafeText($0).text) } ?? .null,
      "closed": closedAt.map { .string($0.rfc3339) } ?? .null, "agent": .string(SafeText(agent).text),
      "receipt": receipt.map { .string($0.text) } ?? .null,
    ]
  }

  fileprivate func line(in language: Language) -> String {
    [
      createdAt.rfc3339, state.rawValue + (isPartial ? " (partial)" : ""), SafeText(agent).text, shownTarget,
      SafeText(productName).text, requestNumber.text, requestID.map { SafeText($0).text } ?? "-",
      receipt?.text ?? "-", operationID,
    ].joined(separator: "  ")
  }

  /// A bundle by its ID; a coupon code is worth money and is shortened.
  private var shownTarget: String {
    switch target.subject {
    case .bundle(let bundleID, _): bundleID.text
    case .coupon(let code, _): SafeText(code.masked).text
    }
  }
}
