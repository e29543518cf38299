import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

/// An agent at the screen: keys and answers go in, pictures and effects come out. Everything between is the real code.
struct Walk {
  private(set) var state: AppState
  /// What was asked for since the last look.
  private(set) var effects: [Effect] = []
  /// How often what had been typed was dropped.
  private(set) var discards = 0

  static let start = Instant(rfc3339: "2026-03-12T14:03:00+08:00") ?? Instant(secondsSince1970: 0)
  static let customer = "oh-394z-6CGkNoJrsDLTTUKiAnp4"

  init(
    _ size: Size = Size(columns: 120, rows: 40), _ language: Language = .en, role: Profile.Role = .deactivate,
    environment: Profile.Environment = .sandbox, others: [Profile] = [], openID: String? = Walk.customer,
    isASCII: Bool = false, isTouring: Bool = false, tagsReasons: Bool = false,
    ticketDigits: Int? = nil
  ) throws {
    var profile = try Profile.training(role: role, environment: environment)
    profile.tagsReasons = tagsReasons
    profile.ticketDigits = ticketDigits
    var desk = Desk(
      profile: profile, profiles: [profile] + others, agentName: "wang.li",
      language: language,
      size: size,
      now: Walk.start)
    desk.isASCII = isASCII
    state = AppState(desk: desk, openID: try openID.map { try OpenID($0) }, isTouring: isTouring)
  }

  var screen: Screen? { state.screens.last }
  var picture: String { draw(state).text }

  mutating func happen(_ event: Event) {
    let new = update(&state, on: event)
    discards += new.count { $0 == .discardTyped }
    effects += new.filter { $0 != .discardTyped }
  }

  /// Keys in words: `j`, `⏎`, `Esc`, `⇥`, `⇧⇥`, `^C`; one second passes before each.
  mutating func press(_ keys: String) {
    for word in keys.split(separator: " ") {
      pass(milliseconds: 1000)
      arrive(.keyPressed(Self.key(String(word))))
    }
  }

  /// Letters one by one, as fast as a person types.
  mutating func type(_ text: String) {
    for character in text {
      pass(milliseconds: 100)
      arrive(.keyPressed(.character(character)))
    }
  }

  /// Keys and pastes that come in one read.
  mutating func arrive(_ input: Event...) {
    happen(.inputArrived(count: input.count))
    for event in input { happen(event) }
  }

  /// Time goes by, and the program wakes whenever it wants to. Each time the screen is drawn.
  mutating func pass(milliseconds: Int64) {
    let end = Instant(millisecondsSince1970: state.desk.now.millisecondsSince1970 + milliseconds)
    happen(.frameShown(state.desk.now))
    while state.alarm < end {
      happen(.clockTicked(state.alarm))
      happen(.frameShown(state.desk.now))
    }
    happen(.clockTicked(end))
  }

  /// The effects since the last call.
  mutating func taken() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  /// The ticket of the last thing that was asked for.
  var ticket: Ticket {
    get throws {
      switch try #require(effects.last) {
      case .lookUp(_, let ticket), .review(_, let ticket), .deactivate(_, let ticket), .check(_, let ticket),
        .reviewRepeat(_, let ticket), .sendAgain(_, let ticket), .readHistory(let ticket), .stop(let ticket),
        .readOperation(_, let ticket), .readDraft(_, let ticket), .export(_, _, let ticket):
        return ticket
      case .settleOpenOperations, .takeNote, .findContradictions, .readRecents, .askFirstRun, .remember, .keepDraft,
        .discardTyped,
        .copy, .work,
        .takeMouse, .paint,
        .redraw, .suspend, .quit:
        throw Lost()
      }
    }
  }

  struct Lost: Error {}

  private static func key(_ word: String) -> Key {
    switch word {
    case "⏎": .enter
    case "Esc": .escape
    case "⇥": .tab
    case "⇧⇥": .backTab
    case "↓": .down
    case "↑": .up
    case _ where word.hasPrefix("^") && word.count == 2: .control(Character(word.suffix(1).lowercased()))
    default: .character(Character(word))
    }
  }
}

// MARK: Answers

extension Walk {
  /// The form, Enter, and the recorded pages of a look-up.
  mutating func lookUp(_ pages: String...) throws {
    press("⏎")
    let ticket = try ticket
    for page in pages { happen(.pageArrived(try .recorded(page), ticket)) }
    happen(.lookUpEnded(ticket))
    effects = []
  }

  /// From the list to the review of what is selected.
  mutating func openReview(_ answer: String = "list-bundle-progressive") throws {
    press("D")
    guard case .review(let target, let ticket)? = effects.last else { throw Lost() }
    let coupons = try UserCouponPage.recorded(answer).coupons
    happen(.reviewArrived(.reviewed(target, coupons, at: state.desk.now), ticket))
    effects = []
  }

