import Foundation
import HostileText
import SeededNumbers
import Testing

/// A monkey in front of the real program, with the gateway's log as the judge. `COUPON_MONKEY_KEYS` says how many keys it
/// presses.
@Suite("A monkey at a real terminal", .serialized)
struct TerminalMonkeyTests {
  private static let keyCount = ProcessInfo.processInfo.environment["COUPON_MONKEY_KEYS"].flatMap { Int($0) } ?? 600
  private static let keysEach = 3000

  @Test func `no request that changes anything leaves without a full confirmation`() async throws {
    var writes = 0
    var seed: UInt64 = 0
    var left = Self.keyCount
    let began = ContinuousClock.now
    while left > 0 {
      seed += 1
      let keys = min(left, Self.keysEach)
      var monkey = TerminalMonkey(seed: seed, sandbox: try await Sandbox.start())
      try await monkey.play(keys)
      left -= keys
      let sent = try monkey.sandbox.writes().count
      writes += sent
      #expect(
        sent <= monkey.confirmations, "seed \(seed): \(sent) requests after \(monkey.confirmations) confirmations")
    }
    guard Self.keyCount > Self.keysEach else { return }
    // A monkey that never gets there proves nothing.
    #expect(writes > 0)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    print(
      "\(Self.keyCount) keys through a pseudo-terminal, \(Int(Double(Self.keyCount) / seconds)) a second; \(writes) writes"
    )
  }
}

/// Presses keys at random and, as often as its seed wants, those that lead on.
struct TerminalMonkey {
  let sandbox: Sandbox
  private var random: SeededRandom
  private let ambition: Int
  /// How often the phrase was typed at the question, letter by letter, and an Enter sent by itself.
  private(set) var confirmations = 0
  /// What was typed since the question has been on the screen and listens; nil while it is not.
  private var typed: String?
  private let phrase = "8893"

  init(seed: UInt64, sandbox: Sandbox) {
    self.sandbox = sandbox
    random = SeededRandom(seed: seed)
    ambition = [0, 300, 700, 900][Int(seed % 4)]
  }

  mutating func play(_ count: Int) async throws {
    var session = try await open()
    var pressed = 0
    while pressed < count {
      if await session.hasEnded(within: .zero) {
        #expect(await session.hasModesOfStart)
        #expect(await session.screen.leftovers == [])
        session = try await open()
        typed = nil
      }
      var screen = await session.screen
      // The question takes no keys at first, and a look-up takes its time: this monkey wants to get on.
      if look(at: screen) || screen.shows("asking…"), random.chance(ambition) {
        await session.waitForQuiet(of: .milliseconds(400))
        screen = await session.screen
      }
      let keys = choose(on: screen)
      note(keys)
      try? await session.burst(keys)
      pressed += keys.count
      await session.waitUntilRead()
      // Behind markers that do not pair everything is dropped until it is quiet.
      if keys.contains(where: { $0.bytes == Self.unpaired.bytes }) {
        await session.waitForQuiet(of: .milliseconds(150))
      }
      if random.chance(5) {
        let size = random.one(of: [(24, 80), (12, 40), (40, 120), (3, 9), (1, 1), (30, 100)])
        try? await session.resize(rows: size.0, columns: size.1)
      }
      let violations = await session.screen.violations
      #expect(violations == [])
      if !violations.isEmpty { return }
    }
    await session.send(signal: 15)
    try await expectTerminalRestored(session, .exited(143))
  }

  /// Keys before the first frame are echoed by the terminal itself, which knows no safe text.
  private func open() async throws -> TerminalSession {
    let session = try sandbox.openScreen(["--openid", Sandbox.plainCustomer])
    try await session.waitFor("SANDBOX")
    return session
  }

  /// - Returns: whether the question has just come up.
  private mutating func look(at screen: TerminalScreen) -> Bool {
    guard screen.shows("3 of 5"), screen.shows(phrase) else {
      typed = nil
      return false
    }
    defer { typed = typed ?? "" }
    return typed == nil
  }

  private mutating func note(_ keys: [TerminalKey]) {
    // What a hand typed at the question counts until a request may have left.
    for key in keys { typed? += String(decoding: key.bytes, as: UTF8.self) }
    guard keys.count == 1, keys[0].bytes == TerminalKey.enter.bytes, let typed else { return }
    var rest = typed[...]
    for letter in phrase {
      guard let index = rest.firstIndex(of: letter) else { return }
      rest = rest[rest.index(after: index)...]
    }
    confirmations += 1
  }

  private mutating func choose(on screen: TerminalScreen) -> [TerminalKey] {
    if random.chance(ambition), let key = keyThatLeadsOn(on: screen) { return [key] }
    return (0..<random.number(1..<6)).map { _ in random.one(of: Self.keys) }
  }

  private mutating func keyThatLeadsOn(on screen: TerminalScreen) -> TerminalKey? {
    if screen.shows("1 of 5") || screen.shows("5 of 5") { return .enter }
    if screen.shows("2 of 5") { return screen.shows("Will be stored as") ? .enter : .letter("1") }
    if screen.shows("3 of 5") {
      if screen.shows("▸[ Deactivate ]") { return .enter }
      // The field is emptied first; whatever else was typed since begins it anew.
      let emptied = String(decoding: TerminalKey.control("u").bytes, as: UTF8.self)
      guard let typed, let count = (0..<phrase.count).last(where: { typed.hasSuffix(emptied + phrase.prefix($0)) })
      else { return .control("u") }
      return .letter(phrase[phrase.index(phrase.startIndex, offsetBy: count)])
    }
    if screen.shows("»Bundles 1/1") { return .letter("D") }
    guard screen.shows("»Look up a customer") else { return .escape }
    if screen.shows("OpenID   " + Sandbox.plainCustomer + " ") { return .enter }
    return screen.shows("OpenID    ") ? .paste(Sandbox.plainCustomer) : .control("u")
  }

  private static let unpaired = TerminalKey.paste("\u{1B}[201~8893\r")
  private static let keys: [TerminalKey] =
    [.enter, .enter, .enter, .escape, .escape, .tab, .up, .down, .home, .end, .pageDown, .control("l"), .control("u")]
    + "DDDDhjklnNfszrHLmby?:/12345678SYgG0893x".map { .letter($0) }
    + [
      .paste("8893"), .paste("8893\r"), unpaired, .paste("oDemo\u{1B}[31m"), .letter("券"),
      .letter("\u{0}"),
    ]
    + [.letter("\u{9B}"), .control("p"), .control("w")]
}
