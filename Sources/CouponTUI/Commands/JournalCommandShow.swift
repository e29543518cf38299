import ArgumentParser
import CouponKit

extension JournalCommand {
  /// `coupon-tui journal show`: one deactivation, step by step.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One deactivation: its coupons, its requests and its events.")

    @ParentCommand var journal: JournalCommand

    @Argument(help: ArgumentHelp("The operation, as `journal list --json` names it.", valueName: "operation"))
    var operationID: String

    @Flag(help: "The events as JSON Lines, as `journal export` writes them.")
    var json = false

    func run() throws {
      let settings = journal.program.settings
      let language = settings.chosenLanguage
      try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
        let events = try JournalAudit(folder: settings.service().profile.stateDirectory).events(of: operationID)
        guard let last = events.last else { throw CouponFailure(.operationNotRecorded(operationID)) }
        if json {
          try printJSON(events.flatMap(\.line))
        } else {
          try printLines(Self.lines(last, events, language).map { SafeText($0) })
        }
        return 0
      }
    }

    private static func lines(_ last: JournalEvent, _ events: [JournalEvent], _ language: Language) -> [String] {
      // The events were written by this program; one that is no JSON shows as an operation without facts.
      let rows = (try? JSONReader.read(last.payload))?.root["rows"]
      let operation = rows?["op"]
      func fact(_ view: JSONView?, _ key: StaticString) -> String {
        guard let value = view?[key] else { return "-" }
        return SafeText(value.string ?? value.integer.map { String($0) } ?? "-").text
      }
      func moment(_ view: JSONView?, _ key: StaticString) -> String {
        view?[key]?.integer.map { Instant(millisecondsSince1970: $0).rfc3339 } ?? "-"
      }
      func line(_ label: Phrase, _ parts: [String]) -> String {
        ([label(language)] + parts.filter { $0 != "-" }).joined(separator: "  ")
      }
      var lines = [
        line(Phrase("State", "状态"), [fact(operation, "state"), fact(operation, "proof")]),
        line(Phrase("Target", "对象"), [fact(operation, "target"), fact(operation, "product_name")]),
        line(Phrase("Request number", "失效请求单号"), [fact(operation, "request_no")]),
        line(Phrase("Agent", "操作人"), [fact(operation, "agent_name"), moment(operation, "created_utc")]),
      ]
      if let receipt = events.compactMap(\.receipt).last { lines.append(line(Phrase("Receipt", "回执"), [receipt.text])) }
      for coupon in rows?["coupon_result"]?.elements ?? [] {
        let position = (coupon["position"]?.integer ?? 0) + 1
        let isRead = fact(operation, "proof") == DeactivationReport.Proof.readBack.rawValue
        let missing = isRead ? Phrase("not listed", "未列出")(language) : "?"
        let change = "\(fact(coupon, "before")) → \(coupon["after"] == nil ? missing : fact(coupon, "after"))"
        lines.append(line(Phrase("Coupon \(position)", "商品券 \(position)"), [change]))
      }
      for attempt in rows?["attempt"]?.elements ?? [] {
        let facts = ["outcome", "failure", "http", "sig", "code", "request_id", "host"] as [StaticString]
        lines.append(
          line(
            Phrase("Request \(fact(attempt, "n"))", "请求 \(fact(attempt, "n"))"),
            [moment(attempt, "started_utc")] + facts.map { fact(attempt, $0) }
              + (attempt["sig_event"]?.integer.map { [Phrase("event \($0)", "事件 \($0)")(language)] } ?? [])))
      }
      return lines
        + events.map { line(Phrase("Event \($0.sequence)", "事件 \($0.sequence)"), [$0.at.rfc3339, $0.kind]) }
    }
  }
}
