import CPty
import Foundation
import Testing

/// How a program comes to its end.
enum WayOut: CaseIterable, Sendable {
  case keys, controlC, endOfFile
  case interrupt, terminate, hangUpSignal, quitSignal, suspended, stopped
  case segmentationFault, abort, trap
  case killed, guardianKilled
  case terminalGone, terminalGoneWithoutSignal
}

/// Where it is then.
enum Standing: CaseIterable, Sendable {
  case form, typing, loading, lists, detail, help, palette, reason, question, sending
}

/// Every way out from everywhere. With `COUPON_EVERY_EXIT` all of them are tried, otherwise each way and each place once.
@Suite("Every way out from everywhere", .serialized)
struct ExitMatrixTests {
  private static let cases: [(WayOut, Standing)] = {
    let all = WayOut.allCases.flatMap { way in Standing.allCases.map { (way, $0) } }
    guard ProcessInfo.processInfo.environment["COUPON_EVERY_EXIT"] == nil else { return all }
    return WayOut.allCases.enumerated().map { ($1, Standing.allCases[($0 * 3 + 9) % Standing.allCases.count]) }
  }()

  /// What must be nowhere in what a program wrote: what it is told of a crash, and what it knows of keys.
  private func canaries(_ sandbox: Sandbox) throws -> [String] {
    let key = try String(contentsOfFile: sandbox.path(of: "merchant.key.pem"), encoding: .utf8)
    let keyLines = key.split(separator: "\n").filter { $0.count > 40 && !$0.hasPrefix("-") }.map(String.init)
    return keyLines + [
      "PRIVATE KEY", "WECHATPAY2-SHA256", "Authorization", "Fatal error", "Backtrace", "Press space", "*** ",
    ]
  }

