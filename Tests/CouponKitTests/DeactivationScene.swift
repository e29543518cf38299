import Foundation
import Testing

@testable import CouponKit

/// An agent at one machine, with a journal of its own, and a customer with a bundle of two coupons.
struct DeactivationScene: Sendable {
  let folder: SettingsFolder
  let clock = TestClock()
  let transport: ScriptedTransport
  let service: CouponService
  let profile: Profile

  init(
    folder: SettingsFolder? = nil, agent: String = "chen.jing", agentID: UInt32 = 1001,
    role: Profile.Role = .deactivate, changes: [String: String?] = [:], settings: [String] = []
  ) throws {
    let folder = try folder ?? SettingsFolder()
    self.folder = folder
    try folder.write(Data(Vectors.bytes("keys/merchant.pkcs8.pem")), as: "merchant.key.pem")
    try folder.write(Data(Vectors.bytes("keys/wechatpay-public.pub.pem")), as: "wechatpay.pub.pem")
    let all = changes.merging(["ca_file": nil, "role": "\"\(role.rawValue)\""]) { $1 }
    let file = try folder.write(
      configuration(all, adding: settings),
      as: "config-\(role.rawValue)\(changes.isEmpty ? "" : "-changed").toml")
    profile = try Configuration.read(path: file, for: try? AgentIdentity.current()).profile()
    transport = ScriptedTransport(clock: clock)
    service = CouponService(
      profile: profile, agent: AgentIdentity(userID: agentID, name: SafeText(agent)), language: "zh-CN",
      clock: clock.clock, transport: transport)
  }

  static let bundleID = "7204418836021957730416"
  static let reason = "顾客要求退款"

  var target: DeactivationTarget {
    get throws {
      DeactivationTarget(
        subject: .bundle(try UserCouponBundleID(Self.bundleID), StockBundleID("713920845517263004")),
        openID: try OpenID("oDemo-394z6CGkNoJrsDLTTUKiAn"), productCouponID: ProductCouponID("1000048215"))
    }
  }

  func number(generation: Int = 0) throws -> String {
    RequestNumber(mode: profile.mode, brandID: profile.brandID, target: try target, generation: generation).text
  }

  /// Both coupons in one state, or each in its own: `USED EFFECTIVE`. Deactivated ones name the request number, which all machines share, and the reason.
  private func coupons(
    _ state: String, reason: String = reason, number: String? = nil, brandID: String? = nil, rounds: Int = 2
  ) throws -> String {
    let time = Date(timeIntervalSince1970: Double(clock.now.secondsSince1970)).ISO8601Format()
    let trace =
      #","deactivate_request_no":"\#(try number ?? self.number())","deactivate_time":"\#(time)","deactivate_reason":"\#(reason)""#
    let states = state.split(separator: " ")
    let coupons = (0..<2).map { index in
      let state = states[min(index, states.count - 1)]
      return #"{"coupon_code":"131664027500000048210\#(index)","coupon_state":"\#(state)","#
        + #""user_product_coupon_bundle_info":{"user_coupon_bundle_id":"\#(Self.bundleID)","#
        + #""user_coupon_bundle_index":\#(index),"total_count":\#(rounds)}"#
        + (state == "DEACTIVATED" ? trace : "") + (brandID.map { #","brand_id":"\#($0)""# } ?? "") + "}"
    }
    return "[\(coupons.joined(separator: ","))]"
  }

  func page(
    _ state: String, reason: String = reason, number: String? = nil, brandID: String? = nil, total: Int = 2,
    rounds: Int = 2
  ) throws -> String {
    let coupons = try coupons(state, reason: reason, number: number, brandID: brandID, rounds: rounds)
    return #"{"total_count":\#(total),"user_coupon_list":\#(coupons)}"#
  }

  func list(
    _ state: String, reason: String = reason, number: String? = nil, brandID: String? = nil, total: Int = 2,
    rounds: Int = 2
  ) throws -> ScriptedTransport.Turn {
    let page = try page(state, reason: reason, number: number, brandID: brandID, total: total, rounds: rounds)
    return .init(method: .get, answer: .proved(200, page))
  }

  func bundle(id: String = bundleID, _ state: String, brandID: String? = nil) throws -> String {
    #"{"user_coupon_bundle_id":"\#(id)","user_product_coupon_list":\#(try coupons(state, brandID: brandID))}"#
  }

  func post(_ answer: ScriptedTransport.Answer) -> ScriptedTransport.Turn { .init(method: .post, answer: answer) }

  /// What the agent confirmed; reads the coupons once.
  func confirmed() async throws -> ConfirmedDeactivation {
    await transport.expect(try list("EFFECTIVE"))
    let review = try await service.review(try target)
    return try #require(
      ConfirmedDeactivation(review: review, reason: try DeactivateReason(Self.reason), typedPhrase: "0416"))
  }

  /// What the agent confirmed after a look at the coupons, to have the same sent again; reads them once.
  func confirmedRepeat(of operationID: String) async throws -> ConfirmedRepeat {
    await transport.expect(try list("EFFECTIVE"))
    let report = try await service.reviewRepeat(of: operationID)
    return try #require(ConfirmedRepeat(report: report, typedPhrase: "0416"))
  }

  /// Confirms, and lets the script decide what comes of it.
  func deactivate(_ turns: ScriptedTransport.Turn...) async throws -> DeactivationReport {
    let wish = try await confirmed()
    await transport.expect(try list("EFFECTIVE"))
    for turn in turns { await transport.expect(turn) }
    let report = try await service.deactivate(wish) { _ in }
    await transport.requireEnd()
    return report
  }

  /// Three requests whose answers were lost; its operation.
  func leaveUnknown() async throws -> String {
    let live = try list("EFFECTIVE")
    let lost = post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: "")))
    let report = try await deactivate(lost, live, lost, live, lost, live)
    #expect(report.state == .unknown)
    return report.operationID
  }

  /// What the journal's events say of the operations, in their order; with `all`, of everything.
  func recorded(all: Bool = false) -> [String] {
    guard let database = try? Database(path: profile.stateDirectory + "/journal.sqlite", .existing),
      let rows = try? database.run(
        "SELECT kind FROM event WHERE op_id IS NOT NULL OR ? ORDER BY seq", [.integer(all ? 1 : 0)])
    else { return [] }
    return rows.compactMap(\.first?.text)
  }

  /// Expects that something is refused because a deactivation of the target is open, and returns that one's identifier.
  @discardableResult
  func expectOpen<Value>(_ body: () async throws -> Value) async -> String? {
    do { _ = try await body() } catch {
      if case .operationOpen(let id)? = (error as? CouponFailure)?.kind { return id }
      Issue.record(error)
      return nil
    }
    Issue.record("nothing was open")
    return nil
  }
}
