import CouponKit
import SeededNumbers
import Testing

@testable import CouponTUI

@Suite("The bytes of a terminal become keys")
struct KeyDecoderTests {
  private func decode(_ text: String) -> [TerminalEvent] {
    var decoder = KeyDecoder()
    return decoder.decode(Array(text.utf8)) + decoder.giveUpWaiting()
  }

  @Test(
    "every terminal's form of a key is known",
    arguments: [
      ("\u{1B}[A", Key.up), ("\u{1B}OA", .up), ("\u{1B}[1;5A", .up), ("\u{1B}[a", .up), ("\u{1B}[B", .down),
      ("\u{1B}[C", .right), ("\u{1B}OD", .left), ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[1~", .home),
      ("\u{1B}[7~", .home), ("\u{1B}[F", .end), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[5~", .pageUp),
      ("\u{1B}[6~", .pageDown), ("\u{1B}[3~", .delete), ("\u{1B}[Z", .backTab), ("\u{1B}OM", .enter),
      ("\u{1B}Oq", .character("1")),
      ("\t", .tab), ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{1B}", .escape),
      ("\u{C}", .control("l")), ("\u{1A}", .control("z")), ("q", .character("q")), ("券", .character("券")),
      ("😀", .character("😀")),
    ])
  func knownKeys(_ bytes: String, _ key: Key) {
    #expect(decode(bytes) == [.key(key)])
  }

  @Test(
    "a sequence that is not known is swallowed whole, and the key behind it still counts",
    arguments: [
      "\u{1B}[15~", "\u{1B}[[A", "\u{1B}OP", "\u{1B}[?1;2c", "\u{1B}[<0;10;20M", "\u{1B}[M !!",
      "\u{1B}]11;rgb:00/00/00\u{7}",
      "\u{1B}]11;rgb:00/00/00\u{1B}\\", "\u{1B}P>|xterm(388)\u{1B}\\", "\u{1B}[24;80R", "\u{1B}[I", "\u{1B}[27;5;106~",
      "\u{1B}[2~", "\0",
    ])
  func unknownSequences(_ bytes: String) {
    #expect(decode(bytes + "j") == [.key(.character("j"))])
  }

  @Test("a sequence may arrive byte by byte")
  func piecewise() {
    for text in ["\u{1B}[1;5A", "券", "\u{1B}[200~a\nb\u{1B}[201~"] {
      var decoder = KeyDecoder()
      let events = text.utf8.flatMap { decoder.decode([$0]) } + decoder.giveUpWaiting()
      #expect(events == decode(text))
      #expect(decoder.patience == nil)
    }
  }

  @Test("an Escape is known after a short wait, and one that comes together with a key loses neither")
  func escape() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]).isEmpty)
    #expect(decoder.patience == 25)
    #expect(decoder.giveUpWaiting() == [.key(.escape)])
    #expect(decode("\u{1B}j") == [.key(.escape), .key(.character("j"))])
    #expect(decode("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
  }

  @Test("what is pasted is text in one line and never a key, even if its end gets lost")
  func pasting() {
    let paste = "\u{1B}[200~  oh-394z\r\n qD\u{1B}[31m \u{1B}[201~q"
    #expect(decode(paste) == [.pasted("oh-394z qD[31m"), .key(.character("q"))])
    #expect(decode("\u{1B}[200~qqq") == [.pasted("qqq")])
  }

  @Test("bytes that are no UTF-8 are dropped")
  func badText() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xFF, 0xC0, 0x80, 0xE5, 0x41, 0x42]) == [.key(.character("A")), .key(.character("B"))])
  }

  @Test("whatever bytes arrive, nothing stays pending for ever")
  func anyBytes() {
    var random = SeededRandom(seed: 1)
    let alphabet: [UInt8] = Array("\u{1B}[]O0;1~Mq".utf8) + [0x07, 0x9B, 0xE5, 0x88, 0xB8]
    for _ in 0..<2000 {
      var decoder = KeyDecoder()
      let bytes = (0..<40).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      _ = decoder.decode(bytes)
      _ = decoder.giveUpWaiting()
      #expect(decoder.patience == nil)
      #expect(decoder.decode([0x6A]) == [.key(.character("j"))])
    }
  }

  @Test("full-width letters of an input method count as plain keys")
  func fullWidth() {
    #expect(Key.character("？").plain == .character("?"))
    #expect(Key.character("ｑ").plain == .character("q"))
    #expect(Key.character("　").plain == .character(" "))
    #expect(Key.character("券").plain == .character("券"))
    #expect(Key.character("Ｄ").isFullWidth && !Key.character("D").isFullWidth)
  }

  @Test("a copy goes out as OSC 52, in pieces where screen needs them, and not at all when it is too long")
  func copying() {
    #expect(Clipboard.sequence(for: "hello", through: .none) == Array("\u{1B}]52;c;aGVsbG8=\u{7}".utf8))
    #expect(Clipboard.sequence(for: "券", through: .screen) == Array("\u{1B}P\u{1B}]52;c;5Yi4\u{7}\u{1B}\\".utf8))
    #expect(Clipboard.sequence(for: String(repeating: "x", count: 74_995), through: .none) == nil)
  }
}
