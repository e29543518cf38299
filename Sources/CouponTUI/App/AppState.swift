import CouponKit

/// All that the program knows. Only ``update(_:on:)`` changes it.
struct AppState: Sendable, Equatable {
  fileprivate(set) var desk: Desk
  fileprivate(set) var screens: ScreenStack
  /// One line at the foot of the screen, until the next key.
  fileprivate(set) var notice: SafeText?
  /// Walks a trainee through the screens, while it is wanted.
  fileprivate(set) var tour: Tour?
  /// What was found and waits for a moment at which no deactivation is being confirmed.
  fileprivate var found: [DeactivationReport] = []
  fileprivate(set) var outcomes = OutcomesRead()
  /// Whether the input that is told now finds something at the foot of the screen.
  fileprivate var isReading = false

  /// The form, filled in as far as the customer is known.
  ///
  /// - Parameter notice: the first line at the foot of the screen.
  init(
    desk: Desk, openID: OpenID? = nil, bundleID: UserCouponBundleID? = nil, notice: SafeText? = nil,
    isTouring: Bool = false
  ) {
    self.desk = desk
    self.notice = notice
    screens = ScreenStack(.lookUp(LookUpScreen(openID: openID ?? desk.profile.prefilledOpenID, bundleID: bundleID)))
    if isTouring { showTour(true) }
    guard desk.isASCII else { return }
    // Chinese would be escapes from end to end.
    self.desk.language = .en
    self.notice = self.desk.text(Notice.noUTF8)
  }

  fileprivate mutating func showTour(_ isShown: Bool) {
    tour = isShown ? Tour() : nil
    fit(to: desk.window)
  }

  /// Shares the terminal between the screens and the tour.
  fileprivate mutating func fit(to window: Size) {
    desk.tourRows = tour == nil ? 0 : Tour.rows(in: window)
    desk.size = Size(columns: window.columns, rows: window.rows - desk.tourRows)
  }
}

/// How long masked values stay in the open.
private let revealSeconds: Int64 = 10

/// What follows from one event: a new state, and what is asked of the world. It reads no clock, file or network.
func update(_ state: inout AppState, on event: Event) -> [Effect] {
  let effects = take(event, &state)
  state.tour?.follow(state.screens)
  return effects
}

private func take(_ event: Event, _ state: inout AppState) -> [Effect] {
  noticeOutcome(of: event, &state)
  state.desk.note(event)
  defer { showFound(&state) }
  switch event {
  case .clockTicked(let now):
    if let until = state.desk.revealedUntil, until <= now { state.desk.revealedUntil = nil }
    let effects = updateScreen(at: state.screens.count - 1, of: &state, on: event)
    return effects + (state.desk.isTimeToSettle() ? [.settleOpenOperations] : [])
  case .frameShown:
    // What cannot be read has not been seen; beside a line that is typed there is no room.
    let isReadable = state.desk.isLegible && state.screens.last?.prompt == nil
    state.outcomes.frameShown(state.screens.last, at: state.desk.now, isReadable: isReadable)
    guard state.desk.isLegible else { return [] }
    return updateScreen(at: state.screens.count - 1, of: &state, on: event)
  case .inputArrived(let count):
    state.isReading = state.shownNotice != nil
    let read = count > 0 ? state.outcomes.keyPressed(at: state.desk.now) : []
    return read.isEmpty ? [] : [.takeNote(operationIDs: read)]
  case .openOperationsSettled(let reports):
    let new = state.outcomes.arrive(reports)
    let effects = updateScreens(&state, on: event)
    // What the dialog on top tells is not told beside it.
    let told = state.screens.toldOutcomes
    state.found += new.filter { !told.contains($0.operationID) }
    return effects + new.flatMap { state.screens.readAnew($0.target.openID, &state.desk) }
  case .contradictionsFound(let reports):
    state.outcomes.arrive(reports)
    state.found += reports
    return []
  case .openOperationsUnknown(let failure):
    state.notice = FailureSentences(failure, in: state.desk.language).text
    return []
  case .resized(let window):
    state.fit(to: window)
    if !state.desk.isLegible { state.screens.comeUp() }
    return []
  case .copied(let text):
    state.notice = state.desk.text(Notice.copied(text))
    return []
  case .notCopied(let text):
    state.screens.push(.bare(BareScreen(text)))
    return []
  case .keyPressed(let key):
    let isReading = state.isReading || state.shownNotice != nil
    (state.notice, state.isReading) = (nil, false)
    // An Escape that answers the line at the foot is no way out of the list.
    if isReading, key == .escape, !state.desk.readsLines, state.isOnList, state.screens.last?.prompt == nil {
      return []
    }
    if let hint = Notice.inputMethod(key, at: state.screens.last?.place) {
      state.notice = state.desk.text(hint)
      return []
    }
    return globalEffects(key, &state) ?? updateScreen(at: state.screens.count - 1, of: &state, on: event)
  case .pasted(let text):
    state.notice = nil
    return paste(text, into: &state)
  case .clicked, .wheeled:
    state.notice = nil
    return point(event, &state)
  case .deactivationEnded(let report, let ticket):
    let isSeen = state.screens.isWaiting(for: ticket)
    let effects = updateScreens(&state, on: event)
    // A dialog reads the list again when it is closed.
    return isSeen || !report.state.isClosed
      ? effects : effects + state.screens.readAnew(report.target.openID, &state.desk)
  default: return contradictions(in: event) + updateScreens(&state, on: event)
  }
}

