import CouponKit

/// What can be read off the state.
extension AppState {
  var isOnList: Bool {
    switch screens.last {
    case .bundles?, .history?: true
    default: false
    }
  }

  /// What stands at the foot of the screen.
  var shownNotice: SafeText? {
    let lines = [outcomes.line, notice].compactMap { $0?.text }
    return lines.isEmpty ? nil : SafeText(lines.joined(separator: "  "))
  }

  /// What came of deactivations and nobody has been seen to read, for whoever leaves the program.
  var parting: [SafeText] {
    // Of one whose dialog was left, and that has not ended yet.
    let isLeft = desk.writes.contains { !screens.isWaiting(for: $0) }
    let left = isLeft ? [desk.text(DeactivationScreen.isOnItsWay)] : []
    return outcomes.lines + screens.parting(desk, read: outcomes.read) + left
  }

  /// When what is on the screen changes by itself next: the clock at the minute, a count by the second.
  var alarm: Instant {
    let minute = Instant(secondsSince1970: (desk.now.secondsSince1970 / 60 + 1) * 60)
    var alarms = [minute]
    if case .found(let screen)? = screens.last, let alarm = screen.arming.alarm { alarms.append(alarm) }
    if case .deactivation(let screen)? = screens.last {
      if screen.isCounting { alarms.append(desk.now.advanced(bySeconds: 1)) }
      if let alarm = screen.arming.alarm { alarms.append(alarm) }
    }
    if let end = desk.revealedUntil {
      // The count-down: whole seconds before its end.
      let rest = max(0, end.millisecondsSince1970 - desk.now.millisecondsSince1970)
      let step = rest == 0 ? 0 : (rest - 1) % 1000 + 1
      alarms.append(Instant(millisecondsSince1970: desk.now.millisecondsSince1970 + step))
    }
    return alarms.min() ?? minute
  }
}
