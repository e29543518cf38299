import SeededNumbers

/// Texts that were made to steer a terminal, to hide, or to deceive whoever reads them; the same ones in every run.
public enum HostileText {
  /// Several thousand.
  public static let all = kinds.flatMap { $0 }

  /// So many of every kind, spread over all of it.
  public static func sample(_ count: Int) -> [String] {
    kinds.flatMap { kind in (0..<min(count, kind.count)).map { kind[$0 * kind.count / min(count, kind.count)] } }
  }

  private static let kinds: [[String]] = {
    var random = SeededRandom(seed: 42)
    let mixtures = (0..<1200).map { _ in
      (0..<random.number(1..<12)).map { _ in random.one(of: alone + sequences + joined + plain) }.joined()
    }
    let lonely = alone.flatMap { [$0, "ab\($0)cd", "\($0)券\($0)", String(repeating: $0, count: 5) + "x"] }
    return [lonely, sequences, prompts, joined, floods, shapes, mixtures]
  }()

  private static func scalars(_ ranges: ClosedRange<UInt32>...) -> [String] {
    ranges.joined().compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
  }

  private static let plain = ["a", " ", "Z9", "券", "拿铁三次券", "¥8.00", "é", "-", "\"", "\\"]

  /// Single characters that must not reach a terminal as they are.
  private static let alone =
    scalars(0x00...0x1F, 0x7F...0x9F)
    // Bidirectional controls, zero-width characters, fillers, invisible operators, line separators.
    + scalars(0x061C...0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF...0xFEFF, 0xAD...0xAD)
    + scalars(0x034F...0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x2800...0x2800, 0x3164...0x3164)
    + scalars(0xFFA0...0xFFA0, 0xFFF0...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE007F)
    // Variation selectors, noncharacters, private use, what is not assigned.
    + scalars(0xFE00...0xFE0F, 0xE0100...0xE010F, 0xFDD0...0xFDEF, 0xFFFE...0xFFFF, 0x1FFFE...0x1FFFF)
    + scalars(0x10FFFE...0x10FFFF, 0xE000...0xE00F, 0xF8FF...0xF8FF, 0xF0000...0xF0003, 0x100000...0x100003)
    + scalars(0x0378...0x0379, 0x2FE0...0x2FE2, 0x1FAFD...0x1FAFF, 0x3FFFD...0x3FFFD)

  /// Sequences, whole and cut short, with each introducer that a terminal may know.
  private static let sequences: [String] = {
    let bodies = [
      "[2J", "[H", "[31m", "[8m", "[?1049h", "[?1049l", "[?25l", "[?2004l", "[?1000h", "[6n", "[c", "[5i", "[!p",
      "[1;1H",
      "[200~", "[201~", "[999B", "[K", "[?2026h", "[20;20r", "[", "[3", "[38;5;", "c", "7", "8", "(0", "#8", "=", "P",
      "\\",
      "]0;owned\u{7}", "]2;owned\u{1B}\\", "]52;c;cm0gLXJm\u{7}", "]8;;http://evil.example\u{1B}\\here", "]8;;",
      "]11;?\u{7}",
      "P+q544e\u{1B}\\", "P$q\"p\u{1B}\\", "_Gf=24;AAAA\u{1B}\\", "^private\u{1B}\\", "X\u{1B}\\",
      "]1337;File=:AAAA\u{7}",
      "]777;notify;a;b\u{7}", "Ptmux;\u{1B}\u{1B}[2J\u{1B}\\", "]4;1;rgb:00/00/00\u{1B}\\",
    ]
    let introducers = ["\u{1B}", "\u{1B}\u{1B}", "\u{9B}", "\u{9D}", "\u{90}", "\\e", "\\u001b", "^["]
    return bodies.flatMap { body in introducers.map { "name \($0)\(body)" } }
  }()

  /// What looks like a part of our own screen, or of the shell.
  private static let prompts = [
    "▸[ Deactivate ]", "▸[ Cancel ]", "✓ DEACTIVATED", "✓ 已失效", "SANDBOX", "root@host:~# ", "Press Enter to continue",
    "You can tell the customer: done", "⟨U+202E⟩", "│", "┌─┐", "…", "»Bundles 1/1", " \u{8}\u{8}\u{8}", "a\rb", "a\nb",
    "a\r\nb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{B}b", "a\u{C}b", "\t\t\t", "%s%n%x", "$(reboot)", "`reboot`",
    "';--", "{{7*7}}", "../../etc/passwd", "\u{0}\u{0}", "null", "-1e999", "\u{FFFD}",
  ]

  /// Pictures, flags, keycaps and what only looks like one.
  private static let joined = [
    "👨‍👩‍👧‍👦", "❤️‍🔥", "👍🏽", "🇨🇳", "🇨", "🇨🇳🇨", "1️⃣", "1\u{20E3}", "☕\u{FE0F}", "a\u{FE0F}", "a\u{200D}b", "👨\u{200D}", "\u{200D}👨",
    "👨\u{200D}\u{200D}👩", "👍\u{1F3FD}\u{1F3FD}\u{1F3FD}", "🏴\u{E0067}\u{E0062}\u{E007F}", "👩\u{200D}💻", "✌🏿", "🧑🏻‍🤝‍🧑🏿",
    "\u{1F1E6}\u{1F1E6}\u{1F1E6}\u{1F1E6}\u{1F1E6}", "한국어", "각", "ᄀ", "ᅡ", "ᆨ", "ไทย", "กำ", "नमस्ते", "தமிழ்", "ﷺ", "ｱﾞ",
    "か\u{3099}",
    "שלום 123 abc", "مرحبا 123 abc", "א\u{5B0}", "abc שלום def", "①⑩㊙", "ㅤ", "﹏", "𝕬𝖇", "𠀀𪜶", "☃︎", "Ａｂ",
  ]

  /// Marks without end, on every kind of base.
  private static let floods: [String] = {
    let bases = ["", "e", "券", "😀", " ", "─", "1", "ก"]
    let marks = [
      "\u{301}", "\u{489}", "\u{20DD}", "\u{E31}", "\u{94D}", "\u{3099}", "\u{5B0}", "\u{1AB0}", "\u{1D165}",
    ]
    var texts = bases.flatMap { base in
      marks.flatMap { mark in [1, 4, 5, 40, 400].map { base + String(repeating: mark, count: $0) + "x" } }
    }
    var random = SeededRandom(seed: 7)
    for _ in 0..<60 {
      let zalgo = "deactivated".map { letter in
        String(letter) + (0..<random.number(0..<30)).map { _ in random.one(of: marks) }.joined()
      }
      texts.append(zalgo.joined())
    }
    return texts
  }()

  /// Very long and very wide, and everything of ambiguous width.
  private static let shapes = [
    String(repeating: "x", count: 10_000), String(repeating: "券", count: 5000), String(repeating: "券a", count: 500),
    String(repeating: " ", count: 1000), String(repeating: "\u{3000}", count: 500), String(repeating: "👨‍👩‍👧‍👦", count: 200),
    String(repeating: "\u{1B}[A", count: 500), String(repeating: "\u{202E}", count: 300), "\u{FDFD}\u{FDFD}\u{FDFD}",
    "𒐫𒈙⸻꧅",
    "§°±²³·¼½¾ÀÆ×÷ ‖‥…‰′″※ⅠⅡ①②─│┌┐■□▲△◆○●★☆♀♂♪", "ᴀᴁ", "\u{2E3A}\u{2E3B}", "",
  ]
}
