import HostileText
import SeededNumbers

@testable import CouponKit
@testable import CouponTUI

/// What comes back for what was asked: in any order, once, twice or never, right or wrong.
struct MonkeyAnswers {
  private var asked: [Effect] = []
  /// Answers that were given already, to be given again.
  private var given: [Event] = []
  private let pages: [UserCouponPage]
  private let reports: [DeactivationReport]

  init() throws {
    pages = try ["list-bundle-progressive", "list-bundle-progressive", "list-all-states", "list-page-1", "list-empty"]
      .map(UserCouponPage.recorded)
    reports =
      try DeactivationReport.State.allCases.map { try .ended($0) }
      + [.ended(.unknown, lastFailure: CouponFailure(.noAnswer(detail: "timeout"), change: .unknown))]
  }

  mutating func ask(_ effect: Effect) {
    asked.append(effect)
    if asked.count > 40 { asked.removeFirst() }
  }

  mutating func arriving(_ random: inout SeededRandom, _ now: Instant) -> [Event] {
    var events: [Event] = []
    if !asked.isEmpty, random.chance(600) {
      let index = random.chance(700) ? asked.count - 1 : random.number(0..<asked.count)
      let effect = asked[index]
      events = answer(effect, random.chance(50) ? Ticket(number: random.number(0..<30)) : nil, &random, now)
      if random.chance(800) { asked.remove(at: index) }
    }
    if !given.isEmpty, random.chance(30) { events.append(random.one(of: given)) }
    if random.chance(10) { events.append(stray(&random)) }
    given += events
    if given.count > 40 { given.removeFirst(given.count - 40) }
    return events
  }

  /// - Parameter other: a ticket that is not the question's.
  private func answer(
    _ effect: Effect, _ other: Ticket?, _ random: inout SeededRandom, _ now: Instant
  ) -> [Event] {
    let failure = random.chance(150) ? random.one(of: Self.failures) : nil
    switch effect {
    case .lookUp(_, let ticket):
      let ticket = other ?? ticket
      if let failure { return [.stopped(failure, ticket)] }
      let arriving = (0..<random.number(1..<3)).map { _ in Event.pageArrived(random.one(of: self.pages), ticket) }
      return arriving + (random.chance(800) ? [.lookUpEnded(ticket)] : [])
    case .review(let target, let ticket):
      let ticket = other ?? ticket
      if let failure { return [.stopped(failure, ticket)] }
      var coupons = random.one(of: pages).coupons
      if random.chance(100) { for index in coupons.indices { coupons[index].state = .used } }
      return [.reviewArrived(.reviewed(target, coupons, at: now), ticket)]
    case .deactivate(_, let ticket), .check(_, let ticket), .reviewRepeat(_, let ticket), .sendAgain(_, let ticket):
      let ticket = other ?? ticket
      if let failure { return [.stopped(failure, ticket)] }
      let report = random.one(of: reports)
      return random.chance(200) ? [.deactivationMoved(report, ticket)] : [.deactivationEnded(report, ticket)]
    case .readHistory(let ticket):
      return [failure.map { .stopped($0, ticket) } ?? .historyArrived(reports, other ?? ticket)]
    case .readOperation(_, let ticket):
      return [failure.map { .stopped($0, ticket) } ?? .operationRead(random.one(of: reports), other ?? ticket)]
    case .readDraft(_, let ticket): return [.draftFound(random.one(of: ["begun", "", "退款\u{202E}"]), other ?? ticket)]
    case .findContradictions: return [.contradictionsFound(random.chance(100) ? [random.one(of: reports)] : [])]
    case .export(_, let path, let ticket):
      return [failure.map { .stopped($0, ticket) } ?? .exportWritten(path: path, other ?? ticket)]
    case .askFirstRun: return [.startedFirstTime]
    case .readRecents: return [.recentsArrived((try? [OpenID(Walk.customer), OpenID("oOther1")]) ?? [])]
    case .settleOpenOperations:
      return [failure.map { .openOperationsUnknown($0) } ?? .openOperationsSettled([random.one(of: reports)])]
    default: return []
    }
  }

  /// Something that nobody asked for.
  private func stray(_ random: inout SeededRandom) -> Event {
    let ticket = Ticket(number: random.number(0..<60))
    return random.one(of: [
      .pageArrived(pages[2], ticket), .lookUpEnded(ticket), .deactivationEnded(reports[2], ticket),
      .deactivationMoved(reports[1], ticket), .historyArrived(reports, ticket), .operationRead(reports[2], ticket),
      .draftFound("stray", ticket), .stopped(Self.failures[0], ticket), .openOperationsSettled(reports),
      .recentsArrived([]), .copied("stray"), .notCopied("stray"), .contradictionsFound(reports),
    ])
  }

  private static let failures: [CouponFailure] = [
    CouponFailure(.noAnswer(detail: "cut"), change: .unknown), CouponFailure(.cannotConnect(host: "h", detail: "d")),
    CouponFailure(.cancelled), CouponFailure(.operationOpen("7F3K-2M9Q")),
    CouponFailure(.changedSinceReview([CouponDifference(position: 1, before: .effective, after: .used)])),
    CouponFailure(.journalUnusable(detail: "disk full")),
    CouponFailure(.answerNotProved(.badSignature), change: .unknown),
    CouponFailure(.serverTrouble(message: "\u{1B}[31m"), change: .unknown),
    CouponFailure(.nothingToDeactivate(unlistedRounds: 1)),
    CouponFailure(.tooManyRequests(retryAfterSeconds: 7)), CouponFailure(.readOnly), CouponFailure(.bundleNotHeld),
  ]
}
