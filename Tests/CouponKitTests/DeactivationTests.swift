import Testing

@testable import CouponKit

private let timeout = ScriptedTransport.Answer.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))
private let noConnection = ScriptedTransport.Answer.nothing(
  TransportFailure(.cannotConnect, mayHaveLeft: false, detail: ""))

/// The service, the reducer, the journal and the gateway together; only the network is a script.
@Suite struct `Deactivating a bundle` {
  @Test func `sends the recorded bytes once, and tells what WeChat Pay's proved answer shows`() async throws {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(scene.post(.proved(200, scene.bundle("DEACTIVATED"))))

    #expect(report.state == .confirmed)
    #expect(report.proof == .verifiedReply)
    #expect(report.receipt != nil)
    let post = try #require(await scene.transport.posts.first)
    #expect(
      post.target == "/v3/marketing/partner/product-coupon/users/oDemo-394z6CGkNoJrsDLTTUKiAn/coupon-bundles/"
        + "\(DeactivationScene.bundleID)/deactivate")
    let body =
      #"{"product_coupon_id":"1000048215","stock_bundle_id":"713920845517263004","appid":"wx233544546545989","#
      + #""out_request_no":"\#(try scene.number())","deactivate_reason":"\#(DeactivationScene.reason)","#
      + #""brand_id":"120344"}"#
    #expect(String(decoding: post.body, as: UTF8.self) == body)
  }

  @Test func `writes the intent and the attempt before the request leaves, and the outcome before it is told`()
    async throws
  {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    await scene.transport.expect(
      try scene.list("EFFECTIVE"),
      .init(method: .post, answer: .proved(200, try scene.bundle("DEACTIVATED"))) {
        #expect(scene.recorded() == ["INTENT", "SENDING"])
      })
    _ = try await scene.service.deactivate(wish) { report in
      #expect(scene.recorded().last == report.state.rawValue)
    }
    #expect(scene.recorded() == ["INTENT", "SENDING", "CONFIRMED"])
    await scene.transport.requireEnd()
  }

  @Test func `after a lost answer reads the coupons, and sends the same bytes under the same number`() async throws {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(
      scene.post(timeout), scene.list("EFFECTIVE"), scene.post(.proved(200, scene.bundle("DEACTIVATED"))))

    #expect(report.state == .confirmed)
    #expect(report.attempts == 2)
    let posts = await scene.transport.posts
    try #require(posts.count == 2)
    #expect(posts[0].body == posts[1].body)
    #expect(posts[0].nonce != posts[1].nonce)
  }

  @Test func `finds a deactivation whose answer was lost by reading the coupons`() async throws {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(scene.post(timeout), scene.list("DEACTIVATED"))
    #expect(report.state == .confirmed)
    #expect(report.proof == .readBack)
    #expect(report.attempts == 1)
  }

  @Test(arguments: ["forged", "misbound", "unsigned"])
  func `believes no success that is not proved to answer this request`(_ kind: String) async throws {
    let scene = try DeactivationScene()
    let lie: ScriptedTransport.Answer =
      switch kind {
      case "forged": .forged(200, try scene.bundle("DEACTIVATED"))
      case "misbound": .proved(200, try scene.bundle(id: "1111111111111111111111", "DEACTIVATED"))
      default: .unsigned(200, try scene.bundle("DEACTIVATED"))
      }
    let live = try scene.list("EFFECTIVE")
    let report = try await scene.deactivate(scene.post(lie), live, scene.post(lie), live, scene.post(lie), live)
    #expect(report.state == .unknown)
    #expect(report.certainBy != nil)
    #expect(report.lastFailure?.kind.name == "answer_not_proved")
  }

  @Test func `a proved refusal stands once the coupons are seen untouched`() async throws {
    let scene = try DeactivationScene()
    let error = #"{"code":"NO_AUTH","message":"268579803"}"#
    let report = try await scene.deactivate(scene.post(.proved(403, error)), scene.list("EFFECTIVE"))
    #expect(report.state == .rejected)
    // Only now may another attempt carry another number.
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    let next = try await scene.service.review(try scene.target)
    #expect(next.requestNumber.text == (try scene.number(generation: 1)))
  }

  @Test func `a round that was returned after its bundle was deactivated is deactivated under the next number`()
    async throws
  {
    let scene = try DeactivationScene()
    await scene.transport.expect(
      try scene.list("USED EFFECTIVE"), try scene.list("USED EFFECTIVE"),
      scene.post(.proved(200, try scene.bundle("USED DEACTIVATED"))))
    let reason = try DeactivateReason(DeactivationScene.reason)
    let first = try await scene.service.review(try scene.target)
    let wish = try #require(ConfirmedDeactivation(review: first, reason: reason, typedPhrase: "0416"))
    #expect(try await scene.service.deactivate(wish) { _ in }.state == .confirmed)

    await scene.transport.expect(try scene.list("EFFECTIVE DEACTIVATED"), try scene.list("EFFECTIVE DEACTIVATED"))
    let second = try await scene.service.review(try scene.target)
    let number = try scene.number(generation: 1)
    #expect(second.requestNumber.text == number)
    await scene.transport.expect(
      scene.post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))),
      try scene.list("DEACTIVATED", number: number))
    let again = try #require(ConfirmedDeactivation(review: second, reason: reason, typedPhrase: "0416"))
    #expect(try await scene.service.deactivate(again) { _ in }.state == .confirmed)
    await scene.transport.requireEnd()
    let posts = await scene.transport.posts
    #expect(posts.count == 2 && posts[0].body != posts[1].body)
    #expect(JournalAudit(folder: scene.profile.stateDirectory).verdict().isSound)
  }

  @Test func `whoever confirms second is led to what is open, and is told nothing of an end`() async throws {
    let scene = try DeactivationScene()
    let colleague = try DeactivationScene(folder: scene.folder, agent: "zhao.min", agentID: 1002)
    let late = try await colleague.confirmed()
    let operationID = try await scene.leaveUnknown()
    await colleague.transport.expect(try colleague.list("EFFECTIVE"))
    let open = await colleague.expectOpen {
      try await colleague.service.deactivate(late) { Issue.record("told \($0.state)") }
    }
    #expect(open == operationID)
    await colleague.transport.requireEnd()
  }

  @Test func `an unsigned refusal proves nothing`() async throws {
    let scene = try DeactivationScene()
    let hearsay = scene.post(.unsigned(400, #"{"code":"PARAM_ERROR","message":""}"#))
    let live = try scene.list("EFFECTIVE")
    let report = try await scene.deactivate(hearsay, live, hearsay, live, hearsay, live)
    #expect(report.state == .unknown)
  }

  @Test func `a refused signature is neither repeated nor taken for an outcome`() async throws {
    let scene = try DeactivationScene()
    let report = try await scene.deactivate(
      scene.post(.unsigned(401, #"{"code":"SIGN_ERROR","message":""}"#)), scene.list("EFFECTIVE"))
    #expect(report.state == .unknown)
    #expect(report.attempts == 1)
  }

  @Test func `another agent's use of the number is told as theirs`() async throws {
    let scene = try DeactivationScene()
    let error = #"{"code":"INVALID_REQUEST","message":"268578927"}"#
    let report = try await scene.deactivate(
      scene.post(.proved(400, error)), scene.list("DEACTIVATED", reason: "发放有误"))
    #expect(report.state == .already)
    #expect(report.lastFailure?.kind.name == "request_number_used")
  }

  @Test func `what never left is told so, and leaves the number free`() async throws {
    let scene = try DeactivationScene()
    let away = scene.post(noConnection)
    let report = try await scene.deactivate(away, away, away)
    #expect(report.state == .notApplied)
    #expect(report.proof == .neverSent)
    #expect(report.attempts == 0)
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    #expect(try await scene.service.review(try scene.target).requestNumber.text == (try scene.number()))
  }
}

@Suite struct `After an unknown outcome` {
  @Test func `"not deactivated" is certain after ten minutes and two looks`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    scene.clock.pass(seconds: 500)
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    #expect(try await scene.service.check(operationID).state == .unknown)
    scene.clock.pass(seconds: 100)
    await scene.transport.expect(try scene.list("EFFECTIVE"), try scene.list("EFFECTIVE"))
    #expect(try await scene.service.check(operationID).state == .notApplied)
    await scene.transport.requireEnd()
  }

  @Test func `a person's repeat looks first, and sends the very same bytes`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    scene.clock.pass(seconds: 120)
    let wish = try await scene.confirmedRepeat(of: operationID)
    await scene.transport.expect(
      try scene.list("EFFECTIVE"), scene.post(.proved(200, try scene.bundle("DEACTIVATED"))))
    #expect(try await scene.service.sendAgain(wish) { _ in }.state == .confirmed)
    await scene.transport.requireEnd()
    #expect(Set(await scene.transport.posts.map(\.body)).count == 1)
  }

  @Test func `a person's repeat sends nothing when it was done after all`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let wish = try await scene.confirmedRepeat(of: operationID)
    await scene.transport.expect(try scene.list("DEACTIVATED"))
    #expect(try await scene.service.sendAgain(wish) { _ in }.state == .confirmed)
    await scene.transport.requireEnd()
  }

  @Test func `a person's repeat sends nothing blindly`() async throws {
    let scene = try DeactivationScene()
    let operationID = try await scene.leaveUnknown()
    let wish = try await scene.confirmedRepeat(of: operationID)
    await scene.transport.expect(.init(method: .get, answer: .unsigned(403, "")))
    #expect(try await scene.service.sendAgain(wish) { _ in }.state == .unknown)
    await scene.transport.requireEnd()
  }

  @Test func `the start of the program reads and sends nothing`() async throws {
    let scene = try DeactivationScene()
    _ = try await scene.leaveUnknown()
    let next = try DeactivationScene(folder: scene.folder)
    await next.transport.expect(try next.list("DEACTIVATED"))
    let found = try await next.service.recover()
    #expect(found.map(\.state) == [.confirmed])
    await next.transport.requireEnd()
  }
}

@Suite struct `Two at the same bundle` {
  @Test func `a second agent is told which deactivation is under way, and sends nothing`() async throws {
    let scene = try DeactivationScene()
    let second = try DeactivationScene(folder: scene.folder, agent: "zhao.min")
    let wish = try await scene.confirmed()
    let secondWish = try await second.confirmed()
    await second.transport.expect(try second.list("EFFECTIVE"))
    await scene.transport.expect(
      try scene.list("EFFECTIVE"),
      .init(method: .post, answer: .proved(200, try scene.bundle("DEACTIVATED"))) {
        await second.expectOpen { try await second.service.review(try second.target) }
        let id = await second.expectOpen { try await second.service.deactivate(secondWish) { _ in } }
        let held = try? await second.service.report(of: id ?? "")
        #expect(held?.agent == "chen.jing")
      })
    #expect(try await scene.service.deactivate(wish) { _ in }.state == .confirmed)
    await scene.transport.requireEnd()
    await second.transport.requireEnd()
    #expect(await second.transport.posts.isEmpty)
  }

  @Test func `a program that starts meanwhile leaves alone what is under way`() async throws {
    let scene = try DeactivationScene()
    let second = try DeactivationScene(folder: scene.folder)
    let wish = try await scene.confirmed()
    await scene.transport.expect(
      try scene.list("EFFECTIVE"),
      .init(method: .post, answer: .proved(200, try scene.bundle("DEACTIVATED"))) {
        let found = try? await second.service.recover()
        #expect(found?.map(\.state) == [.sending])
      })
    #expect(try await scene.service.deactivate(wish) { _ in }.state == .confirmed)
    #expect(scene.recorded() == ["INTENT", "SENDING", "CONFIRMED"])
    #expect(await second.transport.requests.isEmpty)
  }

  @Test func `two machines without a common journal carry one number`() async throws {
    let scene = try DeactivationScene()
    let other = try DeactivationScene()
    let review = try await scene.confirmed().review
    #expect(try await other.confirmed().review.requestNumber == review.requestNumber)
  }
}

@Suite struct `Before a deactivation is confirmed` {
  @Test func `coupons that changed after the review are reviewed anew`() async throws {
    let scene = try DeactivationScene()
    let wish = try await scene.confirmed()
    await scene.transport.expect(try scene.list("USED"))
    let changed = (0..<2).map { CouponDifference(position: $0, before: .effective, after: .used) }
    await #expect(throws: CouponFailure(.changedSinceReview(changed))) {
      try await scene.service.deactivate(wish) { _ in }
    }
    #expect(try await scene.service.history().isEmpty)
  }

  @Test func `a bundle without a live coupon is not deactivated`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(try scene.list("USED"))
    await #expect(throws: CouponFailure(.nothingToDeactivate(unlistedRounds: 0))) {
      try await scene.service.review(try scene.target)
    }
  }

  @Test func `of rounds that are not listed nobody says that they are over`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(try scene.list("USED", rounds: 5))
    await #expect(throws: CouponFailure(.nothingToDeactivate(unlistedRounds: 3))) {
      try await scene.service.review(try scene.target)
    }
    // And a read-back after an answer that was lost leaves the outcome open.
    let live = try scene.list("EFFECTIVE", rounds: 5)
    await scene.transport.expect(live)
    let review = try await scene.service.review(try scene.target)
    let wish = try #require(
      ConfirmedDeactivation(review: review, reason: try DeactivateReason(DeactivationScene.reason), typedPhrase: "0416")
    )
    await scene.transport.expect(live)
    await scene.transport.expect(scene.post(.nothing(TransportFailure(.noAnswer, mayHaveLeft: true, detail: ""))))
    await scene.transport.expect(try scene.list("USED", rounds: 5))
    let report = try await scene.service.deactivate(wish) { _ in }
    await scene.transport.requireEnd()
    #expect(report.state == .unknown)
  }

  @Test func `coupons that name no bundle are not taken for a bundle that the customer does not hold`() async throws {
    let scene = try DeactivationScene()
    let page = try scene.page("EFFECTIVE").replacing("user_product_coupon_bundle_info", with: "bundle_info")
    await scene.transport.expect(.init(method: .get, answer: .proved(200, page)))
    await expectReview(of: scene, toEndIn: .answerNotUnderstood(detail: "user_product_coupon_bundle_info"))
  }

  @Test func `a state that this version does not know is not deactivated`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(try scene.list("FROZEN"))
    await expectReview(of: scene, toEndIn: .answerNotUnderstood(detail: "coupon_state FROZEN"))
  }

  @Test func `a list that misses a coupon is not deactivated from`() async throws {
    let scene = try DeactivationScene()
    await scene.transport.expect(try scene.list("EFFECTIVE", total: 3))
    await expectReview(of: scene, toEndIn: .listIncomplete(listed: 2, total: 3))
  }

  /// Nothing was changed, and support is told which answer it was.
  @Test func `a list that shows as live what is proved to be deactivated is not believed`() async throws {
    let scene = try DeactivationScene()
    _ = try await scene.deactivate(scene.post(.proved(200, scene.bundle("DEACTIVATED"))))
    await scene.transport.expect(try scene.list("EFFECTIVE"))
    await expectReview(of: scene, toEndIn: .listLags)
    #expect(await scene.transport.posts.count == 1)
  }

  private func expectReview(of scene: DeactivationScene, toEndIn kind: CouponFailure.Kind) async {
    await #expect {
      try await scene.service.review(try scene.target)
    } throws: { error in
      let failure = error as? CouponFailure
      return failure?.kind == kind && failure?.change == CouponFailure.Change.none
        && failure?.references.requestID?.hasPrefix("request-") == true
    }
  }

  @Test(arguments: [(-61, false), (-60, true), (60, true), (61, false)])
  func `the machine's clock is within a minute of WeChat Pay's`(_ ahead: Int, _ isFine: Bool) async throws {
    let scene = try DeactivationScene()
    var turn = try scene.list("EFFECTIVE")
    turn.secondsAhead = Int64(ahead)
    await scene.transport.expect(turn)
    if isFine {
      _ = try await scene.service.review(try scene.target)
    } else {
      await #expect { try await scene.service.review(try scene.target) } throws: { error in
        (error as? CouponFailure)?.kind == .clockOff(seconds: Int64(ahead))
      }
    }
  }
}