/// Whoever waits for an answer may lie below what is seen.
private func updateScreens(_ state: inout AppState, on event: Event) -> [Effect] {
  state.screens.indices.reversed().flatMap { updateScreen(at: $0, of: &state, on: event) }
}

/// Starts the look-up with which the program was called.
func lookUpAtOnce(_ state: inout AppState) -> [Effect] {
  // No person has pressed this key, so nobody has read the line at the foot yet.
  let notice = state.notice
  defer { state.notice = state.notice ?? notice }
  return update(&state, on: .keyPressed(.enter))
}

/// Keys that mean the same wherever they are keys; nil for all others.
private func globalEffects(_ key: Key, _ state: inout AppState) -> [Effect]? {
  switch key {
  case .control("l"): return [.redraw]
  case .control("z"): return [.suspend]
  default: break
  }
  guard let top = state.screens.last else { return [.quit] }
  switch KeyMap.action(for: key, in: top.place) {
  case .quit:
    guard !state.desk.writes.isEmpty else { return [.quit] }
    state.screens.push(.leaving(LeavingScreen()))
  case .palette: state.screens.push(.palette(PaletteScreen(for: top.place)))
  case .help: state.screens.push(.help(HelpScreen(for: top.place)))
  case .troubles: state.screens.push(.troubles(TroublesScreen()))
  case .profiles: openProfiles(&state)
  case .mouse:
    state.desk.takesMouse.toggle()
    state.notice = state.desk.text(Notice.mouse(isOn: state.desk.takesMouse))
    return [.takeMouse(state.desk.takesMouse)]
  case .language: state.desk.language = state.desk.language.next
  case .theme:
    state.desk.theme = state.desk.theme.next
    state.notice = state.desk.text(state.desk.theme.name)
    return [.paint(state.desk.theme)]
  case .tour: toggleTour(&state)
  case .reveal: state.desk.revealedUntil = state.desk.now.advanced(bySeconds: revealSeconds)
  default: return nil
  }
  return []
}

/// The tour ends in a deactivation, so it is for the sandbox alone.
private func toggleTour(_ state: inout AppState) {
  if state.tour != nil {
    state.showTour(false)
  } else if state.desk.profile.environment == .sandbox {
    state.showTour(true)
  } else {
    state.notice = state.desk.text(Notice.tourIsForSandbox)
  }
}

/// Offers the other profiles, unless the outcome of a deactivation under this one is still to come.
private func openProfiles(_ state: inout AppState) {
  if state.desk.writes.isEmpty {
    state.screens.push(.profiles(ProfilesScreen(state.desk)))
  } else {
    state.notice = state.desk.text(ProfilesScreen.writeIsOnItsWay)
  }
}

/// Drops what is on the screen and begins with an empty form, under another profile.
private func work(for profile: Profile, _ state: inout AppState) -> [Effect] {
  let stops = state.screens.stopsOfLookUps
  state.desk.work(for: profile)
  (state.found, state.outcomes) = ([], OutcomesRead())
  if profile.environment != .sandbox { state.showTour(false) }
  state.screens = ScreenStack(.lookUp(LookUpScreen(openID: profile.prefilledOpenID)))
  state.notice = state.desk.text(Notice.working(for: profile))
  return stops + [.work(profile), .readRecents] + (state.desk.mayDeactivate ? [.settleOpenOperations] : [])
}

