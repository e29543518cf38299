import Testing

@testable import CouponKit

/// A part of a customer's coupons is never taken for the whole.
@Suite struct `A list of coupons` {
  private let scene: DeactivationScene

  init() throws { scene = try DeactivationScene() }

  private func coupon(_ index: Int) -> String {
    #"{"coupon_code":"131664027500000048210\#(index)","coupon_state":"EFFECTIVE","#
      + #""user_product_coupon_bundle_info":{"user_coupon_bundle_id":"\#(DeactivationScene.bundleID)","#
      + #""user_coupon_bundle_index":\#(index),"total_count":2}}"#
  }

  private func page(_ indices: [Int], total: Int?, next: String? = nil) -> ScriptedTransport.Turn {
    let total = total.map { #""total_count":\#($0),"# } ?? ""
    let token = next.map { #","next_page_token":"\#($0)""# } ?? ""
    let list = indices.map(coupon).joined(separator: ",")
    return .init(method: .get, answer: .proved(200, #"{\#(total)"user_coupon_list":[\#(list)]\#(token)}"#))
  }

  /// What a review ends with, and what a look-up does.
  private func failures(_ turns: ScriptedTransport.Turn...) async throws -> [CouponFailure?] {
    var failures: [CouponFailure?] = []
    for isReview in [true, false] {
      for turn in turns { await scene.transport.expect(turn) }
      do throws(CouponFailure) {
        let target = try target()
        if isReview {
          _ = try await scene.service.review(target)
        } else {
          try await scene.service.lookUp(CouponQuery(openID: target.openID)) { _ in }
        }
        failures.append(nil)
      } catch { failures.append(error) }
      await scene.transport.requireEnd()
    }
    return failures
  }

  private func target() throws(CouponFailure) -> DeactivationTarget {
    guard let target = try? scene.target else { throw CouponFailure(.cancelled) }
    return target
  }

  @Test func `is read to its end, page by page`() async throws {
    #expect(try await failures(page([0], total: 2, next: "a"), page([1], total: nil)) == [nil, nil])
  }

  @Test func `whose token comes again has no end, and is neither shown as whole nor deactivated`() async throws {
    for failure in try await failures(page([0], total: 2, next: "a"), page([1], total: nil, next: "a")) {
      #expect(failure?.kind == .answerNotUnderstood(detail: "the list of coupons does not end"))
      #expect(failure?.references.requestID?.hasPrefix("request-") == true, "support is told which answer it was")
    }
  }

  @Test func `with a coupon twice may lack another one`() async throws {
    for failure in try await failures(page([0], total: 2, next: "a"), page([0], total: nil)) {
      #expect(failure?.kind == .listIncomplete(listed: 1, total: 2))
      #expect(failure?.references.requestID?.hasPrefix("request-") == true)
    }
  }

  @Test func `that nobody has counted is shown and not deactivated`() async throws {
    let failures = try await failures(page([0, 1], total: nil))
    #expect(failures[0]?.kind == .answerNotUnderstood(detail: "/total_count"))
    #expect(failures[1] == nil)
  }

  @Test func `that nobody has counted settles nothing when it is read back`() async throws {
    let lost = scene.post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: "")))
    let report = try await scene.deactivate(lost, page([], total: nil))
    #expect(report.state == .unknown)
  }

  @Test func `that is not understood tells support which answer it was`() async throws {
    let torn = ScriptedTransport.Turn(method: .get, answer: .proved(200, #"{"user_coupon_list":7}"#))
    for failure in try await failures(torn) {
      #expect(failure?.kind.name == "answer_not_understood")
      #expect(failure?.references.httpStatus == 200 && failure?.references.isProved == true)
      #expect(failure?.references.requestID?.hasPrefix("request-") == true)
    }
  }

  @Test func `too long to be taken is asked for in smaller pages, and given up in the end`() async throws {
    let tooLong = ScriptedTransport.Turn(
      method: .get, answer: .nothing(TransportFailure(.tooLarge, mayHaveLeft: true, detail: "")))
    #expect(try await failures(tooLong, page([0, 1], total: 2)) == [nil, nil])
    for failure in try await failures(tooLong, tooLong, tooLong) { #expect(failure?.kind.name == "answer_too_large") }
    let sizes = await scene.transport.requests.map { request in
      request.target.split(separator: "&").first { $0.hasPrefix("page_size=") }.map { String($0.dropFirst(10)) }
    }
    #expect(sizes == ["50", "10", "50", "10", "50", "10", "2", "50", "10", "2"])
  }
}
