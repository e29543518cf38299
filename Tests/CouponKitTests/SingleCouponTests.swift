import Foundation
import Testing

@testable import CouponKit

/// A coupon that is no part of a bundle goes through the same protocol, at an address of its own.
@Suite struct `Deactivating a single coupon` {
  private static let code = "1316640275000000990013"
  private let scene: DeactivationScene
  private let target: DeactivationTarget

  init() throws {
    scene = try DeactivationScene()
    let bundle = try scene.target
    target = DeactivationTarget(
      subject: .coupon(try CouponCode(Self.code), StockID("1000000013")), openID: bundle.openID,
      productCouponID: bundle.productCouponID)
  }

  private var number: String {
    RequestNumber(mode: scene.profile.mode, brandID: scene.profile.brandID, target: target, generation: 0).text
  }

  private func coupon(_ state: String, code: String = code) -> String {
    let time = Date(timeIntervalSince1970: Double(scene.clock.now.secondsSince1970)).ISO8601Format()
    let trace =
      #","deactivate_request_no":"\#(number)","deactivate_time":"\#(time)","#
      + #""deactivate_reason":"\#(DeactivationScene.reason)""#
    return #"{"coupon_code":"\#(code)","coupon_state":"\#(state)"\#(state == "DEACTIVATED" ? trace : "")}"#
  }

  private func look(_ state: String) -> ScriptedTransport.Turn {
    .init(method: .get, answer: .proved(200, coupon(state)))
  }

  private var gone: ScriptedTransport.Turn {
    .init(method: .get, answer: .proved(404, #"{"code":"RESOURCE_NOT_EXISTS","message":"用户券不存在"}"#))
  }

  private let lost = ScriptedTransport.Answer.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))

  private func deactivate(_ turns: ScriptedTransport.Turn...) async throws -> DeactivationReport {
    await scene.transport.expect(look("EFFECTIVE"))
    let review = try await scene.service.review(target)
    let reason = try DeactivateReason(DeactivationScene.reason)
    let wish = try #require(ConfirmedDeactivation(review: review, reason: reason, typedPhrase: "0013"))
    await scene.transport.expect(look("EFFECTIVE"))
    for turn in turns { await scene.transport.expect(turn) }
    let report = try await scene.service.deactivate(wish) { _ in }
    await scene.transport.requireEnd()
    return report
  }

  @Test func `sends its code and its stock, and the reply proves it`() async throws {
    let report = try await deactivate(scene.post(.proved(200, coupon("DEACTIVATED"))))
    #expect(report.state == .confirmed && report.proof == .verifiedReply)
    #expect(report.changes.map(\.after) == [.deactivated])
    let post = try #require(await scene.transport.posts.first)
    #expect(
      post.target == "/v3/marketing/partner/product-coupon/users/oDemo-394z6CGkNoJrsDLTTUKiAn/coupons/"
        + "\(Self.code)/deactivate")
    let body =
      #"{"product_coupon_id":"1000048215","stock_id":"1000000013","appid":"wx233544546545989","#
      + #""out_request_no":"\#(number)","deactivate_reason":"\#(DeactivationScene.reason)","brand_id":"120344"}"#
    #expect(String(decoding: post.body, as: UTF8.self) == body)
    #expect(number != (try scene.number()), "a bundle has another number")
  }

  @Test(arguments: ["券-001", "SPRING 2026 01", "A/B?c#d%", String(repeating: "券", count: 40)])
  func `may have a code of the brand's own, which stays as it is on its way there and back`(_ code: String) async throws
  {
    let own = DeactivationTarget(
      subject: .coupon(try CouponCode(received: code), StockID("1000000013")), openID: try scene.target.openID,
      productCouponID: ProductCouponID("1000048215"))
    let number = RequestNumber(mode: scene.profile.mode, brandID: scene.profile.brandID, target: own, generation: 0)
    func look(_ state: String) -> ScriptedTransport.Turn {
      .init(method: .get, answer: .proved(200, coupon(state, code: code)))
    }
    await scene.transport.expect(look("EFFECTIVE"))
    let review = try await scene.service.review(own)
    let wish = try #require(
      ConfirmedDeactivation(
        review: review, reason: try DeactivateReason(DeactivationScene.reason), typedPhrase: own.confirmationPhrase))
    #expect(own.confirmationPhrase.utf8.count == 4, "a keyboard can be asked for it")
    let done = coupon("DEACTIVATED", code: code).replacing(self.number, with: number.text)
    await scene.transport.expect(look("EFFECTIVE"), scene.post(.proved(200, done)))
    let report = try await scene.service.deactivate(wish) { _ in }
    await scene.transport.requireEnd()
    #expect(report.state == .confirmed)
    #expect(try await scene.service.history().first?.target == own)
    let path = try #require(await scene.transport.posts.first).target.split(separator: "/")
    #expect(String(path[path.count - 2]).removingPercentEncoding == code)
    #expect(path.count == 9, "the code is one part of the path")
  }

  @Test func `shows no code that holds a control character or is too long`() {
    for code in ["", "a\u{1B}[2J", "a\nb", String(repeating: "1", count: 41)] {
      #expect(throws: InputProblem.self) { try CouponCode(received: code) }
    }
    // What nobody can see or type is not looked for either.
    for code in [" A1", "A1 ", "A\u{200B}1", "A\u{202E}1"] {
      #expect(throws: InputProblem.self) { try CouponCode(code) }
      #expect(throws: Never.self) { try CouponCode(received: code) }
    }
  }

  @Test func `leaves no code in the open part of the journal`() async throws {
    _ = try await deactivate(scene.post(.proved(200, coupon("DEACTIVATED"))))
    let file = try Data(contentsOf: URL(filePath: scene.profile.stateDirectory + "/journal.sqlite"))
    #expect(file.range(of: Data(Self.code.utf8)) == nil)
    #expect(try await scene.service.history().first?.target == target)
  }

  @Test func `is found done by reading it when the answer was lost`() async throws {
    let report = try await deactivate(scene.post(lost), look("DEACTIVATED"))
    #expect(report.state == .confirmed && report.proof == .readBack)
  }

  @Test func `believes no proved reply about another coupon`() async throws {
    let other = scene.post(.proved(200, coupon("DEACTIVATED", code: "1316640275000000990014")))
    let report = try await deactivate(other, look("DEACTIVATED"))
    #expect(report.state == .confirmed && report.proof == .readBack)
    #expect(scene.recorded(all: true).contains("SIG_FAIL"))
  }

  @Test func `that the customer deleted meanwhile is told as nothing left, once that is certain`() async throws {
    let report = try await deactivate(scene.post(lost), gone)
    #expect(report.state == .unknown, "it may have been done before it was deleted")
    scene.clock.pass(seconds: 600)
    await scene.transport.expect(gone, gone)
    let settled = try await scene.service.check(report.operationID)
    await scene.transport.requireEnd()
    #expect(settled.state == .already && settled.attribution == nil)
  }

  @Test func `that is gone before the confirmation is not deactivated`() async throws {
    await scene.transport.expect(gone)
    await #expect { try await scene.service.review(target) } throws: { error in
      if case .notFound? = (error as? CouponFailure)?.kind { true } else { false }
    }
    #expect(scene.recorded().isEmpty)
  }
}
