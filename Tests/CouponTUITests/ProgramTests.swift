import Glibc
import Testing

@testable import CouponKit
@testable import CouponTUI

/// A terminal that presses keys from a script, each batch once the screen shows what the agent waits for.
private final class ScriptedTerminal: Terminal {
  struct Batch {
    let awaited: String
    let events: [TerminalEvent]
  }

  var size = Size(columns: 100, rows: 30)
  private(set) var frames: [Canvas] = []
  private(set) var copied: [SafeText] = []
  private(set) var suspensions = 0
  private(set) var discards = 0
  private(set) var themes: [ThemeName] = []
  private(set) var isClosed = false
  private var script: [Batch]

  init(_ script: [Batch]) { self.script = script }

  func close() { isClosed = true }

  func present(_ canvas: Canvas) { frames.append(canvas) }

  func wait(mailbox: Int32, milliseconds: Int?) -> [TerminalEvent] {
    if let next = script.first, frames.last?.text.contains(next.awaited) == true {
      script.removeFirst()
      return next.events
    }
    guard frames.count < 10_000 else { return [.ended(.hungUp)] }
    var source = pollfd(fd: mailbox, events: Int16(POLLIN), revents: 0)
    poll(&source, 1, 1000)
    return []
  }

  func copy(_ text: SafeText) -> Bool {
    copied.append(text)
    return true
  }

  func discardTyped() { discards += 1 }
  private(set) var mouse: [Bool] = []
  func takeMouse(_ isOn: Bool) { mouse.append(isOn) }

  func paint(_ theme: ThemeName) { themes.append(theme) }
  func redraw() {}
  func suspend() { suspensions += 1 }
}

@Suite("The loop")
struct ProgramTests {
  private func calls(page: UserCouponPage) -> CouponCalls {
    CouponCalls(
      lookUp: { _, onPage async throws(CouponFailure) in onPage(page) },
      review: { target async throws(CouponFailure) in .reviewed(target, page.coupons, at: Walk.start) },
      deactivate: { _, _ async throws(CouponFailure) in throw CouponFailure(.readOnly) },
      check: { _ async throws(CouponFailure) in throw CouponFailure(.readOnly) },
      reviewRepeat: { _ async throws(CouponFailure) in throw CouponFailure(.readOnly) },
      sendAgain: { _, _ async throws(CouponFailure) in throw CouponFailure(.readOnly) },
      history: { () async throws(CouponFailure) in throw CouponFailure(.journalUnusable(detail: "disk full")) },
      operation: { _ async throws(CouponFailure) in throw CouponFailure(.readOnly) },
      settleOpenOperations: { () async throws(CouponFailure) in [] },
      takeNote: { _ in }, contradictions: { _ async throws(CouponFailure) in [] }, recents: { [] }, remember: { _ in },
      isFirstRun: { false }, write: { _, path throws(CouponFailure) in path }, draft: { _ in nil },
      keepDraft: { _, _ in })
  }

  private func run(_ script: [ScriptedTerminal.Batch]) throws -> (status: Int32, terminal: ScriptedTerminal) {
    let terminal = ScriptedTerminal(script)
    let status = runProgram(
      try Walk().state, on: terminal,
      calls: { [calls = calls(page: try .recorded("list-bundle-progressive"))] _ in calls }, now: { Walk.start },
      isLookingUp: true)
    return (status, terminal)
  }

  @Test("answers of tasks reach the screen, and q ends it with status 0")
  func wholeLoop() throws {
    let (status, terminal) = try run([
      .init(awaited: "3 coupons", events: [.key(.character("y")), .key(.control("z")), .key(.character("H"))]),
      .init(awaited: "cannot be written", events: [.key(.escape), .key(.character("D"))]),
      .init(awaited: "will stop working", events: [.key(.escape), .key(.character("q"))]),
    ])
    #expect(status == 0)
    #expect(terminal.copied == ["7204418836021957730416"])
    #expect(terminal.suspensions == 1)
  }

  @Test("the form is on screen before anything is asked of WeChat Pay")
  func firstFrame() throws {
    let (_, terminal) = try run([.init(awaited: "3 coupons", events: [.key(.character("q"))])])
    #expect(terminal.frames.first?.text.contains("Look up a customer's coupons") == true)
  }

  @Test("fifty keys at once are one frame, and none is lost")
  func burst() throws {
    let keys = Array(repeating: TerminalEvent.key(.character("j")), count: 50) + [.key(.character("2"))]
    let (_, terminal) = try run([
      .init(awaited: "3 coupons", events: keys), .init(awaited: "Validity", events: [.key(.character("q"))]),
    ])
    #expect(terminal.frames.count < 10)
  }

  @Test(
    "a terminal that is gone, or a signal, ends it at once with the status a shell expects",
    arguments: [(Ending.hungUp, Int32(129)), (.signal(15), 143)])
  func ending(_ ending: Ending, _ status: Int32) throws {
    #expect(try run([.init(awaited: "3 coupons", events: [.ended(ending)])]).status == status)
  }

  @Test("a look-up that is stopped is cancelled")
  func cancelling() async throws {
    let mailbox = Mailbox()
    var calls = calls(page: UserCouponPage())
    calls.lookUp = { _, _ async throws(CouponFailure) in
      while !Task.isCancelled { await Task.yield() }
      throw CouponFailure(.cancelled)
    }
    var runner = EffectRunner(
      for: try .training(role: .deactivate, environment: .sandbox), calls: { [calls] _ in calls }, mailbox: mailbox)
    let ticket = Ticket(number: 7)
    runner.run(.lookUp(CouponQuery(openID: try OpenID(Walk.customer)), ticket))
    runner.run(.stop(ticket))
    var source = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&source, 1, 0) == 0 { await Task.yield() }
    #expect(mailbox.takeAll() == [.stopped(CouponFailure(.cancelled), ticket)])
  }
}
