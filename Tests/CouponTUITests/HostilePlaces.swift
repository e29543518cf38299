@testable import CouponKit
@testable import CouponTUI

/// Every place of the screen that shows text from outside, with one text in all of them.
struct HostilePlaces: Sendable {
  /// Coupons as recorded; in the second one what is spelled in capitals, as states and types are, stays.
  private let coupons: [JSONValue]
  /// The fields of each coupon that can hold any text.
  private let fields: [[[JSONStep]]]

  var fieldCount: Int { fields.reduce(0) { $0 + $1.count } }

  init() throws {
    let page =
      try UserCouponPage.recorded("list-all-states").coupons
      + UserCouponPage.recorded("list-bundle-progressive").coupons
    var trees = try page.map { try JSONReader.read(Array($0.raw.bytes)).root.tree }
    // The one with the most fields, and the first two of a bundle, which can be deactivated.
    trees.sort { $0.texts.count > $1.texts.count }
    let bundle = trees.filter { $0.isOfBundle }.prefix(2)
    coupons = [trees[0]] + bundle
    fields = coupons.enumerated().map { number, coupon in
      coupon.texts.filter { path, text in
        if number > 0, text.allSatisfy({ $0.isUppercase || $0 == "_" }) { return false }
        return (try? Self.page([coupon.replacing(path[...], by: .string("x\u{1B}[2Jx"))])) != nil
      }.map(\.path)
    }
  }

  func document(with text: String) -> [UInt8] {
    let hostile = zip(coupons, fields).map { coupon, fields in
      let replaced = fields.reduce(coupon) { $0.replacing($1[...], by: .string(text)) }
      guard case .object(let members) = replaced else { return replaced }
      return .object(members + [.init("new_\(text)", .string(text))])
    }
    return Self.bytes(hostile)
  }

  private static func bytes(_ coupons: [JSONValue]) -> [UInt8] {
    JSONValue.object([
      .init("total_count", .number("\(coupons.count)")), .init("user_coupon_list", .array(coupons)),
    ]).serialised
  }

  private static func page(_ coupons: [JSONValue]) throws -> UserCouponPage { try WireCoupon.page(bytes(coupons)) }

  // MARK: The way through

  /// Draws a text wherever it can stand.
  ///
  /// - Returns: what was wrong with a picture, and where.
  func flaws(of text: String, number: Int) -> [String] {
    do {
      var way = try Way(text, number, page: try WireCoupon.page(document(with: text)))
      try way.browse()
      try way.deactivate()
      try way.fail()
      return way.flaws
    } catch { return ["\(text.debugDescription): \(error)"] }
  }

  private struct Way {
    private let text: String
    private let page: UserCouponPage
    private var state: AppState
    private var tickets: [Ticket] = []
    private var target: DeactivationTarget?
    private(set) var flaws: [String] = []