/// A click goes to the screen on top; a dialog that deactivates takes none. The wheel moves through lists and pages, as
/// the arrows do.
private func point(_ event: Event, _ state: inout AppState) -> [Effect] {
  guard state.desk.isLegible, let top = state.screens.last else { return [] }
  switch (event, top) {
  case (_, .bundles), (.clicked, _): return updateScreen(at: state.screens.count - 1, of: &state, on: event)
  case (.wheeled(let rows, _), _) where !top.place.isDisjoint(with: [.history, .palette, .profiles, .pages]):
    return (0..<abs(rows)).flatMap { _ in
      updateScreen(at: state.screens.count - 1, of: &state, on: .keyPressed(rows < 0 ? .up : .down))
    }
  default: return []
  }
}

private func updateScreen(at index: Int, of state: inout AppState, on event: Event) -> [Effect] {
  guard state.screens.indices.contains(index) else { return [] }
  let step = state.screens.update(at: index, on: event, &state.desk)
  if let notice = step.notice { state.notice = notice }
  switch step.turn {
  case .stay: return step.effects
  case .open(let screen):
    state.screens.insert(screen, above: index)
    return step.effects
  case .press(let key):
    state.screens.remove(at: index)
    state.screens.leaveForm(for: key)
    return step.effects + update(&state, on: .keyPressed(key))
  case .work(let profile): return step.effects + work(for: profile, &state)
  case .back:
    return step.effects + state.screens.close(at: index, &state.desk)
  }
}

/// A paste where no text is taken leads to what it names, or is offered as a look-up; it never becomes keys.
private func paste(_ text: SafeText, into state: inout AppState) -> [Effect] {
  let id = SafeText(pasted: text.text).text
  switch (state.screens.last, state.screens.last?.prompt) {
  case (.bundles?, nil) where state.screens.goTo(id):
    state.notice = state.desk.text(Notice.pastedFound)
    return []
  case (.bundles?, nil) where !id.isEmpty && id.allSatisfy(\.isWholeNumber):
    // An OpenID holds letters too.
    state.notice = state.desk.text(Notice.pastedNumberNotListed)
    return []
  case (.bundles?, nil), (.history?, nil):
    guard let openID = try? OpenID(id) else {
      state.notice = state.desk.text(Notice.pastedNoOpenID)
      return []
    }
    let abandoned = state.screens.stopsOfLookUps
    state.screens = ScreenStack(.lookUp(LookUpScreen(openID: openID)))
    state.notice = state.desk.text(Notice.pastedOpenID)
    return abandoned
  default: return updateScreen(at: state.screens.count - 1, of: &state, on: .pasted(text))
  }
}

/// What became of deactivations that an earlier run of the program did not see to their end. It never comes up over one
/// that is being confirmed.
private func showFound(_ state: inout AppState) {
  guard !state.found.isEmpty else { return }
  switch state.screens.last {
  case .lookUp?, .bundles?, .history?, .bare?:
    state.screens.push(.found(FoundScreen(state.found)))
    state.found = []
  case .deactivation?, .help?, .troubles?, .profiles?, .palette?, .leaving?, .found?, nil: break
  }
}

/// Coupons that were deactivated under a number of this program's are compared with what was told of it.
private func contradictions(in event: Event) -> [Effect] {
  guard case .pageArrived(let page, _) = event else { return [] }
  let coupons = page.coupons.filter { $0.deactivation?.requestNumber.map(RequestNumber.isOurs) == true }
  return coupons.isEmpty ? [] : [.findContradictions(coupons)]
}

/// A deactivation whose dialog was left tells its outcome at the foot of whatever is on screen, also when it came to nothing
/// before anything was sent.
private func noticeOutcome(of event: Event, _ state: inout AppState) {
  switch event {
  case .deactivationEnded(let report, let ticket):
    if report.state.isClosed {
      state.outcomes.arrive([report])
      // Whoever looked for open operations meanwhile may have come across it too.
      state.found.removeAll { $0.operationID == report.operationID && $0.alarm != .contradiction }
    }
    guard !state.screens.isWaiting(for: ticket) else { return }
    state.outcomes.tellAtFoot(OutcomeSentences.line(of: report, in: state.desk.language), settling: report)
  case .stopped(let failure, let ticket):
    guard state.desk.writes.contains(ticket), !state.screens.isWaiting(for: ticket) else { return }
    let isRepeat = state.desk.repeats.contains(ticket)
    state.outcomes.tellAtFoot(FailureSentences.nothing(cameOf: failure, isRepeat: isRepeat, in: state.desk.language))
  default: break
  }
}
