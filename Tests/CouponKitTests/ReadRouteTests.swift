import Testing

@testable import CouponKit

/// A profile with WeChat Pay's two hosts, and lists that are read from them.
@Suite struct `A read that is not answered` {
  private let scene: DeactivationScene
  private let first = GatewayHost.production[0]
  private let second = GatewayHost.production[1]

  init() throws {
    scene = try DeactivationScene(changes: ["environment": "\"production\"", "gateway": nil])
  }

  private static func nothing(_ kind: TransportFailure.Kind, code: Int? = nil) -> ScriptedTransport.Turn {
    var failure = TransportFailure(kind, mayHaveLeft: kind != .cannotConnect, detail: "")
    failure.code = code
    return .init(method: .get, answer: .nothing(failure))
  }

  private static let away = nothing(.cannotConnect, code: 7)
  private static let cutShort = nothing(.noAnswer, code: 52)
  private static let silent = nothing(.noAnswer, code: 28)

  /// What is no success may come without a signature; 202 is one.
  private static func status(_ status: Int) -> ScriptedTransport.Turn {
    .init(method: .get, answer: status == 202 ? .proved(202, "") : .unsigned(status, ""))
  }

  /// Looks the customer up.
  ///
  /// - Returns: the hosts that were asked.
  @discardableResult
  private func lookUp(_ turns: [ScriptedTransport.Turn]) async throws -> [GatewayHost] {
    let before = await scene.transport.hosts.count
    for turn in turns { await scene.transport.expect(turn) }
    do {
      try await scene.service.lookUp(CouponQuery(openID: try scene.target.openID)) { _ in }
    } catch { #expect(!turns.contains { $0.isSuccess }, "\(error)") }
    await scene.transport.requireEnd()
    return await Array(scene.transport.hosts.dropFirst(before))
  }

  private func page(next: String? = nil) throws -> ScriptedTransport.Turn {
    let token = next.map { #","next_page_token":"\#($0)""# } ?? ""
    return .init(method: .get, answer: .proved(200, #"{"total_count":0,"user_coupon_list":[]\#(token)}"#))
  }

  @Test func `because it is not finished is asked of the same host once more`() async throws {
    let start = scene.clock.now.millisecondsSince1970
    #expect(try await lookUp([Self.status(202), try page()]) == [first, first])
    let waited = scene.clock.now.millisecondsSince1970 - start
    #expect((750...1250).contains(waited), "a second, give or take a quarter")
    #expect(try await lookUp([Self.status(202), Self.status(202)]) == [first, first])
  }

  @Test func `because of too many requests is asked three times more, with a pause that doubles`() async throws {
    let start = scene.clock.now.millisecondsSince1970
    let limited = [ScriptedTransport.Turn](repeating: Self.status(429), count: 3)
    #expect(try await lookUp(limited + [try page()]) == [first, first, first, first])
    let waited = scene.clock.now.millisecondsSince1970 - start
    #expect((5250...8750).contains(waited), "1, 2 and 4 seconds, give or take a quarter")
    #expect(try await lookUp(limited + [Self.status(429)]) == [first, first, first, first])
  }

  @Test(arguments: [500, 502, 503])
  func `because of trouble there goes to the same host first, then to the other`(_ status: Int) async throws {
    #expect(try await lookUp([Self.status(status), try page()]) == [first, first])
    #expect(
      try await lookUp([Self.status(status), Self.status(status), Self.status(status)]) == [first, first, second])
  }

  @Test func `because the connection was cut goes to the same host first, then to the other`() async throws {
    #expect(try await lookUp([Self.cutShort, try page()]) == [first, first])
    #expect(try await lookUp([Self.cutShort, Self.cutShort, try page()]) == [first, first, second])
  }

  @Test func `in time goes to the other host at once`() async throws {
    #expect(try await lookUp([Self.silent, try page()]) == [first, second])
  }

  @Test func `ends when neither host can be reached, and each was asked once`() async throws {
    #expect(try await lookUp([Self.away, Self.away]) == [first, second])
  }

  @Test(arguments: [400, 401, 403, 404])
  func `is not asked anew when it was refused`(_ status: Int) async throws {
    #expect(try await lookUp([Self.status(status)]) == [first])
  }

  @Test func `goes to the host that works for three minutes, page after page, and then to the first again`()
    async throws
  {
    let pages = [try page(next: "2"), try page(next: "3"), try page()]
    #expect(try await lookUp([Self.away] + pages) == [first, second, second, second])
    scene.clock.pass(seconds: 170)
    #expect(try await lookUp([try page()]) == [second])
    scene.clock.pass(seconds: 10)
    #expect(try await lookUp([try page()]) == [first])
  }

  @Test func `returns to the first host when the other one is away meanwhile`() async throws {
    try await lookUp([Self.away, try page()])
    #expect(try await lookUp([Self.away, try page()]) == [second, first])
    #expect(try await lookUp([try page()]) == [first])
  }
}

extension ScriptedTransport.Turn {
  fileprivate var isSuccess: Bool {
    if case .proved(200, _) = answer { true } else { false }
  }
}
