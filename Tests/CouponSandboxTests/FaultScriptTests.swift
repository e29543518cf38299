import Testing

@testable import CouponSandbox

@Suite struct `A fault script says what goes wrong and when` {
  private func request(_ method: String = "GET", _ target: String = "/users/o/coupons?appid=wx") -> Request {
    Request(method: method, target: target, headers: [], body: [])
  }

  @Test(arguments: [
    ("* unsigned-200", FaultKind.unsigned, FaultPhase.head, 200), ("1 http-403", .http, .request, 403),
    ("2 html-502", .html, .body, 502), ("3-5 clock+600", .clock, .request, 600),
    ("4+ clock-600", .clock, .request, -600), ("* late@body", .late, .body, 1000),
    ("* late:1500@head", .late, .head, 1500), ("* cert-expired", .expiredCertificate, .handshake, 0),
  ]) func `a rule names a kind, a number and a phase`(
    line: String, kind: FaultKind, phase: FaultPhase, amount: Int
  ) throws {
    #expect(try FaultRule(parsing: line[...]).fault == Fault(kind, phase, amount: amount))
  }

  @Test(arguments: [
    "", "*", "reset@head", "0 http-500", "5-3 http-500", "* fire", "* reset", "* reset@roof", "* http-many",
    "* cut:-1@head", "* GET POST */coupons http-500", "* GET tls-alert", "* close:5@head",
  ]) func `what cannot be read is refused in a sentence`(line: String) throws {
    let problem = #expect(throws: FaultProblem.self) { try FaultRule(parsing: line[...]) }
    #expect(problem?.description.hasSuffix(".") == true || problem?.description.hasSuffix("\".") == true)
  }

  @Test func `the number of a bad line is told`() {
    let problem = #expect(throws: FaultProblem.self) { try FaultRule.script("# none\n\n* http-500 # all\n* fire\n") }
    #expect(problem?.description == "Line 4: \"fire\" is no fault; `coupon-sandbox faults` lists them.")
  }

  @Test func `a rule counts the requests that it matches, and strikes at its turns`() throws {
    let rules = try FaultRule.script("2-3 POST */deactivate applied-500\n* GET *appid=other* http-404\n")
    var plan = FaultPlan(rules: rules)
    let deactivation = request("POST", "/x/deactivate")
    #expect(plan.fault(of: request()) == nil)
    #expect((0..<4).map { _ in plan.fault(of: deactivation)?.kind } == [nil, .applied, .applied, nil])
    #expect(plan.fault(of: request("GET", "/users/o/coupons?appid=other&x"))?.amount == 404)
    #expect(plan.touchesHandshakes == false)
  }

  @Test func `connections have turns of their own`() throws {
    var plan = FaultPlan(rules: try FaultRule.script("2 tls-alert\n* stall@head"))
    #expect(plan.fault(of: request())?.kind == .stall)
    #expect((0..<3).map { _ in plan.faultOfNextConnection()?.kind } == [nil, .tlsAlert, nil])
  }

  @Test func `the same seed draws the same faults, another draws others`() {
    func draw(_ seed: UInt64) -> [Fault?] {
      var plan = FaultPlan(seed: seed)
      return (0..<200).map { _ in plan.fault(of: request()) } + (0..<100).map { _ in plan.faultOfNextConnection() }
    }
    #expect(draw(7) == draw(7))
    #expect(draw(7) != draw(8))
    let struck = draw(7).compactMap(\.self)
    #expect(struck.count > 50 && struck.count < 130)
    #expect(Set(struck.map(\.kind)).count > 20)
  }

  @Test func `there are at least thirty kinds, each with a sentence and a name that a script understands`() throws {
    #expect(FaultKind.allCases.count >= 30)
    for kind in FaultKind.allCases {
      for phase in kind.entry.phases {
        let fault = Fault(kind, phase)
        #expect(try Fault(parsing: fault.description[...]) == fault)
      }
      #expect(!kind.entry.summary.isEmpty)
    }
  }
}
