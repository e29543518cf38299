import CSystem
import CouponKit

/// Opens the screen and stays there until the agent leaves it.
///
/// - Parameter isTouring: begins with the guided tour.
/// - Returns: the exit status.
func openScreen(_ settings: SettingsOptions, query: CouponQuery?, isTouring: Bool = false) throws(CouponFailure)
  -> Int32
{
  let configuration = try settings.configuration()
  let profile = try configuration.profile(named: settings.profile)
  let agent = try AgentIdentity.current()
  _ = csystem_forbid_core_dumps()
  let terminal: NcursesTerminal
  do throws(TerminalProblem) { terminal = try NcursesTerminal() } catch {
    say(noScreen(error)(settings.chosenLanguage))
    return ExitStatus.usage.rawValue
  }
  defer { terminal.close() }
  let now = Clock.system.now
  var desk = Desk(
    profile: profile, agentName: agent.name, language: settings.chosenLanguage, size: terminal.size, now: now())
  if let theme = configuration.screen.theme { terminal.paint(theme) }
  desk.theme = configuration.screen.theme ?? terminal.abilities.theme
  desk.isASCII = configuration.screen.characters.map { $0 == .ascii } ?? !terminal.abilities.isUTF8
  let state = AppState(
    desk: desk, openID: query?.openID, bundleID: query?.bundleID,
    notice: terminal.standIn.map { SafeText(drawnAs($0, terminal.abilities.name)(desk.language)) },
    isTouring: isTouring)
  return runProgram(
    state, on: terminal, calls: CouponCalls(settings.service(for: profile, agent)), now: now,
    isLookingUp: query != nil)
}

private func drawnAs(_ entry: String, _ name: String) -> Phrase {
  let name = SafeText(name.isEmpty ? "?" : name)
  return Phrase(
    "This machine does not know the terminal “\(name)”; it is treated as \(entry).",
    "本机不认识终端“\(name)”，按 \(entry) 处理。")
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
