import Testing

@testable import CouponKit
@testable import CouponTUI

@Suite("Links to pictures")
struct HyperlinkTests {
  // MARK: What may be a link

  @Test(
    "an https address of plain characters",
    arguments: [
      "https://img.example.com/pinecone-tea/card.png", "https://a.b:8443/x?y=1&z=%E5%88%B8#top", "https://a.b",
      "https://wx.qlogo.cn/mmhead/Q3auHgzwzM4/0", "https://a.b/~x_(1)*!$,+@2x.png",
    ])
  func allowed(_ text: String) { #expect(WebAddress(text)?.text == text) }

  @Test(
    "nothing else is a link, whatever it looks like",
    arguments: [
      "", "http://img.example.com/a.png", "HTTPS://a.b/", "javascript:alert(1)", "file:///etc/passwd", "https://",
      "https:///x", "https://a.b/ x", "https://a.b/\u{1B}]8;;", "https://a.b/\u{7}", "https://a.b/\n", "https://a.b/;x",
      "https://a.b/\"x", "https://a.b/券", "https://券.cn/", "https://a.b/%", "https://a.b/%0", "https://a.b/%zz",
      "https://weixin.qq.com@elsewhere.example/", "https://a:b@c.d/", "https://a.b:/x", "https://a.b:123456/",
      "https://a.b:8x/", "https://a.b/<x>", "https://a.b/\\x", "https://a.b/`x`", "https://a.b/{x}", "https://a.b/|",
      "https://a.b/\u{202E}gnp", "https://[::1]/", " https://a.b/", "https://a_b.c/",
    ])
  func refused(_ text: String) { #expect(WebAddress(text) == nil) }

  @Test("an address is never longer than the limit")
  func limit() {
    let start = "https://a.b/"
    let longest = start + String(repeating: "x", count: WebAddress.limit - start.utf8.count)
    #expect(WebAddress(longest) != nil)
    #expect(WebAddress(longest + "x") == nil)
  }

  // MARK: On the canvas

  private func picture(of address: String, size: Size = Size(columns: 80, rows: 24)) throws -> (Walk, Canvas) {
    var walk = try Walk(size)
    var page = try UserCouponPage.recorded("list-bundle-progressive")
    for index in page.coupons.indices {
      var product = try #require(page.coupons[index].productCoupon).value
      product.display?.imageURL = address
      product.display?.backgroundURL = nil
      product.display?.detailImageURLs = []
      page.coupons[index].productCoupon = Shared(product)
    }
    walk.press("⏎")
    walk.happen(.pageArrived(page, try walk.ticket))
    walk.press("6 G 6")
    return (walk, draw(walk.state))
  }

  private func shown(_ link: Canvas.Link, on canvas: Canvas) -> String {
    let start = link.place.row * canvas.size.columns + link.place.column
    return canvas.cells[start..<start + link.columns].reduce(into: "") { text, cell in
      if case .scalar(let scalar) = canvas.content(of: cell) { text.unicodeScalars.append(scalar) }
    }
  }

  @Test("an address of several rows is one link, and its rows read together as the address")
  func severalRows() throws {
    let address = "https://img.example.com/pinecone-tea/a-rather-long-name-of-a-picture-2x.png"
    let (_, canvas) = try picture(of: address)
    #expect(canvas.links.count > 1)
    #expect(canvas.links.map { shown($0, on: canvas) }.joined() == address)
    #expect(Set(canvas.links.map(\.number)).count == 1)
    #expect(canvas.links.allSatisfy { $0.address.text == address })
  }

  @Test("what is no safe address is shown as text and is no link")
  func unsafe() throws {
    let (walk, canvas) = try picture(of: "http://img.example.com/a.png")
    #expect(walk.picture.contains("http://img.example.com"))
    #expect(canvas.links.isEmpty)
  }

  @Test("a dialog that lies on a link takes it away, and the bare page has none")
  func covered() throws {
    var (walk, canvas) = try picture(of: "https://img.example.com/a.png")
    #expect(!canvas.links.isEmpty)
    for key in ["?", ":", "o"] {
      walk.press(key)
      canvas = draw(walk.state)
      for link in canvas.links { #expect("https://img.example.com/a.png".contains(shown(link, on: canvas))) }
      walk.press("Esc")
    }
    walk.press("b G")
    #expect(walk.picture.contains("https://img.example.com"))
    #expect(draw(walk.state).links.isEmpty)
  }

  // MARK: What is written

  @Test("the characters that stand there already, once more, between the two halves of the sequence; or bare again")
  func bytes() throws {
    var canvas = Canvas(Size(columns: 30, rows: 4))
    let address = try #require(WebAddress("https://a.b/c"))
    canvas.put(
      "https://a.b/c", linking: address, number: 7, in: Rect(column: 2, row: 1, columns: 20, rows: 1), style: .selected)
    let links = Hyperlinks { $0 == .selected ? "\u{1B}[0;7m" : "" }
    #expect(
      links.bytes(of: canvas, areLinks: true)
        == Array(
          "\u{1B}7\u{1B}[2;3H\u{1B}[0;7m\u{1B}]8;id=7;https://a.b/c\u{1B}\\https://a.b/c\u{1B}]8;;\u{1B}\\\u{1B}8".utf8)
    )
    #expect(links.bytes(of: canvas, areLinks: false) == Array("\u{1B}7\u{1B}[2;3H\u{1B}[0;7mhttps://a.b/c\u{1B}8".utf8))
    #expect(links.bytes(of: Canvas(Size(columns: 30, rows: 4)), areLinks: true).isEmpty)
  }

  // MARK: Which terminals

  @Test(
    "links only where the terminal is known to show them",
    arguments: [
      (["TERM": "xterm-kitty"], TerminalAbilities.Links.shown), (["TERM": "foot"], .shown),
      (["TERM": "alacritty"], .shown), (["TERM": "xterm-256color"], .unknown),
      (["TERM": "xterm-256color", "VTE_VERSION": "6800"], .shown),
      (["TERM": "xterm-256color", "VTE_VERSION": "4200"], .unknown),
      (["TERM": "xterm-256color", "WT_SESSION": "1"], .shown),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], .shown),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"], .unknown),
      (["TERM": "screen-256color", "STY": "1.pts-0", "VTE_VERSION": "6800"], .never),
      (["TERM": "screen-256color"], .never), (["TERM": "tmux-256color"], .never),
      (
        ["TERM": "tmux-256color", "TMUX": "/tmp/t,1,0", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"], .never
      ),
      (["TERM": "tmux-256color", "TMUX": "/tmp/t,1,0", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"], .shown),
      (
        ["TERM": "tmux-256color", "TMUX": "/tmp/t,1,0", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.10"], .shown
      ),
      (["TERM": "tmux-256color", "TMUX": "/tmp/t,1,0", "VTE_VERSION": "6800"], .never),
      (["TERM": "linux"], .never), (["TERM": "vt100"], .never), (["TERM": "linux", "KITTY_WINDOW_ID": "1"], .never),
    ])
  func terminals(_ environment: [String: String], _ links: TerminalAbilities.Links) {
    #expect(TerminalAbilities { environment[$0] }.links == links)
  }

  @Test("the configuration decides where nobody knows, and never for a terminal that would print them")
  func setting() {
    func shows(_ term: String, _ wanted: Bool?) -> Bool {
      TerminalAbilities { $0 == "TERM" ? term : nil }.showsLinks(wanted)
    }
    #expect(!shows("xterm-256color", nil) && shows("xterm-256color", true) && !shows("xterm-256color", false))
    #expect(shows("xterm-kitty", nil) && !shows("xterm-kitty", false))
    #expect(!shows("linux", true) && !shows("screen-256color", true))
  }
}
