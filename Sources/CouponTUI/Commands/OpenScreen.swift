import CouponKit
import Glibc

/// Opens the screen, or the dialogue of lines where that is wanted, and stays there until the agent leaves it.
///
/// - Parameter isTouring: begins with the guided tour.
/// - Returns: the exit status.
func openScreen(_ settings: Settings, query: CouponQuery?, isTouring: Bool = false) throws(CouponFailure)
  -> Int32
{
  let (configuration, profile, agent) = try settings.chosen()
  let now = Clock.system.now
  var desk = Desk(
    profile: profile, profiles: configuration.profiles, agentName: agent.name, language: settings.chosenLanguage,
    size: Size(columns: 80, rows: 24), now: now())
  let abilities = TerminalAbilities { name in getenv(name).map { String(cString: $0) } }
  desk.isASCII = configuration.screen.characters.map { $0 == .ascii } ?? !abilities.isUTF8
  guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
    say(noScreen(.notATerminal), in: settings.chosenLanguage)
    return ExitStatus.usage.rawValue
  }
  // While there is no screen yet, and no other thread.
  let openedKey = try settings.openedKey(for: profile)
  let calls = { CouponCalls(settings.service(for: $0, agent, openedKey)) }
  if settings.readsLines || abilities.wantsLines {
    desk.readsLines = true
    let state = AppState(desk: desk, openID: query?.openID, bundleID: query?.bundleID)
    var dialogue = DialogueLoop(state, on: LineTerminal(isASCII: desk.isASCII), calls: calls, now: now)
    return dialogue.run(isLookingUp: query != nil)
  }
  let terminal: NcursesTerminal
  do throws(TerminalProblem) { terminal = try NcursesTerminal(showsLinks: configuration.screen.showsLinks) } catch {
    say(noScreen(error), in: settings.chosenLanguage)
    return ExitStatus.usage.rawValue
  }
  defer { terminal.close() }
  desk.size = terminal.size
  if let theme = configuration.screen.theme { terminal.paint(theme) }
  desk.theme = configuration.screen.theme ?? abilities.theme
  desk.takesMouse = configuration.screen.takesMouse
  let state = AppState(
    desk: desk, openID: query?.openID, bundleID: query?.bundleID,
    notice: terminal.standIn.map { SafeText(drawnAs($0, abilities.name)(desk.language)) },
    isTouring: isTouring)
  return runProgram(state, on: terminal, calls: calls, now: now, isLookingUp: query != nil)
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
