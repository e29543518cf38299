import CouponKit

/// Keeps keys that were meant for what was on the screen before from what has just come up.
///
/// Keys count from 300 ms after its first frame was shown. They are told by the batch they come in: what is read together
/// with the moment of arming was typed before it.
struct Arming: Sendable, Equatable {
  private enum State: Sendable, Equatable {
    case unseen
    case shown(Instant)
    case armed(Instant)
  }

  private static let milliseconds: Int64 = 300
  private var state = State.unseen

  var isArmed: Bool { if case .armed = state { true } else { false } }

  /// When it has to be told the time; nil when it waits for none.
  var alarm: Instant? {
    guard case .shown(let since) = state else { return nil }
    return Instant(millisecondsSince1970: since.millisecondsSince1970 + Self.milliseconds)
  }

  /// The frame that shows it stands on the terminal.
  mutating func frameShown(at now: Instant) { if state == .unseen { state = .shown(now) } }

  /// - Returns: whether it is armed from now on. What has been typed so far is not for it.
  mutating func tick(_ now: Instant) -> Bool {
    switch state {
    case .unseen: break
    // A clock that was set back begins anew.
    case .shown(let since) where now < since: state = .shown(now)
    case .armed(let since) where now < since: state = .armed(now)
    case .shown:
      guard let alarm, now >= alarm else { break }
      state = .armed(now)
      return true
    case .armed: break
    }
    return false
  }

  /// Whether the keys that were read at `now` are for it.
  func takesKeys(at now: Instant) -> Bool { if case .armed(let since) = state { since < now } else { false } }
}
