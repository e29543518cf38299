import ArgumentParser

/// `coupon-sandbox faults`
struct FaultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults",
    abstract: "Lists the kinds of faults, a line each.",
    discussion: """
      A rule is a line: TURNS [METHOD] [PATTERN] FAULT. Empty lines and what follows a # are skipped. Of the rules that \
      match a request the first whose turn it is strikes.

      TURNS    *, 3, 2-5 or 4+: at which of the requests that the rule matches it strikes. For faults in the handshake, \
      connections are counted.
      METHOD   GET or POST; without it any.
      PATTERN  the path with its query, as a shell matches names: */deactivate, */coupons[?]*. Without it any.
      FAULT    KIND, KIND:NUMBER, and @PHASE where a kind strikes in more phases than one: handshake, request (it has \
      come, nothing was done), head (it was carried out; status and headers of the reply), body.

      * unsigned-200                    no answer is ever proved
      1 POST */deactivate applied-500   the first deactivation takes effect and answers 500
      2+ GET late:1500@head             every look-up but the first is slow
      3 cert-expired                    the third connection shows an expired certificate
      """)

  func run() {
    for kind in FaultKind.allCases {
      let phases = kind.entry.phases.map(\.rawValue).joined(separator: ",")
      let number = kind.entry.amount.map { " (\($0.meaning))" } ?? ""
      print(
        "\(kind.text(kind.entry.amount?.fallback ?? 0).padded(to: 24))\(phases.padded(to: 29))\(kind.entry.summary)\(number)"
      )
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
