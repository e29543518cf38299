import CSystem
import CouponKit

/// Opens the screen and stays there until the agent leaves it.
///
/// - Returns: the exit status.
func openScreen(_ settings: SettingsOptions, query: CouponQuery?) throws(CouponFailure) -> Int32 {
  let configuration = try settings.configuration()
  let profile = try configuration.profile(named: settings.profile)
  let agent = try AgentIdentity.current()
  _ = csystem_forbid_core_dumps()
  let terminal: NcursesTerminal
  do throws(TerminalProblem) { terminal = try NcursesTerminal(showsLinks: configuration.screen.showsLinks) } catch {
    say(noScreen(error)(settings.chosenLanguage))
    return ExitStatus.usage.rawValue
  }
  defer { terminal.close() }
  let now = Clock.system.now
  var desk = Desk(
    profile: profile, profiles: configuration.profiles, agentName: agent.name, language: settings.chosenLanguage,
    size: terminal.size, now: now())
  if let theme = configuration.screen.theme { terminal.paint(theme) }
  desk.theme = configuration.screen.theme ?? terminal.abilities.theme
  desk.isASCII = configuration.screen.characters.map { $0 == .ascii } ?? !terminal.abilities.isUTF8
  desk.takesMouse = configuration.screen.takesMouse
  let state = AppState(desk: desk, openID: query?.openID, bundleID: query?.bundleID)
  return runProgram(
    state, on: terminal, calls: { CouponCalls(settings.service(for: $0, agent)) }, now: now, isLookingUp: query != nil)
}

private func noScreen(_ problem: TerminalProblem) -> Phrase {
  switch problem {
  case .notATerminal:
    Phrase(
      "coupon-tui opens a screen and needs a terminal; without one, use `coupon-tui show`.",
      "coupon-tui 的界面需要终端；没有终端时请使用 `coupon-tui show`。")
  case .cannotDraw(let name):
    Phrase(
      "The terminal \"\(name)\" cannot place its cursor; use `coupon-tui show`.",
      "终端“\(name)”无法定位光标，请使用 `coupon-tui show`。")
  }
}
