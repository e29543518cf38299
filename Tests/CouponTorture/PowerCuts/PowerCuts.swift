import CouponKit
import Glibc
import SeededNumbers

/// Disks as they may be found after the power went at any moment of a deactivation. The product opens each of them, and
/// must know all that anybody was told, and settle the rest rightly.
struct PowerCuts {
  /// Disks, no two alike.
  let least: Int

  private static let scenarios: [Scenario] = [
    .firstStart, .lostAnswer, .serverTrouble, .recoveryOfNothing, .nextGeneration,
  ]
  /// Within so many disks an unsafe setting has to be found out.
  private static let mostForWeakness = 5_000

  func run() async -> Outcome {
    let recordings = await PowerCuts.recordings()
    let points = recordings.map { $0.calls.count + 1 }.reduce(0, +)
    let seen = SeenDisks()
    var findings: [String] = []
    var round = 0
    while seen.count < least, round < 1_000, findings.count < 20 {
      // Not all are new, so a few more are tried than are missing.
      let rounds = round..<(round + max(1, (least - seen.count) * 5 / 4 / points))
      for (place, recording) in recordings.enumerated() {
        findings += await PowerCuts.findings(recording, number: place, rounds, seen)
      }
      round = rounds.upperBound
    }
    let disks = seen.count
    for weakness in Recording.Weakness.allCases {
      if await PowerCuts.disksUntilLoss(recordings, weakness) == nil {
        findings.append("\(weakness.rawValue) would not be found out")
      }
    }
    return Outcome(
      "\(disks) disks, no two alike, cut at each of \(points) moments; \(findings.count) lost or wrongly settled; "
        + "the losses of \(Recording.Weakness.allCases.map(\.rawValue).joined(separator: ", ")) found", findings)
  }

  static func replay(_ seed: UInt64) async -> Outcome {
    let recordings = await recordings()
    let (place, point, round) = (
      Int(seed / 1_000_000_000_000), Int(seed / 1_000_000 % 1_000_000), Int(seed % 1_000_000)
    )
    guard recordings.indices.contains(place), point <= recordings[place].calls.count else {
      giveUp("\(seed) is the number of no disk")
    }
    let disk = Disk(recordings[place], recordings[place].model(after: point), number: place, point: point, round: round)
    print("after \(point) calls, \(recordings[place].promised(after: point)) events are promised")
    for (path, image) in disk.image.sorted(by: { $0.key < $1.key }) {
      print(path, image.map { "\($0.bytes.count) bytes, mode 0\(String($0.mode, radix: 8))" } ?? "folder")
    }
    return Outcome("\(recordings[place].stage.scenario.name), call \(point)", await disk.findings())
  }

  private static func recordings() async -> [Recording] {
    let targets = await Stage.targets(2)
    let sendOfRequest = await KillSweep.sendOfRequest(targets)
    var recordings: [Recording] = []
    for scenario in scenarios {
      recordings.append(await Recording(scenario, run: 1, targets: targets, sendOfRequest: sendOfRequest))
    }
    return recordings
  }

  private static func findings(
    _ recording: Recording, number: Int, _ rounds: Range<Int>, _ seen: SeenDisks
  ) async -> [String] {
    await inLanes(processors, recording.calls.count + 1) { point in
      var findings: [String] = []
      let model = recording.model(after: point)
      for round in rounds {
        let disk = Disk(recording, model, number: number, point: point, round: round)
        if seen.add(disk) { findings += await disk.findings() }
      }
      return findings
    }.flatMap { $0 }
  }

  /// `nil` when the setting was not found out.
  private static func disksUntilLoss(_ recordings: [Recording], _ weakness: Recording.Weakness) async -> Int? {
    let weak = recordings.map { $0.with(weakness) }
    var disks = 0
    for round in 0..<mostForWeakness {
      for (place, recording) in weak.enumerated() {
        for point in stride(from: round % 7, through: recording.calls.count, by: 7) {
          disks += 1
          if disks > mostForWeakness { return nil }
          let disk = Disk(recording, recording.model(after: point), number: place, point: point, round: round)
          if await !disk.findings().isEmpty { return disks }
        }
      }
    }
    return nil
  }
}

