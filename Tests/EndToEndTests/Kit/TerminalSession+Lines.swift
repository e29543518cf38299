import Testing

/// A person who answers the dialogue of plain lines.
extension TerminalSession {
  /// One answer and what it is followed by.
  func answer(_ text: String, awaiting awaited: String) throws {
    waitForQuiet(of: .milliseconds(50))
    try burst(text + "\n")
    try waitFor(awaited)
  }

  /// From the list of the customer with one bundle to the question for the last four characters.
  func goToConfirmationInLines() throws {
    try waitFor("1 新客三杯礼, 0 of 3 used, live")
    try answer("1", awaiting: "4 Deactivate this bundle")
    try answer("4", awaiting: "1 of 5 · Review")
    // An answer counts once the question has stood there for a moment.
    for _ in 1...50 where !screen.shows("2 of 5 · Reason") {
      try waitFor("go back:")
      try burst("1\n")
      waitForQuiet(of: .milliseconds(200))
    }
    try answer("Customer asked for a refund", awaiting: "3 of 5 · Confirm")
    try waitFor("Type the last four characters")
  }

  /// Answers that question until the request has left.
  func confirmInLines(at sandbox: Sandbox) async throws {
    let bundle = try #require(try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.first)
    for _ in 1...50 where try sandbox.writes().isEmpty {
      waitForQuiet(of: .milliseconds(500))
      try burst(bundle.userCouponBundleId.suffix(4) + "\n")
    }
  }
}