  /// From the list to the moment before the phrase is typed.
  mutating func openConfirmation() throws {
    try openReview()
    press("⏎")
    type("Customer asked for a refund, ticket 4711")
    press("⏎")
    effects = []
  }

  /// From the list to the phrase, typed and not yet sent off.
  mutating func typePhrase() throws {
    try openConfirmation()
    pass(milliseconds: 1000)
    type("0416")
  }

  /// All the way to a request on its way; its ticket.
  mutating func send() throws -> Ticket {
    try typePhrase()
    press("⏎")
    return try ticket
  }
}

extension UserCouponPage {
  /// The recorded answers are kept with CouponKit's tests.
  static func recorded(_ name: String) throws -> UserCouponPage {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let body = try Data(contentsOf: tests.appending(path: "CouponKitTests/Fixtures/\(name).json"))
    return try WireCoupon.page([UInt8](body))
  }
}

extension DeactivationReview {
  static func reviewed(_ target: DeactivationTarget, _ coupons: [UserCoupon], at now: Instant) -> DeactivationReview {
    DeactivationReview(target: target, coupons: coupons, readAt: now, requestNumber: .training)
  }
}

extension RequestNumber {
  static let training = RequestNumber("CK1_4q8zr0v6m2x1t9k3c7h5j8n0pw_00") ?? { preconditionFailure("33 characters") }()
}

extension DeactivationReport {
  /// How the deactivation of the recorded bundle ended.
  static func ended(
    _ state: State, named operationID: String = "7F3K-2M9Q", by proof: Proof = .verifiedReply,
    lastFailure: CouponFailure? = nil
  ) throws -> DeactivationReport {
    let coupons = try UserCouponPage.recorded("list-bundle-progressive").coupons
    let target = DeactivationTarget(
      subject: .bundle(try UserCouponBundleID("7204418836021957730416"), StockBundleID("1000048215")),
      openID: try OpenID(Walk.customer), productCouponID: ProductCouponID("100001"))
    let (isDone, isDenied) = (state == .confirmed, state == .rejected || state == .notApplied)
    var report = DeactivationReport(
      operationID: operationID, target: target, productName: "松果奶茶三次月卡",
      reason: try DeactivateReason("Customer asked for a refund, ticket 4711"), requestNumber: .training, state: state,
      proof: isDone ? proof : nil,
      changes: coupons.enumerated().map { index, coupon in
        .init(
          position: index, code: coupon.code, before: coupon.state,
          after: isDone && coupon.state.isLive ? .deactivated : isDone || isDenied ? coupon.state : nil)
      },
      attempts: 1, createdAt: Walk.start, closedAt: state.isClosed ? Walk.start.advanced(bySeconds: 4) : nil,
      requestID: isDone ? "08F7A1BE0610B8F5C7A206188CD0F3A80120F0B9012806" : nil, lastFailure: lastFailure,
      certainBy: state.isClosed ? nil : Walk.start.advanced(bySeconds: 600), agent: "wang.li")
    report.readAt = Walk.start.advanced(bySeconds: 4)
    return report
  }
}

extension Profile {
  static func training(name: String = "training", role: Role, environment: Environment) throws -> Profile {
    Profile(
      name: name, environment: environment, mode: .partner(merchantID: "1900000001"),
      brandID: try BrandID("120344"), brandName: "晨光咖啡", appID: try AppID("wx233544546545989"),
      merchantSerial: "0A1B2C", merchantKeyPath: "merchant.key.pem", wechatPayKey: nil,
      platformCertificatePath: "platform.cert.pem", hosts: [], caFile: nil, role: role, prefilledOpenID: nil,
      stateDirectory: "state",
      reasonTemplates: [try DeactivateReason("顾客要求退款"), try DeactivateReason("发放有误"), try DeactivateReason("账号被盗用")])
  }
}

// MARK: Screens

/// Compares what is on the screen with `Screens/<name>-<columns>x<rows>-<language>.txt`.
/// With `COUPON_REWRITE_SCREENS=1` in the environment the file is written instead.
func expectScreen(_ walk: Walk, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let desk = walk.state.desk
  let size = walk.state.desk.window
  let file = "\(name)-\(size.columns)x\(size.rows)-\(desk.language.rawValue).txt"
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Screens")
  let shown = draw(walk.state).dump
  if ProcessInfo.processInfo.environment["COUPON_REWRITE_SCREENS"] == "1" {
    try shown.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
    return
  }
  let expected = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  #expect(shown == expected, "\(file) differs", sourceLocation: sourceLocation)
}

/// The sizes and languages in which every screen is kept.
struct Frame: Sendable, CustomTestStringConvertible {
  let size: Size
  let language: Language
  var testDescription: String { "\(size.columns)×\(size.rows) \(language)" }

  static let all = [(80, 24), (120, 40), (40, 12)].flatMap { columns, rows in
    Language.allCases.map { Frame(size: Size(columns: columns, rows: rows), language: $0) }
  }
}