    init(_ text: String, _ number: Int, page: UserCouponPage) throws {
      self.text = text
      self.page = page
      let plain = try Profile.training(
        role: .deactivate, environment: number.isMultiple(of: 2) ? .sandbox : .production)
      let profile = Profile(
        name: text, environment: plain.environment, mode: plain.mode, brandID: plain.brandID, brandName: SafeText(text),
        appID: plain.appID, merchantSerial: text, merchantKeyPath: text, wechatPayKey: nil,
        platformCertificatePath: text, hosts: [], caFile: nil, role: .deactivate, prefilledOpenID: nil,
        stateDirectory: text,
        reasonTemplates: (try? DeactivateReason(text)).map { [$0] } ?? [])
      let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 40, rows: 12)]
      var desk = Desk(
        profile: profile, agentName: SafeText(text), language: number.isMultiple(of: 3) ? .zh : .en,
        size: sizes[number % 3], now: Walk.start)
      desk.isASCII = number % 7 == 6
      state = AppState(desk: desk, openID: try OpenID(Walk.customer))
    }

    private mutating func happen(_ event: Event) {
      for effect in update(&state, on: event) {
        switch effect {
        case .lookUp(_, let ticket), .deactivate(_, let ticket), .sendAgain(_, let ticket), .check(_, let ticket),
          .readHistory(let ticket), .readOperation(_, let ticket):
          tickets.append(ticket)
        case .review(let target, let ticket):
          self.target = target
          tickets.append(ticket)
        default: break
        }
      }
    }

    private var ticket: Ticket { tickets.last ?? Ticket(number: 0) }

    private mutating func look(_ place: String) {
      if let flaw = draw(state).flaw(asFor: state.desk.size) {
        flaws.append("\(place): \(flaw): \(text.debugDescription)")
      }
    }

    private mutating func press(_ keys: Key...) {
      for key in keys {
        happen(.frameShown(state.desk.now))
        for _ in 0..<2 { happen(.clockTicked(state.desk.now.advanced(bySeconds: 1))) }
        happen(.inputArrived(count: 1))
        happen(.keyPressed(key))
      }
    }

    private mutating func type(_ text: String) { for character in text { press(.character(character)) } }

    mutating func browse() throws {
      happen(.pasted(SafeText(text)))
      look("the form")
      press(.control("u"))
      happen(.pasted(SafeText(Walk.customer)))
      press(.enter)
      happen(.pageArrived(page, ticket))
      happen(.lookUpEnded(ticket))
      look("the bundles")
      press(.enter)
      look("the coupons")
      for section in "12345678" {
        press(.character(section))
        look("section \(section)")
      }
      press(.character("z"))
      look("the raw answer")
      press(.end)
      look("its end")
      press(.character("y"))
      happen(.copied(SafeText(text)))
      look("the copy")
      happen(.notCopied(SafeText(text)))
      look("the copy that is shown")
      press(.escape, .character("b"))
      look("the bare page")
      press(.escape, .character("/"))
      happen(.pasted(SafeText(text)))
      look("the search")
      press(.enter, .character("n"))
      look("what was found")
      press(.control("p"))
      happen(.pasted(SafeText(text)))
      look("the palette")
      press(.escape, .character("f"))
      look("the states")
      press(.escape, .character("m"))
      look("everything unmasked")
    }

    mutating func deactivate() throws {
      for _ in 0..<6 { press(.backTab) }
      for _ in 0..<4 where target == nil {
        press(.character("D"))
        if target == nil { press(.down) }
      }
      guard let target else { throw Walk.Lost() }
      let review = DeactivationReview.reviewed(target, page.coupons, at: state.desk.now)
      happen(.reviewArrived(review, ticket))
      look("the review")
      press(.enter)
      happen(.draftFound(text, ticket))
      look("the draft")
      happen(.pasted(SafeText(text)))
      look("the reason")
      press(.enter)
      look("the reason that is refused, or the question")
      press(.escape, .escape, .enter, .control("u"))
      type("asked")
      press(.enter)
      look("the question")
      type(target.confirmationPhrase)
      press(.enter)
      let report = try hostileReport(.sending, CouponFailure(.noAnswer(detail: text), change: .unknown))
      happen(.deactivationMoved(report, ticket))
      look("sending")
      for state in [DeactivationReport.State.unknown, .confirmed, .rejected] {
        happen(.deactivationEnded(try hostileReport(state, CouponFailure(.stateRefused(message: text))), ticket))
        look("the outcome")
      }
      press(.escape, .escape, .escape, .character("H"))
      happen(.historyArrived([try hostileReport(.unknown, nil), try hostileReport(.confirmed, nil)], ticket))
      look("the history")
      press(.enter)
      look("an operation")
      press(.escape, .character("/"))
      happen(.pasted(SafeText(text)))
      look("the search in the history")
      press(.escape)
      happen(.openOperationsSettled([try hostileReport(.confirmed, nil)]))
      look("what was cut off")
    }

    private func hostileReport(_ state: DeactivationReport.State, _ failure: CouponFailure?) throws
      -> DeactivationReport
    {
      let plain = try DeactivationReport.ended(state)
      return DeactivationReport(
        operationID: text, target: plain.target, productName: text,
        reason: (try? DeactivateReason(text)) ?? plain.reason, requestNumber: plain.requestNumber, state: state,
        proof: plain.proof,
        changes: plain.changes.map {
          .init(position: $0.position, code: $0.code, before: .unlisted(text), after: .unlisted(text))
        },
        attempts: 2, createdAt: plain.createdAt, closedAt: plain.closedAt, requestID: text, lastFailure: failure,
        certainBy: plain.certainBy, agent: text)
    }

    mutating func fail() throws {
      let references = CouponFailure.References(httpStatus: 500, code: text, requestID: text)
      let kinds: [CouponFailure.Kind] = [
        .setting(file: text, keyPath: text, .notAllowed(allowed: text)),
        .setting(file: text, keyPath: text, .unknownKey),
        .file(path: text, .missing), .file(path: text, .notTOML(line: 3, detail: text)),
        .cannotConnect(host: text, detail: text), .serverNotTrusted(host: text, detail: text), .noAnswer(detail: text),
        .answerNotUnderstood(detail: text), .callerRefused(message: text), .notPermitted(message: text),
        .notFound(message: text), .openIDUnknown(message: text), .appIDRefused(message: text),
        .stateRefused(message: text),
        .requestNumberUsed(message: text), .requestRefused(message: text), .serverTrouble(message: text),
        .journalUnusable(detail: text), .operationOpen(text), .answerNotProved(.missingHeader(text)),
        .answerNotProved(.unknownSerial(text)), .answerNotProved(.unsupportedSignatureType(text)),
        .input(InputProblem(field: .openID, rule: .character(text, position: 1))),
      ]
      state = AppState(desk: state.desk, openID: try OpenID(Walk.customer))
      for kind in kinds {
        press(.enter)
        happen(.stopped(CouponFailure(kind, references: references), ticket))
        look("a failure of kind \(kind.name)")
      }
      happen(.openOperationsUnknown(CouponFailure(.journalUnusable(detail: text), references: references)))
      press(.escape, .character("!"))
      look("the troubles")
    }
  }
}

extension JSONValue {
  fileprivate var isOfBundle: Bool {
    guard case .object(let members) = self else { return false }
    return members.contains { $0.key == "user_product_coupon_bundle_info" }
  }

  /// Every text in the value, and the way to it.
  fileprivate var texts: [(path: [JSONStep], text: String)] {
    fields.compactMap { field in if case .string(let text) = field.value { (field.path, text) } else { nil } }
  }
}
