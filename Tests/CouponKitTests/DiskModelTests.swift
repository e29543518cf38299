import SeededNumbers
import Testing

@testable import CouponTorture

/// What `./dev torture cuts` takes a disk to be able to do.
@Suite("A disk after a power cut")
struct DiskModelTests {
  private static let folder = "/nowhere/state"

  private func call(_ kind: Call.Kind, _ name: String, offset: Int = 0, to: String = "", data: [UInt8] = []) -> Call {
    Call(
      number: 1, kind: kind, error: 0, inode: 0, offset: offset, result: 0, descriptor: 0,
      path: name.isEmpty ? Self.folder : "\(Self.folder)/\(name)", otherPath: to.isEmpty ? "" : "\(Self.folder)/\(to)",
      data: data)
  }

  private func model(_ calls: [Call]) -> DiskModel {
    var model = DiskModel("/nowhere")
    for call in calls { model.take(call) }
    return model
  }

  /// Every content of a file that may be found, its absence among them.
  private func contents(of name: String, _ model: DiskModel) -> Set<[UInt8]?> {
    var found: Set<[UInt8]?> = []
    for seed in 1...200 {
      var random = SeededRandom(seed: UInt64(seed))
      let image = model.image(.random, &random)["\(Self.folder)/\(name)"]
      found.insert(image.flatMap { $0 }?.bytes)
    }
    return found
  }

  @Test("a file is lost unless its folder was synchronised, and so is a folder")
  func names() {
    let made = [call(.create, "a", offset: 0o600), call(.write, "a", data: [1]), call(.synchronise, "a")]
    #expect(contents(of: "a", model(made)) == [nil, [1]])
    #expect(contents(of: "a", model(made + [call(.synchronise, "")])) == [[1]])
    let folder = [call(.makeFolder, "", offset: 0o700)] + made + [call(.synchronise, "")]
    #expect(contents(of: "a", model(folder)) == [nil, [1]])
  }

  @Test("what was written is there, is not there, or is torn between sectors, until it is synchronised")
  func writes() {
    let named = [call(.create, "a", offset: 0o600), call(.synchronise, "")]
    let bytes = [UInt8](repeating: 7, count: 1024)
    let written = named + [call(.write, "a", data: bytes)]
    let torn = [UInt8](repeating: 0, count: 512) + [UInt8](repeating: 7, count: 512)
    #expect(contents(of: "a", model(written)) == [[], bytes, Array(bytes.prefix(512)), torn])
    #expect(contents(of: "a", model(written + [call(.synchroniseData, "a")])) == [bytes])
  }

  @Test("a removed file comes back, and one of the same name is another")
  func removal() {
    let first = [
      call(.create, "a", offset: 0o600), call(.write, "a", data: [1]), call(.synchronise, "a"), call(.synchronise, ""),
    ]
    let second = [
      call(.unlink, "a"), call(.create, "a", offset: 0o600), call(.write, "a", data: [2]), call(.synchronise, "a"),
    ]
    #expect(contents(of: "a", model(first + [call(.unlink, "a")])) == [nil, [1]])
    #expect(contents(of: "a", model(first + second)) == [nil, [1], [2]])
    #expect(contents(of: "a", model(first + second + [call(.synchronise, "")])) == [[2]])
  }

  @Test("a mode that is set later is not sure to be there when the content is")
  func modes() {
    let calls = [
      call(.create, "a", offset: 0o644), call(.changeMode, "a", offset: 0o600), call(.synchroniseData, "a"),
      call(.synchronise, ""),
    ]
    var random = SeededRandom(seed: 1)
    let modes = Set((0..<100).compactMap { _ in model(calls).image(.random, &random)["\(Self.folder)/a"]??.mode })
    #expect(modes == [0o600, 0o644])
  }

  @Test("an fsync that is asked for again after a refusal is told from one after a new write")
  func refusedSynchronisation() {
    let refused = Call(
      number: 1, kind: .synchronise, error: 5, inode: 9, offset: 0, result: -1, descriptor: 3,
      path: "\(Self.folder)/a", otherPath: "", data: [])
    let again = Call(
      number: 2, kind: .synchronise, error: 0, inode: 9, offset: 0, result: 0, descriptor: 3, path: refused.path,
      otherPath: "", data: [])
    let write = Call(
      number: 2, kind: .write, error: 0, inode: 9, offset: 0, result: 1, descriptor: 3, path: refused.path,
      otherPath: "", data: [1])
    #expect(ErrorSweep.asksAgain([refused, again]))
    #expect(!ErrorSweep.asksAgain([refused, write, again]))
    #expect(!ErrorSweep.asksAgain([again, again]))
  }
}
