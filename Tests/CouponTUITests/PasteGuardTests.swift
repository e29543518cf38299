import CouponKit
import Testing

@testable import CouponTUI

@Suite("What is pasted never presses a key")
struct PasteGuardTests {
  private static let start = "\u{1B}[200~"
  private static let end = "\u{1B}[201~"

  /// Each string is one read; a silence follows the last one.
  private func decode(_ reads: String...) -> [TerminalEvent] {
    var decoder = KeyDecoder()
    return reads.flatMap { decoder.decode($0.utf8) } + decoder.giveUpWaiting()
  }

  private func keys(_ text: String) -> [TerminalEvent] { text.map { .key(.character($0)) } }

  @Test("more than eight characters in one read are a paste, up to eight are typing")
  func unmarked() {
    #expect(decode("01234567") == keys("01234567"))
    #expect(decode("012345678") == [.pasted("012345678")])
    #expect(decode("0416\r") == keys("0416") + [.key(.enter)])
    #expect(decode("oDemo1234567\r\nq\t q\r") == [.pasted("oDemo1234567 q q")])
    #expect(decode("优惠券优惠券优惠券") == [.pasted("优惠券优惠券优惠券")])
  }

  @Test("a key that is held down on a stuttering line stays a key")
  func heldKey() {
    #expect(decode(String(repeating: "j", count: 500)) == keys(String(repeating: "j", count: 500)))
    #expect(decode(String(repeating: "\u{1B}[B", count: 500)).allSatisfy { $0 == .key(.down) })
  }

  @Test("the rest of an unmarked paste belongs to it until a silence, however small its pieces")
  func unmarkedInPieces() {
    #expect(decode("oDemo12345", "67", "\r", "q") == [.pasted("oDemo1234567 q")])
    var decoder = KeyDecoder()
    #expect(decoder.decode("oDemo12345".utf8) == [])
    #expect(decoder.patience == 100)
    #expect(decoder.giveUpWaiting() == [.pasted("oDemo12345")])
    #expect(decoder.decode("q".utf8) == keys("q"))
  }

  @Test("what a fast hand sent over a slow line keeps its blanks")
  func typedAhead() {
    #expect(decode("asked for a ") == [.pasted("asked for a ")])
  }

  @Test("keys behind a paste wait for a silence and then count")
  func keysBehindAPaste() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("\(Self.start)oDemo\(Self.end)\r".utf8) == [.pasted("oDemo")])
    #expect(decoder.decode("j".utf8) == [])
    #expect(decoder.patience == 100)
    #expect(decoder.giveUpWaiting() == [.key(.enter), .key(.character("j"))])
    #expect(decoder.patience == nil)
  }

  @Test(
    "a marker inside a paste ends nothing and presses nothing",
    arguments: [
      // A fake end: what follows it was pasted too.
      "S a E \rqD0416\r E", "S a E \r E", "S a E D E q",
      // Made to look as two pastes.
      "S a E \rD S b E", "S a E \rD S b E \rD S c E",
      // A fake start.
      "S a S b E \rq E", "S S a E \rq E", "S a S \r E q",
      // An end without a start, as when the start got lost.
      "0416\r E", "\rq E \rq", "D E",
    ])
  func fakeMarkers(_ script: String) {
    let bytes = script.replacing("S ", with: Self.start).replacing(" S", with: Self.start)
      .replacing(" E", with: Self.end).replacing(" ", with: "")
    for piece in [1, 2, 3, 5, 7, 11, 1000] {
      var decoder = KeyDecoder()
      var events: [TerminalEvent] = []
      var rest = Array(bytes.utf8)[...]
      while !rest.isEmpty {
        events += decoder.decode(rest.prefix(piece))
        rest = rest.dropFirst(piece)
      }
      events += decoder.giveUpWaiting()
      // Where no paste has begun and the reads are small, nothing tells its keys from typing before the end comes.
      if !script.hasPrefix("S"), piece < bytes.utf8.count { continue }
      #expect(events.allSatisfy { $0.isPaste }, "\(script) by \(piece): \(events)")
      #expect(decoder.decode("j".utf8) == keys("j"))
    }
  }

  @Test("the C1 forms of the markers end no paste and begin none that goes on")
  func c1Forms() {
    for csi in ["\u{9B}", "\u{1B}\u{9B}", "\u{C2}\u{9B}"] {
      let events = decode("\(Self.start)a\(csi)201~\rqD\(Self.end)")
      #expect(events.count == 1 && events.allSatisfy { $0.isPaste }, "\(events)")
    }
    #expect(decode("\u{9B}201~\rqD") == [])
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x9B] + "201~\rqD".utf8) == [])
    #expect(decoder.patience == 100)
    // C1 controls are sequences, and never letters behind a blank.
    for sequence in ["\u{9B}31m", "\u{9B}A", "\u{9D}0;title\u{7}", "\u{90}+q\u{9C}\u{1B}\\", "\u{85}", "\u{8D}"] {
      let events = decode(sequence + "j")
      #expect(events == keys("j") || events == [.key(.up)] + keys("j"), "\(sequence.debugDescription): \(events)")
    }
  }

  @Test("after markers that do not pair, everything is dropped until 100 ms of silence")
  func deafness() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("q\(Self.end)".utf8) == [])
    for _ in 0..<50 {
      #expect(decoder.patience == 100)
      #expect(decoder.decode("q\r\u{1B}[A\(Self.start)".utf8) == [])
    }
    #expect(decoder.giveUpWaiting() == [])
    #expect(decoder.patience == nil)
    #expect(decoder.decode("q".utf8) == keys("q"))
  }

  @Test("the rest of a paste whose end got lost for a moment is still text")
  func stalledPaste() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("\(Self.start)oDemo".utf8) == [])
    #expect((decoder.patience ?? 0) >= 1000)
    #expect(decoder.decode("\rq\(Self.end)".utf8) == [.pasted("oDemo q")])
  }

  @Test("forgetting what was typed drops keys that are held back, but not the place in a paste or a sequence")
  func forgetting() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("\(Self.start)a\(Self.end)\r".utf8) == [.pasted("a")])
    decoder.forgetKeys()
    #expect(decoder.giveUpWaiting() == [])
    #expect(decoder.decode("0123456789".utf8) == [])
    decoder.forgetKeys()
    #expect(decoder.giveUpWaiting() == [])
    #expect(decoder.decode("\(Self.start)a".utf8) == [])
    decoder.forgetKeys()
    #expect(decoder.decode("\r\(Self.end)".utf8) == [.pasted("a")])
    #expect(decoder.giveUpWaiting() == [])
    #expect(decoder.decode("\u{1B}[".utf8) == [])
    decoder.forgetKeys()
    #expect(decoder.decode("A".utf8) == [.key(.up)])
  }
}

extension TerminalEvent {
  fileprivate var isPaste: Bool { if case .pasted = self { true } else { false } }
}
