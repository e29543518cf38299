import Foundation
import Glibc
import Testing

@Suite("Links and the mouse on a terminal", .serialized)
struct PointingTests {
  /// Every cell that is a link shows a part of the address that it leads to, and no part of another.
  private func expectLinksAreTrue(_ screen: TerminalScreen) {
    for row in 0..<screen.grid.rows {
      var run = (text: "", link: "")
      for column in 0...screen.grid.columns {
        let cell = column < screen.grid.columns ? screen.grid[row, column] : TerminalCell()
        if cell.style.link != run.link {
          #expect(run.link.isEmpty || run.link.contains(run.text), "\(run) in row \(row)\n\(screen.text)")
          run = ("", cell.style.link)
        }
        run.text += cell.text
      }
    }
  }

  private func linkCount(_ screen: TerminalScreen) -> Int {
    (0..<screen.grid.rows).reduce(0) { count, row in
      count + (0..<screen.grid.columns).count { !screen.grid[row, $0].style.link.isEmpty }
    }
  }

  @Test func `addresses are links where the terminal is known for it, and nothing else ever is, however it moves`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(
      ["--openid", sandbox.openID], rows: 40, columns: 120, environment: ["VTE_VERSION": "7000"])
    try await session.waitFor("coupons,")
    try await session.type("6")
    try await session.wait(for: "a link") { linkCount($0) > 0 }
    // Up and down through scrolling panes, over it with dialogs, and to other coupons.
    for keys in [
      "kkkk", "jjjjjjjj", "?", "\u{1B}", "o", "\u{1B}", "G", "6", "jjj", "g", "6", "L", "t", "4", "b", "b", "6",
    ] {
      try await session.type(keys)
      await session.waitForQuiet(of: .milliseconds(60))
      expectLinksAreTrue(await session.screen)
    }
    try await session.resize(rows: 24, columns: 80)
    await session.waitForQuiet(of: .milliseconds(60))
    try await session.type("6")
    try await session.wait(for: "a link") { linkCount($0) > 0 }
    expectLinksAreTrue(await session.screen)
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test(arguments: [
    ["TERM_PROGRAM": "Apple_Terminal"],
    ["TMUX": "/tmp/tmux-0/default,1,0", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"],
    ["STY": "1.pts-0.host", "VTE_VERSION": "7000"],
  ])
  func `where the terminal may not know links, none is written`(environment: [String: String]) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(
      ["--openid", sandbox.openID], rows: 40, columns: 120, environment: environment)
    try await session.waitFor("coupons,")
    try await session.type("6")
    try await session.waitFor("https://img.example.com")
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
    #expect(!(await session.output).contains(sequence: "\u{1B}]8;"))
  }

  // MARK: Mouse

  @Test func `the mouse is the terminal's own until M, then clicks select and open, and it is given back in the end`()
    async throws
  {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", sandbox.openID], rows: 40, columns: 120)
    try await session.waitFor("coupons,")
    #expect(!(await session.screen.modes.contains(.mouseClicks)))
    // Nobody asked for this report.
    try await session.press(.click(row: 4, column: 5))
    try await session.type("M")
    try await session.waitFor("Mouse on")
    #expect(await session.screen.modes.isSuperset(of: [.mouseClicks, .mouseReportsAsText]))
    try await session.waitFor("»Bundles 1/")
    try await session.press(.click(row: 3, column: 5))
    try await session.waitFor("»Bundles 2/")
    try await session.press(.click(row: 3, column: 5))
    try await session.waitFor("»Coupons of")
    try await session.type("q")
    try await expectTerminalRestored(session, .exited(0))
  }

  @Test(arguments: [
    (SIGTERM, ProcessEnd.exited(143)), (SIGHUP, .exited(129)), (SIGSEGV, .killed(signal: SIGSEGV)),
    (SIGKILL, .killed(signal: SIGKILL)),
  ])
  func `the mouse is given back whatever ends the program`(signal: Int32, end: ProcessEnd) async throws {
    let sandbox = try await Sandbox.start()
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer])
    try await session.waitFor("coupons,")
    try await session.type("M")
    try await session.waitFor("Mouse on")
    #expect(await session.screen.modes.contains(.mouseClicks))
    // The worker, whose guardian tidies up what it can not tidy up itself.
    kill(try #require(try child(of: await session.process)), signal)
    try await expectTerminalRestored(session, end)
  }
}

extension [UInt8] {
  fileprivate func contains(sequence: String) -> Bool { firstRange(of: Array(sequence.utf8)) != nil }
}
