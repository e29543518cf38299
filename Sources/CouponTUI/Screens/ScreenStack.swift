import CouponKit

/// The screens, one over the other: the look-up form at the bottom, what the agent sees on top.
struct ScreenStack: Sendable, Equatable, RandomAccessCollection {
  private var screens: [Screen]

  init(_ bottom: Screen) { screens = [bottom] }

  var startIndex: Int { 0 }
  var endIndex: Int { screens.count }
  subscript(index: Int) -> Screen { screens[index] }

  // MARK: Changing

  mutating func push(_ screen: Screen) { screens.append(screen) }

  /// Above the one that opens it: a help that lies on top stays there.
  mutating func insert(_ screen: Screen, above index: Int) { screens.insert(screen, at: index + 1) }

  mutating func remove(at index: Int) { screens.remove(at: index) }

  /// Closes a screen. What the agent looks at afresh takes no keys that were meant for what lay over it, and after a
  /// deactivation the list below is read again.
  mutating func close(at index: Int, _ desk: inout Desk) -> [Effect] {
    let closed = screens.remove(at: index)
    if index == screens.count { comeUp() }
    guard case .deactivation(let dialog) = closed, dialog.mayHaveChangedCoupons else { return [] }
    return readAnew(dialog.target.openID, &desk)
  }

  mutating func update(at index: Int, on event: Event, _ desk: inout Desk) -> Step {
    screens[index].update(on: event, &desk)
  }

  /// A question on top that was not to be seen for a while is asked anew.
  mutating func comeUp() {
    guard case .deactivation(var dialog)? = screens.last else { return }
    dialog.comeUp()
    screens[screens.count - 1] = .deactivation(dialog)
  }

  /// Leaves the fields of a form on top, which takes letters as text, for a key that is none of its own.
  mutating func leaveForm(for key: Key) {
    guard case .lookUp(var form)? = screens.last, KeyMap.action(for: key, in: form.place) == nil else { return }
    form.leaveFields()
    screens[screens.count - 1] = .lookUp(form)
  }

  /// Goes to what an ID names in the list on top; false when it is not there.
  mutating func goTo(_ id: String) -> Bool {
    guard case .bundles(var list)? = screens.last, list.goTo(id) else { return false }
    screens[screens.count - 1] = .bundles(list)
    return true
  }

  /// The lists of a customer are not true any more once a deactivation has ended.
  mutating func readAnew(_ openID: OpenID, _ desk: inout Desk) -> [Effect] {
    var effects: [Effect] = []
    for place in screens.indices {
      guard case .bundles(var list) = screens[place], list.query.openID == openID else { continue }
      effects += list.readAnew(&desk)
      screens[place] = .bundles(list)
    }
    return effects
  }

  // MARK: Reading

  private var dialogs: [DeactivationScreen] {
    screens.compactMap { if case .deactivation(let dialog) = $0 { dialog } else { nil } }
  }

  /// The operations whose settled outcome a dialog tells.
  var toldOutcomes: [String] { dialogs.compactMap(\.toldOutcome) }

  /// Whether a dialog waits for the answer.
  func isWaiting(for ticket: Ticket) -> Bool { dialogs.contains { $0.isWaiting(for: ticket) } }

  /// What came of the dialogs and nobody has been seen to read.
  func parting(_ desk: Desk, read: Set<String>) -> [SafeText] { dialogs.flatMap { $0.parting(desk, read: read) } }

  /// Ends the look-ups of all screens.
  var stopsOfLookUps: [Effect] {
    screens.compactMap { screen in
      if case .bundles(let screen) = screen { screen.awaited.map { .stop($0) } } else { nil }
    }
  }
}
