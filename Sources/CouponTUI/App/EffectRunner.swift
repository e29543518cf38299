import CouponKit

/// What the program asks of CouponKit, each call as a closure, so that a test stands in for one of them.
struct CouponCalls: Sendable {
  typealias Report = @Sendable (DeactivationReport) -> Void
  typealias Page = @Sendable (UserCouponPage) -> Void

  var lookUp: @Sendable (CouponQuery, @escaping Page) async throws(CouponFailure) -> Void
  var review: @Sendable (DeactivationTarget) async throws(CouponFailure) -> DeactivationReview
  var deactivate: @Sendable (ConfirmedDeactivation, @escaping Report) async throws(CouponFailure) -> DeactivationReport
  var check: @Sendable (String) async throws(CouponFailure) -> DeactivationReport
  var reviewRepeat: @Sendable (String) async throws(CouponFailure) -> DeactivationReport
  var sendAgain: @Sendable (ConfirmedRepeat, @escaping Report) async throws(CouponFailure) -> DeactivationReport
  var history: @Sendable () async throws(CouponFailure) -> [DeactivationReport]
  var operation: @Sendable (String) async throws(CouponFailure) -> DeactivationReport
  var settleOpenOperations: @Sendable () async throws(CouponFailure) -> [DeactivationReport]
  var takeNote: @Sendable ([String]) async -> Void
  var contradictions: @Sendable ([UserCoupon]) async throws(CouponFailure) -> [DeactivationReport]
  var recents: @Sendable () async -> [OpenID]
  var remember: @Sendable (OpenID) -> Void
  var isFirstRun: @Sendable () async -> Bool
  /// Makes a file that was not there; its whole path.
  var write: @Sendable ([UInt8], String) throws(CouponFailure) -> String
  var draft: @Sendable (DeactivationTarget) async -> String?
  var keepDraft: @Sendable (String, DeactivationTarget) -> Void
}

extension CouponCalls {
  init(_ service: CouponService) {
    self.init(
      lookUp: { query, onPage async throws(CouponFailure) in try await service.lookUp(query, onPage: onPage) },
      review: { target async throws(CouponFailure) in try await service.review(target) },
      deactivate: { wish, onMove async throws(CouponFailure) in try await service.deactivate(wish, onMove: onMove) },
      check: { operationID async throws(CouponFailure) in try await service.check(operationID) },
      reviewRepeat: { operationID async throws(CouponFailure) in try await service.reviewRepeat(of: operationID) },
      sendAgain: { wish, onMove async throws(CouponFailure) in try await service.sendAgain(wish, onMove: onMove) },
      history: { () async throws(CouponFailure) in try await service.history() },
      operation: { operationID async throws(CouponFailure) in try await service.report(of: operationID) },
      settleOpenOperations: { () async throws(CouponFailure) in try await service.recover() },
      // What cannot be recorded is shown once more at the next start.
      takeNote: { try? await service.takeNote(of: $0) },
      contradictions: { coupons async throws(CouponFailure) in try await service.findContradictions(in: coupons) },
      recents: { await service.recentLookUps() },
      remember: { service.remember(lookUpOf: $0) },
      isFirstRun: { await service.isFirstRun() },
      write: { bytes, path throws(CouponFailure) in try ExportFile.write(bytes, to: path) },
      draft: { await service.draft(for: $0) },
      keepDraft: { service.keepDraft($0, for: $1) })
  }
}

/// Carries out what ``update(_:on:)`` asks of CouponKit: each effect is a task that posts its answer as an event.
struct EffectRunner {
  private let callsOf: (Profile) -> CouponCalls
  private let mailbox: Mailbox
  private var calls: CouponCalls
  /// By profile: whoever comes back to one finds what was remembered there, such as which answers have come before.
  private var known: [String: CouponCalls]
  private var outbox: Mailbox.Sender
  private var lookUps: [Ticket: Task<Void, Never>] = [:]
  /// Notes on their way into the journal.
  private var notes: [Task<Void, Never>] = []
  /// Two, so that one question does not wait while the answer of another is read.
  private static let threads = TaskThreads(count: 2)

  init(for profile: Profile, calls: @escaping (Profile) -> CouponCalls, mailbox: Mailbox) {
    callsOf = calls
    self.mailbox = mailbox
    self.calls = calls(profile)
    known = [profile.name: self.calls]
    outbox = mailbox.newSender()
  }

