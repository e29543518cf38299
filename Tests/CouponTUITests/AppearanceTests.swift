import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Copies, bare pages, themes and characters")
struct AppearanceTests {
  private func browsing(_ frame: Frame? = nil) throws -> Walk {
    var walk = if let frame { try Walk(frame.size, frame.language) } else { try Walk() }
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    return walk
  }

  @Test("the detail without frames, and a text that could not be copied", arguments: Frame.all)
  func screens(_ frame: Frame) throws {
    var walk = try browsing(frame)
    walk.press("b")
    try expectScreen(walk, "bare")
    walk.press("Esc")
    walk.happen(.notCopied("7204418836021957730416"))
    try expectScreen(walk, "shown-for-copying")
  }

  @Test("a bare page holds no frame, stays masked, and scrolls to its end")
  func bare() throws {
    var walk = try browsing()
    walk.press("b")
    for frame in "│┌┐└┘─▸" { #expect(!walk.picture.contains(frame)) }
    #expect(walk.picture.contains("user_coupon_bundle_id 7204418836021957730416"))
    #expect(!walk.picture.contains("1316640275000000482101") && !walk.picture.contains(Walk.customer))
    let top = walk.picture
    walk.press("G")
    #expect(walk.picture != top)
    walk.press("g")
    #expect(walk.picture == top)
    walk.press("D")
    #expect(walk.taken() == [])
    walk.press("b")
    #expect(walk.picture.contains("┌»Bundles"))
  }

  @Test("what goes to the clipboard says so, and what cannot is shown for selecting")
  func copied() throws {
    var walk = try browsing()
    walk.press("y")
    guard case .copy(let text)? = walk.taken().first else { throw Walk.Lost() }
    walk.happen(.copied(text))
    #expect(walk.picture.contains("Sent to your terminal's clipboard: “7204418836021957730416”"))
    walk.happen(.copied(SafeText(String(repeating: "long ", count: 40))))
    #expect(walk.picture.contains("long long lon…”. Not there? b shows it."))
    walk.happen(.notCopied(text))
    #expect(walk.picture.contains("Shown for copying") && walk.picture.contains("\n\(text)\n"))
    walk.press("Esc")
    #expect(walk.picture.contains("┌»Bundles"))
  }

  @Test("t goes through the themes and says which one it is")
  func themes() throws {
    var walk = try browsing()
    walk.press("t t t t")
    #expect(walk.taken() == [.paint(.light), .paint(.highContrast), .paint(.plain), .paint(.dark)])
    #expect(walk.picture.contains("Colours for a dark ground."))
  }

  @Test("without UTF-8 every cell is ASCII, on every screen, and a hint says so once")
  func ascii() throws {
    var walk = try Walk(isASCII: true)
    #expect(walk.picture.contains("does not show UTF-8"))
    func expectASCII() {
      let canvas = draw(walk.state)
      for cell in canvas.cells {
        guard case .scalar(let scalar) = canvas.content(of: cell), scalar.isASCII else {
          Issue.record("\(canvas.content(of: cell)) is not ASCII")
          return
        }
      }
    }
    expectASCII()
    try walk.lookUp("list-bundle-progressive", "list-all-states")
    #expect(!walk.picture.contains("does not show UTF-8"))
    expectASCII()
    #expect(walk.picture.contains("\\u677e\\u679c") && walk.picture.contains("+>Bundles"))
    for keys in ["2", "?", "Esc L", "b", "b :", "Esc H"] {
      walk.press(keys)
      expectASCII()
    }
  }

  @Test("where Chinese stands as escapes, a dialog cuts none of them")
  func asciiDialog() throws {
    var walk = try Walk(Size(columns: 60, rows: 30), isASCII: true)
    try walk.lookUp("list-bundle-progressive")
    try walk.openReview()
    let inside = walk.picture.split(separator: "\n").map { $0.filter { $0 != "|" && $0 != " " } }.joined()
    #expect(inside.contains(SafeText("松果奶茶三次月卡").ascii.text))
    #expect(inside.contains(SafeText("晨光咖啡").ascii.text + "120344,SANDBOX"))
  }

  @Test("where Chinese stands as escapes, the names of keys have room, and both answers can be read")
  func asciiKeys() throws {
    var walk = try Walk(isASCII: true)
    try walk.lookUp("list-bundle-progressive")
    walk.press("?")
    #expect(walk.picture.contains("Shift-Tab h  previous pane"))
    walk.press("Esc :")
    #expect(walk.picture.contains("Shift-Tab h  previous pane"))
    walk.press("Esc L")
    try walk.openConfirmation()
    let (cancel, deactivate) = (SafeText("取消").ascii, SafeText("确认失效").ascii)
    #expect(walk.picture.contains(">[ \(cancel) ]   ( \(deactivate) )"))
  }

  // MARK: What the environment tells

  private func abilities(_ environment: [String: String]) -> TerminalAbilities {
    TerminalAbilities { environment[$0] }
  }

  @Test(
    "a locale with another character set is believed, one without any is not taken as an objection",
    arguments: [
      ("zh_CN.UTF-8", true), ("en_US.utf8", true), ("C.UTF-8", true), ("C", true), ("POSIX", true), ("", true),
      ("zh_CN.GB18030", false), ("zh_CN.GBK@stroke", false), ("en_US.ISO-8859-1", false), ("zh_CN", false),
    ])
  func characters(_ locale: String, _ isUTF8: Bool) { #expect(abilities(["LANG": locale]).isUTF8 == isUTF8) }

  @Test("LC_ALL counts before LC_CTYPE, and that before LANG")
  func localeOrder() {
    #expect(!abilities(["LC_ALL": "zh_CN.GBK", "LC_CTYPE": "C.UTF-8", "LANG": "C.UTF-8"]).isUTF8)
    #expect(abilities(["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.GBK"]).isUTF8)
  }

  @Test("NO_COLOR asks for no colours, COLORFGBG tells a light ground")
  func colours() {
    #expect(abilities([:]).theme == .dark)
    #expect(abilities(["COLORFGBG": "0;15"]).theme == .light)
    #expect(abilities(["COLORFGBG": "15;0"]).theme == .dark)
    #expect(abilities(["NO_COLOR": "1", "COLORFGBG": "0;15"]).theme == .plain)
    #expect(abilities(["NO_COLOR": ""]).theme == .dark)
  }

  @Test("a console has no clipboard, but tmux or screen on it has")
  func clipboard() {
    #expect(abilities(["TERM": "xterm-256color"]).takesClipboard)
    #expect(!abilities(["TERM": "linux"]).takesClipboard)
    #expect(!abilities(["TERM": "vt100"]).takesClipboard)
    #expect(abilities(["TERM": "screen", "TMUX": "/tmp/tmux-1000/default,1,0"]).multiplexer == .tmux)
    #expect(abilities(["TERM": "screen-256color", "STY": "1.pts-0"]).multiplexer == .screen)
  }

  @Test("through tmux the sequence goes plain, and wrapped with its escapes doubled")
  func throughTmux() {
    let sent = Clipboard.sequence(for: "hello", through: .tmux)
    let plain = "\u{1B}]52;c;aGVsbG8=\u{7}"
    #expect(sent == Array((plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\").utf8))
  }
}
