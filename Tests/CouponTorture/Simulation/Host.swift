import CouponKit
import SeededNumbers

/// One machine: its clocks, and the journal that it keeps across crashes.
struct Host {
  private static let boots = ["boot-1", "boot-2", "boot-3", "boot-4", "boot-5"]

  /// How far its wall clock is ahead of the gateway's, in milliseconds.
  var clockDifference: Int64
  var journal = JournalModel()
  private(set) var boot = 0
  private var bootedAt: Int64

  init(_ random: inout SeededRandom) {
    clockDifference = random.within(-70_000...70_000)
    bootedAt = -random.within(60_000...90_000_000)
  }

  func moment(at now: Int64, comparingBoots: Bool) -> Moment {
    Moment(
      wall: Instant(millisecondsSince1970: GatewayModel.epoch + now + clockDifference),
      bootMilliseconds: now - bootedAt, bootID: Self.boots[comparingBoots ? 0 : boot])
  }

  mutating func restart(at now: Int64) {
    boot = min(boot + 1, Self.boots.count - 1)
    bootedAt = now
  }
}

/// The journal as the schema describes it: what one run of the program wrote, the next one finds.
struct JournalModel {
  /// The legal moves of section 4.3 of the design, stated a second time.
  private static let moves: [DeactivationReport.State: [DeactivationReport.State]] = [
    .intent: [.sending, .notApplied], .sending: [.unknown, .confirmed, .already, .rejected],
    .unknown: [.sending, .confirmed, .already, .rejected, .notApplied],
  ]

  /// As written last, with the wish that each is of.
  private(set) var entries: [(wish: Int, operation: Operation)] = []

  enum Outcome: Equatable {
    case recorded
    /// Another run had recorded the same outcome before.
    case recordedBefore
    case refused(CouponFailure)
    case illegal(from: DeactivationReport.State)
  }

  subscript(wish: Int) -> Operation? { entries.first { $0.wish == wish }?.operation }

  /// The wish whose operation is open; the schema allows one.
  var open: Int? { entries.first { !$0.operation.state.isClosed }?.wish }

  /// Whether an operation took effect, or may have, under this number.
  func isSpent(_ number: RequestNumber) -> Bool {
    entries.contains {
      $0.operation.wish.requestNumber == number
        && ![.notApplied, .rejected, .already].contains($0.operation.state)
    }
  }

  /// How many generations were settled, but for those that never left.
  var nextGeneration: Int {
    let settled = entries.map(\.operation).filter {
      [.rejected, .notApplied, .confirmed].contains($0.state) && $0.proof != .neverSent
    }
    return settled.map { $0.wish.generation + 1 }.max() ?? 0
  }

  mutating func record(
    _ operation: Operation, of wish: Int, as state: DeactivationReport.State, staleRunsDecide: Bool
  ) -> Outcome {
    guard let place = entries.firstIndex(where: { $0.wish == wish }) else {
      guard state == .intent else { return .illegal(from: .intent) }
      entries.append((wish, operation))
      return .recorded
    }
    let held = entries[place].operation
    if held.state.isClosed { return held.state == state ? .recordedBefore : .refused(Props.Failure.disk) }
    let known = operation.attempts.count - (state == .sending ? 1 : 0)
    if [.sending, .rejected, .notApplied].contains(state), held.attempts.count != known, !staleRunsDecide {
      return .refused(CouponFailure(.operationOpen(operation.wish.operationID)))
    }
    guard held.state == state || Self.moves[held.state, default: []].contains(state) else {
      return .illegal(from: held.state)
    }
    let later = held.attempts.dropFirst(operation.attempts.count)
    entries[place].operation = operation
    entries[place].operation.attempts += later
    entries[place].operation.state = state
    return .recorded
  }
}