  /// Effects on the terminal are not for here: the loop carries them out itself.
  mutating func run(_ effect: Effect) {
    let (calls, outbox) = (calls, outbox)
    switch effect {
    case .work(let profile): work(for: profile)
    case .lookUp(let query, let ticket):
      lookUps[ticket] = start(ticket) { () async throws(CouponFailure) in
        try await calls.lookUp(query) { outbox.post(.pageArrived($0, ticket)) }
        return .lookUpEnded(ticket)
      }
    case .review(let target, let ticket):
      lookUps[ticket] = start(ticket) { () async throws(CouponFailure) in
        .reviewArrived(try await calls.review(target), ticket)
      }
    case .stop(let ticket): lookUps.removeValue(forKey: ticket)?.cancel()
    // What writes is never cancelled: its outcome has to be known.
    case .deactivate(let wish, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        let report = try await calls.deactivate(wish) { outbox.post(.deactivationMoved($0, ticket)) }
        return .deactivationEnded(report, ticket)
      }
    case .check(let operationID, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        .deactivationEnded(try await calls.check(operationID), ticket)
      }
    case .reviewRepeat(let operationID, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        .deactivationEnded(try await calls.reviewRepeat(operationID), ticket)
      }
    case .sendAgain(let wish, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        let report = try await calls.sendAgain(wish) { outbox.post(.deactivationMoved($0, ticket)) }
        return .deactivationEnded(report, ticket)
      }
    case .readHistory(let ticket):
      start(ticket) { () async throws(CouponFailure) in .historyArrived(try await calls.history(), ticket) }
    case .readOperation(let operationID, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        .operationRead(try await calls.operation(operationID), ticket)
      }
    case .settleOpenOperations:
      Task.detached(executorPreference: Self.threads) {
        do throws(CouponFailure) {
          outbox.post(.openOperationsSettled(try await calls.settleOpenOperations()))
        } catch { outbox.post(.openOperationsUnknown(error)) }
      }
    case .takeNote(let operationIDs):
      notes.append(Task.detached(executorPreference: Self.threads) { await calls.takeNote(operationIDs) })
    case .findContradictions(let coupons):
      Task.detached(executorPreference: Self.threads) {
        // A journal that cannot be read is told where something is deactivated.
        if let found = try? await calls.contradictions(coupons), !found.isEmpty {
          outbox.post(.contradictionsFound(found))
        }
      }
    case .readRecents:
      Task.detached(executorPreference: Self.threads) { outbox.post(.recentsArrived(await calls.recents())) }
    case .export(let document, let path, let ticket):
      start(ticket) { () async throws(CouponFailure) in
        .exportWritten(path: try calls.write(document.file, path), ticket)
      }
    case .remember(let openID): calls.remember(openID)
    case .askFirstRun:
      Task.detached(executorPreference: Self.threads) {
        if await calls.isFirstRun() { outbox.post(.startedFirstTime) }
      }
    case .readDraft(let target, let ticket):
      Task.detached(executorPreference: Self.threads) {
        if let text = await calls.draft(target) { outbox.post(.draftFound(text, ticket)) }
      }
    case .keepDraft(let text, let target): calls.keepDraft(text, target)
    case .discardTyped, .copy, .paint, .takeMouse, .redraw, .suspend, .quit: break
    }
  }

  /// What was asked under the profile before gets no answer any more. Nothing of it is a write: those are waited for.
  private mutating func work(for profile: Profile) {
    for task in lookUps.values { task.cancel() }
    lookUps = [:]
    calls = known[profile.name] ?? callsOf(profile)
    known[profile.name] = calls
    outbox = mailbox.newSender()
  }

  /// Waits until the journal holds what the agent has taken note of. For the end of the program.
  func finish() {
    guard !notes.isEmpty else { return }
    try? waiting(on: Self.threads) { [notes] () async throws(CouponFailure) in
      for note in notes { await note.value }
    }
  }

  /// Lets go of a task that has answered.
  mutating func forget(_ event: Event) {
    switch event {
    case .lookUpEnded(let ticket), .reviewArrived(_, let ticket), .stopped(_, let ticket):
      lookUps.removeValue(forKey: ticket)
    default: break
    }
  }

  @discardableResult
  private func start(
    _ ticket: Ticket, _ work: @escaping @Sendable () async throws(CouponFailure) -> Event
  ) -> Task<Void, Never> {
    let outbox = outbox
    return Task.detached(executorPreference: Self.threads) {
      do throws(CouponFailure) { outbox.post(try await work()) } catch { outbox.post(.stopped(error, ticket)) }
    }
  }
}
