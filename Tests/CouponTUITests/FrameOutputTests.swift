import Glibc
import Testing

@testable import CouponTUI

@Suite("The way to the terminal")
struct FrameOutputTests {
  /// The far end of a line on which each write stays one packet, as it may over SSH.
  private struct Line: ~Copyable {
    let near: Int32
    let far: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
      (near, far) = (ends[0], ends[1])
    }

    deinit {
      close(near)
      close(far)
    }

    /// The packets that have arrived.
    func packets() -> [String] {
      var packets: [String] = []
      var bytes = [UInt8](repeating: 0, count: 100_000)
      while case let count = recv(far, &bytes, bytes.count, Int32(MSG_DONTWAIT)), count > 0 {
        packets.append(String(decoding: bytes[..<count], as: UTF8.self))
      }
      return packets
    }
  }

  @Test("what a frame is made of arrives at once and in its order, each frame by itself")
  func frames() throws {
    let line = try Line()
    let output = try #require(FrameOutput(terminal: line.near))
    for number in 1...3 {
      output.inOneWrite {
        output.write(Array("row \(number) ".utf8))
        // As ncurses does it.
        Glibc.write(fileno(output.stream), "below", 5)
        if number == 1 { output.write([UInt8](repeating: UInt8(ascii: "."), count: 50_000)) }
      }
    }
    output.write(Array("clipboard".utf8))
    #expect(
      line.packets() == [
        "row 1 below" + String(repeating: ".", count: 50_000), "row 2 below", "row 3 below", "clipboard",
      ])
  }

  @Test("a frame in which nothing differs writes nothing")
  func nothing() throws {
    let line = try Line()
    let output = try #require(FrameOutput(terminal: line.near))
    output.inOneWrite {}
    #expect(line.packets().isEmpty)
  }
}