  @Test(arguments: Self.cases)
  func `the terminal is as before, the status is right, and nothing is lost or left`(way: WayOut, standing: Standing)
    async throws
  {
    var faults: [String] = []
    if standing == .loading { faults = ["1 GET * stall@request"] }
    if standing == .sending { faults = ["1 POST */deactivate late:700@head"] }
    let sandbox = try await Sandbox.start(faults: faults)
    let folder = try PrivateFolder()
    let session = try start(way, sandbox, folder)
    try await go(to: standing, session, sandbox)
    let guardian = try await program(way, session)
    let worker = try #require(try child(of: guardian))
    #expect(try limits(of: worker).contains { $0.hasPrefix("Max core file size        0  ") })

    let expected = try await leave(way, standing, session, guardian, worker)
    if let expected {
      let end = try await session.waitForEnd(until: Deadline(after: .seconds(90)))
      #expect(expected.contains(end), "\(end)")
    }
    #expect(await hasEnded(worker, until: Deadline(after: .seconds(90))))
    if way != .terminalGone, way != .terminalGoneWithoutSignal {
      let screen = await session.screen
      #expect(screen.violations == [])
      #expect(screen.leftovers == [])
      #expect(await session.hasModesOfStart)
    }
    try await expectNothingLost(standing, way, sandbox)
    let output = String(decoding: await session.output, as: UTF8.self)
    for canary in try canaries(sandbox) { #expect(!output.contains(canary)) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "a core file")
  }

  // MARK: In

  private func start(_ way: WayOut, _ sandbox: Sandbox, _ folder: PrivateFolder) throws -> TerminalSession {
    let program = [BuiltProgram.screen.path, "--config", sandbox.configPath]
    let shell = ["/bin/bash", "--norc", "-c"]
    switch way {
    // Under a shell, which keeps the terminal when the guardian is gone.
    case .guardianKilled:
      let script = "\"$0\" \"$@\"; status=$?; read; echo status $status"
      return try TerminalSession(shell + [script] + program, folder: folder.path)
    case .terminalGoneWithoutSignal:
      return try TerminalSession(shell + ["trap '' HUP; exec \"$0\" \"$@\""] + program, folder: folder.path)
    default: return try TerminalSession(program, folder: folder.path)
    }
  }

  /// The guardian, which is what a shell sees of the program.
  private func program(_ way: WayOut, _ session: TerminalSession) async throws -> pid_t {
    let process = await session.process
    return way == .guardianKilled ? try #require(try child(of: process)) : process
  }

  private func go(to standing: Standing, _ session: TerminalSession, _ sandbox: Sandbox) async throws {
    try await session.waitFor("Look up a customer")
    if standing == .form { return }
    // A field that holds one already is cleared first.
    try await session.press(.control("u"))
    let typed = String(Sandbox.plainCustomer.prefix(standing == .typing ? 9 : 64))
    try await session.type(typed)
    try await session.waitFor(typed)
    if standing == .typing { return }
    try await session.press(.enter)
    if standing == .loading { return try await session.waitFor("Asking WeChat Pay") }
    try await session.waitFor("»Bundles 1/1")
    switch standing {
    case .detail:
      try await session.type("4")
      try await session.waitFor("»Coupon 1 of 3")
    case .help:
      try await session.type("?")
      try await session.waitFor("»Keys")
    case .palette:
      try await session.type(":")
      try await session.waitFor("»Actions")
    case .reason, .question, .sending:
      let shown = try await sandbox.shownCoupons(of: Sandbox.plainCustomer).bundles.first
      let agent = Agent(session: session, bundleID: try #require(shown).userCouponBundleId)
      if standing == .reason { return try await agent.go(to: .reasonGiven) }
      if standing == .question { return try await agent.go(to: .confirmation) }
      try await agent.deactivate()
      try await session.waitFor("Sending…")
      try await agent.waitForWrite(at: sandbox)
    default: break
    }
  }

  // MARK: Out

  /// - Returns: the ends that are right; nil when another process stands for it.
  private func leave(
    _ way: WayOut, _ standing: Standing, _ session: TerminalSession, _ guardian: pid_t, _ worker: pid_t
  ) async throws -> [ProcessEnd]? {
    switch way {
    case .keys:
      // Escape goes back a step, and from the first one to the list.
      try await pressUntilEnd(session) { _ in [.escape, .escape, .escape, .letter("q"), .tab, .enter] }
      return [.exited(0)]
    case .controlC:
      try await pressUntilEnd(session) { number in
        number == 0 ? [.control("c")] : [.escape, .control("c"), .tab, .enter]
      }
      return [.exited(0)]
    case .endOfFile:
      try await session.sendEndOfFile()
      return [.exited(129)]
    case .interrupt: return try await signalled(SIGINT, session)
    case .terminate: return try await signalled(SIGTERM, session)
    case .hangUpSignal: return try await signalled(SIGHUP, session)
    case .quitSignal: return try await signalled(SIGQUIT, session)
    case .suspended, .stopped:
      kill(worker, way == .suspended ? SIGTSTP : SIGSTOP)
      try await waitUntilStopped(guardian)
      await session.waitForQuiet(of: .milliseconds(50))
      #expect(await session.screen.leftovers == [])
      #expect(await session.hasModesOfStart)
      kill(guardian, SIGCONT)
      try await session.wait(for: "the screen to be back") { $0.modes.contains(.bracketedPaste) && $0.shows("SANDBOX") }
      return try await signalled(SIGTERM, session)
    case .segmentationFault: return try await crashed(SIGSEGV, session)
    case .abort: return try await crashed(SIGABRT, session)
    case .trap: return try await crashed(SIGILL, session)
    case .killed:
      kill(worker, SIGKILL)
      return [.killed(signal: SIGKILL)]
    case .guardianKilled:
      kill(guardian, SIGKILL)
      #expect(await hasEnded(worker, until: Deadline(after: .seconds(90))))
      try await session.press(.enter)
      try await session.waitFor("status 137")
      return nil
    case .terminalGone:
      await session.hangUp()
      return [.exited(129), .killed(signal: SIGHUP)]
    case .terminalGoneWithoutSignal:
      await session.hangUp()
      return [.exited(129)]
    }
  }

  private func signalled(_ signal: Int32, _ session: TerminalSession) async throws -> [ProcessEnd] {
    await session.send(signal: signal)
    return [.exited(128 + signal)]
  }

  private func crashed(_ signal: Int32, _ session: TerminalSession) async throws -> [ProcessEnd] {
    await session.send(signal: signal)
    return [.killed(signal: signal)]
  }

  /// As an agent who wants to leave would, whatever is on the screen.
  private func pressUntilEnd(_ session: TerminalSession, _ keys: (Int) -> [TerminalKey]) async throws {
    for number in 0..<60 {
      for key in keys(number) {
        guard (try? await session.press(key)) != nil else { return }
        if await session.hasEnded(within: .milliseconds(80)) { return }
      }
    }
    throw TestProblem("no key leads out of \(await session.screen)")
  }

  private func waitUntilStopped(_ process: pid_t) async throws {
    let deadline = Deadline.usual
    while deadline.remaining > 0 {
      // The state stands behind the name in parentheses.
      let facts = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if facts.split(separator: ")").last?.split(separator: " ").first == "T" { return }
      await Task.yield()
    }
    throw TestProblem("it does not stop")
  }

  private func limits(of process: pid_t) throws -> [String] {
    try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8).split(separator: "\n").map(String.init)
  }

  // MARK: What is left

  /// What was on its way is recorded, and what was not confirmed was not sent.
  private func expectNothingLost(_ standing: Standing, _ way: WayOut, _ sandbox: Sandbox) async throws {
    let journal = try await sandbox.journal()
    guard standing == .sending else {
      #expect(try sandbox.writes().isEmpty)
      #expect(journal.isEmpty)
      return
    }
    #expect(try sandbox.writes().count == 1)
    #expect(journal.count == 1)
    #expect(try sandbox.effects().map(\.outRequestNo) == journal.map(\.outRequestNo))
    // The next agent is told what became of it, by reading alone.
    let next = try sandbox.openScreen(["--openid", Sandbox.plainCustomer])
    try await next.waitFor("»Bundles 1/1")
    try await next.waitFor("✓ done")
    // What was open is asked after beside the look-up.
    let deadline = Deadline.usual
    while try await sandbox.journal().map(\.state) != ["CONFIRMED"], deadline.remaining > 0 {
      await next.waitForQuiet(of: .milliseconds(20))
    }
    #expect(try await sandbox.journal().map(\.state) == ["CONFIRMED"])
    try await next.press(.control("c"))
    _ = try await next.waitForEnd()
    #expect(try sandbox.writes().count == 1)
  }
}
