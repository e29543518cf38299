import Foundation
import Testing

@testable import CouponKit
@testable import CouponTUI

/// Whether what is drawn can be read, by the contrast ratio of WCAG 2: 4.5 for text, 7 where more was asked for, and 3 for a
/// frame, which is no text.
@Suite("Colours that can be read")
struct ContrastTests {
  @Test(
    "every style of the dark and of the light theme, in 256 colours, on the grounds that terminals come with",
    arguments: [
      (ThemeName.dark, [0x000000, 0x0C0C0C, 0x1E1E1E, 0x300A24]), (.light, [0xFFFFFF, 0xFDF6E3, 0xEEEEEC]),
    ])
  func manyColours(_ theme: ThemeName, _ grounds: [Int]) {
    let palette = Palette(theme, count: 256)
    for style in Style.allCases {
      for ground in grounds {
        let ratio = contrast(palette[style], own: (theme == .dark ? 0xD0D0D0 : 0x303030, ground), xterm)
        #expect(ratio >= (style == .frame ? 3 : 4.5), "\(style) on \(hex(ground)): \(ratio)")
      }
    }
  }

  @Test("with high contrast at least seven to one, whatever the terminal's own colours are")
  func highContrast() {
    let palette = Palette(.highContrast, count: 256)
    for style in Style.allCases {
      let look = palette[style]
      #expect(look.text != nil && look.ground != nil, "\(style)")
      let ratio = contrast(look, own: (0x808080, 0x808080), xterm)
      #expect(ratio >= 7, "\(style): \(ratio)")
    }
  }

  /// The first 16 colours as xterm, the Linux console, Windows and GNOME's terminal have them.
  private static let sixteens: [[Int]] = [
    [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
      0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ],
    [
      0x000000, 0xAA0000, 0x00AA00, 0xAA5500, 0x0000AA, 0xAA00AA, 0x00AAAA, 0xAAAAAA,
      0x555555, 0xFF5555, 0x55FF55, 0xFFFF55, 0x5555FF, 0xFF55FF, 0x55FFFF, 0xFFFFFF,
    ],
    [
      0x0C0C0C, 0xC50F1F, 0x13A10E, 0xC19C00, 0x0037DA, 0x881798, 0x3A96DD, 0xCCCCCC,
      0x767676, 0xE74856, 0x16C60C, 0xF9F1A5, 0x3B78FF, 0xB4009E, 0x61D6D6, 0xF2F2F2,
    ],
    [
      0x171421, 0xC01C28, 0x26A269, 0xA2734C, 0x12488B, 0xA347BA, 0x2AA1B3, 0xD0CFCC,
      0x5E5C64, 0xF66151, 0x33DA7A, 0xE9AD0C, 0x2A7BDE, 0xC061CB, 0x33C7DE, 0xFFFFFF,
    ],
  ]

  @Test(
    "with 8 and with 16 colours as the usual terminals have them, also where bold is not bright", arguments: [8, 16],
    sixteens)
  func fewColours(_ count: Int, _ sixteen: [Int]) {
    for (theme, own) in [(ThemeName.dark, (sixteen[7], sixteen[0])), (.light, (sixteen[0], 0xFFFFFF))] {
      for style in Style.allCases {
        let look = Palette(theme, count: count)[style]
        let ratio = contrast(look, own: own) { sixteen[$0] }
        #expect(ratio >= 4.5, "\(theme), \(style): \(ratio)")
        let plainRatio = contrast(look, own: own, boldIsBright: false) { sixteen[$0] }
        #expect(plainRatio >= 3, "\(theme), \(style), bold is not bright: \(plainRatio)")
      }
    }
    for style in Style.allCases {
      let ratio = contrast(Palette(.highContrast, count: count)[style], own: (0, 0)) { sixteen[$0] }
      #expect(ratio >= 4.5, "high contrast, \(style): \(ratio)")
    }
  }

  @Test("without colours what warns, what is chosen and what environment it is still look different from plain text")
  func noColours() {
    for palette in [Palette(.plain, count: 256), Palette(.dark, count: 0), Palette(.highContrast, count: 2)] {
      #expect(!palette.hasColours)
      for style in Style.allCases { #expect(palette[style].text == nil && palette[style].ground == nil) }
      for style in [Style.selected, .field, .warning, .danger, .sandbox, .production, .title] {
        #expect(palette[style] != palette[.normal], "\(style)")
      }
      #expect(palette[.sandbox] != palette[.production])
    }
  }

  // MARK: Told by words, not by colour

  @Test(
    "states, outcomes and environments are told apart by their words in both languages", arguments: Language.allCases)
  func words(_ language: Language) throws {
    func expectDistinct(_ words: [String], _ what: String) {
      #expect(Set(words).count == words.count && !words.contains(""), "\(what): \(words)")
    }
    expectDistinct([BundleGroup.Standing.live, .waiting, .done].map { $0.name(language) }, "standings")
    expectDistinct(CouponState.listed.map { $0.word(in: language) }, "states")
    expectDistinct(Profile.Environment.allCases.map { $0.name(language) }, "environments")
    let states: [DeactivationReport.State] = [.unknown, .confirmed, .already, .rejected, .notApplied]
    let headlines = try states.map { OutcomeSentences(try .ended($0), in: language).headline.text }
    expectDistinct(headlines, "outcomes")
    expectDistinct(headlines.map { String($0.prefix(1)) }.filter { $0 != "✓" && $0 != "✗" }, "signs")
  }

  // MARK: Ratios

  /// The ratio of a look on a terminal with such colours.
  private func contrast(
    _ look: Look, own: (text: Int, ground: Int), boldIsBright: Bool = true, _ colour: (Int) -> Int
  ) -> Double {
    func ratio(_ text: Int, _ ground: Int) -> Double {
      let (lighter, darker) = (max(luminance(text), luminance(ground)), min(luminance(text), luminance(ground)))
      return (lighter + 0.05) / (darker + 0.05)
    }
    let ground = look.ground.map(colour) ?? own.ground
    let isBright = boldIsBright && look.emphasis.contains(.bold) && (look.text ?? 8) < 8
    return ratio(look.text.map { colour(isBright ? $0 + 8 : $0) } ?? own.text, ground)
  }

  private func luminance(_ colour: Int) -> Double {
    func linear(_ byte: Int) -> Double {
      let part = Double(byte) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8 & 0xFF) + 0.0722 * linear(colour & 0xFF)
  }

  /// A colour behind the first 16: a cube of six steps, and then greys.
  private func xterm(_ number: Int) -> Int {
    guard number >= 16 else {
      Issue.record("colour \(number) is not the same everywhere")
      return 0
    }
    if number >= 232 { return (8 + 10 * (number - 232)) * 0x010101 }
    let levels = [0, 95, 135, 175, 215, 255]
    let place = number - 16
    return levels[place / 36] << 16 | levels[place / 6 % 6] << 8 | levels[place % 6]
  }

  private func hex(_ colour: Int) -> String { String(colour, radix: 16) }
}