/// One disk after a power cut.
private struct Disk {
  let recording: Recording
  let point: Int
  let image: [String: DiskModel.Image?]
  private let seed: UInt64

  /// - Parameters:
  ///   - model: the disk at that moment.
  ///   - point: how many calls there were before the cut.
  ///   - round: which luck the disk had; 0 and 1 are the extremes.
  init(_ recording: Recording, _ model: DiskModel, number: Int, point: Int, round: Int) {
    self.recording = recording
    self.point = point
    seed = (UInt64(number) * 1_000_000 + UInt64(point)) * 1_000_000 + UInt64(round)
    var random = SeededRandom(seed: seed)
    image = model.image(round == 0 ? .allKept : round == 1 ? .noneKept : .random, &random)
  }

  /// What the product makes of it that it should not.
  func findings() async -> [String] {
    let folder = Folder()
    for (path, image) in image.sorted(by: { $0.key < $1.key }) {
      let place = folder.path + path.dropFirst(recording.root.count)
      if let image {
        writeFile(image.bytes, to: place, mode: mode_t(image.mode))
      } else {
        mkdir(place, 0o700)
      }
    }
    let state = folder.path + "/state"
    let clock = QuickClock(slept: QuickClock.quarantine)
    let service = recording.stage.service(in: state, clock)
    var findings: [String] = []
    do throws(CouponFailure) {
      // The program looks once a minute; one look in vain, on a busy machine, is nothing yet.
      for _ in 0..<3 {
        if try await service.recover().allSatisfy(\.state.isClosed) { break }
      }
      findings += wrongHistory(try await service.history())
    } catch { findings.append("the next start is refused: \(error.kind)") }
    let promised = recording.promised(after: point)
    let found = JournalFile.events(in: state).prefix(promised).map(\.hash)
    if Array(found) != Array(recording.chain.prefix(promised)) {
      findings.append("lost: \(promised) events were promised, \(found.count) are there")
    }
    if findings.isEmpty, !JournalAudit(folder: state).verdict().isSound { findings.append("the journal is not sound") }
    return findings.map {
      "\(recording.stage.scenario.name), power cut after call \(point): \($0). Replay it with --seed \(seed)."
    }
  }

  private func wrongHistory(_ history: [DeactivationReport]) -> [String] {
    // The generation before, if there was one, is settled and stays so.
    let last = history.first {
      $0.requestNumber.text.hasSuffix(recording.stage.scenario == .nextGeneration ? "_01" : "_00")
    }
    let maySent = recording.promised(after: point) >= recording.sending
    switch last?.state {
    case .confirmed: return recording.isApplied ? [] : ["wrongly settled: CONFIRMED"]
    case .notApplied: return maySent && recording.isApplied ? ["wrongly settled: NOT_APPLIED"] : []
    case nil: return maySent ? ["lost: the operation"] : []
    case let state?: return ["wrongly settled: \(state.rawValue)"]
    }
  }
}

/// Counts disks, each once.
///
/// `@unchecked Sendable`: `disks` and `cases` are read and written under `lock`; nothing else varies.
private final class SeenDisks: @unchecked Sendable {
  private let lock = Lock()
  private var disks: Set<Int> = []
  private var cases: Set<[Int]> = []

  var count: Int { lock.held { disks.count } }

  /// Whether it is worth looking at: the same disk may be right at one moment and have lost something at a later one.
  func add(_ disk: Disk) -> Bool {
    var hasher = Hasher()
    for (path, image) in disk.image.sorted(by: { $0.key < $1.key }) {
      hasher.combine(path)
      hasher.combine(image?.mode)
      // Array's own way takes them one by one.
      image?.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
    let hash = hasher.finalize()
    let promised = disk.recording.promised(after: disk.point)
    return lock.held {
      disks.insert(hash)
      return cases.insert([hash, promised]).inserted
    }
  }
}
