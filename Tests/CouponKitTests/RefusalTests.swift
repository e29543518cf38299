import Testing

@testable import CouponKit

/// Status and code decide what a refusal means; the number in `Request-ID`, which nobody signs, only adds to it.
@Suite struct `A refusal` {
  private func error(_ status: Int, _ body: String, number: Int? = nil) -> ErrorAnswer {
    let headers = number.map { [Header("Request-ID", "08F7A1BE-\($0)")] } ?? []
    return ErrorAnswer(RawAnswer(status: status, headers: headers, body: Array(body.utf8)))
  }

  @Test(arguments: [
    (268_578_776, CouponFailure.StateHint.expired), (272_756_790, .expired), (272_756_769, .deletedByCustomer),
    (272_756_745, .redeemed), (272_756_746, .lockedByOrder), (268_578_367, .none),
  ])
  func `because of a state says which, as far as the number does`(_ number: Int, _ hint: CouponFailure.StateHint) {
    let body = #"{"code":"INVALID_REQUEST","message":"m"}"#
    #expect(error(400, body, number: number).kind == .stateRefused(message: "m", hint))
    #expect(error(400, body).kind == .requestRefused(message: "m"))
  }

  @Test(arguments: [
    (401, "caller_refused"), (403, "not_permitted"), (404, "not_found"), (429, "too_many_requests"),
    (500, "server_trouble"), (202, "server_trouble"),
  ])
  func `is what its status says, whatever number is written beside it`(_ status: Int, _ name: String) {
    for number in [268_578_927, 268_578_367, 268_578_526, 268_578_608] {
      #expect(error(status, "", number: number).kind.name == name)
    }
  }

  @Test func `under a number that exists already is one of the request number, with or without a number`() {
    let body = #"{"code":"ALREADY_EXISTS","message":"m"}"#
    for number in [nil, 0, 268_578_704] {
      #expect(error(400, body, number: number).kind == .requestNumberUsed(message: "m"))
    }
  }

  @Test func `names the part of the request that is wrong, and nothing of what stood there`() throws {
    let parameter = error(
      400,
      #"{"code":"PARAM_ERROR","message":"m","detail":{"field":"stock_bundle_id","value":"oSecret","issue":"too long"}}"#
    )
    #expect(parameter.detail == "stock_bundle_id: too long")
    let signature = error(
      401,
      #"{"code":"SIGN_ERROR","detail":{"field":"signature","detail":{"issue":"sign not match"},"#
        + #""sign_information":{"url":"/v3/oSecret","truncated_sign_message":"POST","sign_message_length":71}}}"#)
    #expect(signature.detail == "signature: sign not match: sign_message_length 71")
    #expect(error(400, #"{"code":"PARAM_ERROR","detail":"text"}"#).detail == nil)
  }

  // Both codes are what a request gets that has been carried out already, and is delivered a second time.
  @Test(arguments: ["ALREADY_EXISTS", "INVALID_REQUEST"])
  func `that may be the trace of the request itself is settled after the quarantine only`(_ code: String) async throws {
    let scene = try DeactivationScene()
    let live = try scene.list("EFFECTIVE")
    let report = try await scene.deactivate(scene.post(.proved(400, #"{"code":"\#(code)","message":""}"#)), live)
    #expect(report.state == .unknown)
    scene.clock.pass(seconds: 600)
    await scene.transport.expect(live, live)
    #expect(try await scene.service.check(report.operationID).state == .rejected)
    await scene.transport.requireEnd()
  }

  @Test func `of a parameter stands at once, and tells which`() async throws {
    let scene = try DeactivationScene()
    let body = #"{"code":"PARAM_ERROR","message":"","detail":{"field":"deactivate_reason","issue":"emoji"}}"#
    let report = try await scene.deactivate(scene.post(.proved(400, body)), try scene.list("EFFECTIVE"))
    #expect(report.state == .rejected)
    #expect(report.lastFailure?.references.detail == "deactivate_reason: emoji")
  }
}

@Suite struct `What this machine finds out by itself` {
  @Test func `an operation that the record does not hold is not told in WeChat Pay's name`() async throws {
    let scene = try DeactivationScene()
    do {
      _ = try await scene.service.report(of: "NONE")
      Issue.record("found")
    } catch { #expect(error.kind == .operationNotRecorded("NONE")) }
  }

  @Test func `an ID that cannot stand in a path leaves no request`() async throws {
    let scene = try DeactivationScene()
    for code in [".", ".."] {
      let target = DeactivationTarget(
        subject: .coupon(try CouponCode(received: code), StockID("1000000013")), openID: try scene.target.openID,
        productCouponID: ProductCouponID("1000048215"))
      do {
        _ = try await scene.service.review(target)
        Issue.record("asked")
      } catch { #expect(error.kind.name == "request_not_made" && error.change == .none) }
    }
    #expect(await scene.transport.requests.isEmpty)
  }
}
