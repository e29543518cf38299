import CouponKit

/// Everything that one deactivation did to the disk, in order, and what had been promised when.
struct Recording: Sendable {
  let stage: Stage
  private(set) var calls: [Call]
  /// The folder whose files were changed, and what was in it before.
  let root: String
  let before: DiskModel
  /// The hash of each event, as the journal held them in the end.
  let chain: [[UInt8]]
  /// How many events there were before the first call, and after each transaction.
  private let eventCounts: [Int]
  /// The event behind which a request may have left.
  let sending: Int
  let isApplied: Bool

  /// Records a scenario.
  init(_ scenario: Scenario, run: Int, targets: [DeactivationTarget], sendOfRequest: Int) async {
    stage = await Stage(scenario, targets: targets, sendOfRequest: sendOfRequest)
    let folder = Folder()
    await stage.prepare(folder, run: run)
    root = folder.path
    before = DiskModel(root)
    let begun = JournalFile.events(in: root + "/state").count
    let logs = Folder()
    let ended = await stage.agent(stage.wish(of: run, in: folder), in: folder, nil, log: logs.path + "/calls")
    guard ended.ending == .exited(0) else { giveUp("\(scenario.name) cannot be recorded: \(ended.ending)") }
    calls = CallLog.read(logs.path + "/calls")
    let rows = JournalFile.events(in: root + "/state")
    chain = rows.map(\.hash)
    // The last one: a generation before was settled long ago.
    sending = (rows.lastIndex { $0.kind == "SENDING" } ?? rows.count) + 1
    isApplied = !stage.sandbox.truth.effects(on: stage.target(of: run).subjectText).isEmpty
    // That a new generation begins is told together with its intent.
    eventCounts = [begun] + rows.indices.dropFirst(begun).filter { rows[$0].kind != "GENERATION" }.map { $0 + 1 }
    guard eventCounts.count == calls.count(where: \.endsTransaction) + 1 else {
      giveUp("\(scenario.name): not every transaction was seen")
    }
  }

  /// The calls without some, as a database with other settings would make them.
  private init(_ other: Recording, without isLeftOut: (Int) -> Bool) {
    self = other
    calls = other.calls.indices.filter { !isLeftOut($0) }.map { other.calls[$0] }
  }

  /// The disk after the first `count` calls.
  func model(after count: Int) -> DiskModel {
    var model = before
    for call in calls.prefix(count) { model.take(call) }
    return model
  }

  /// How many events somebody may rely on after the first `count` calls: all that were written before the agent, or
  /// WeChat Pay, last saw anything.
  func promised(after count: Int) -> Int {
    let seen = calls[..<count].lastIndex(where: \.kind.isVisible) ?? 0
    return eventCounts[calls[..<seen].count(where: \.endsTransaction)]
  }

  /// A setting of SQLite that is not safe enough; the proof is worth something because it finds that out.
  enum Weakness: String, CaseIterable, Sendable {
    case full = "synchronous=FULL"
    case normal = "synchronous=NORMAL"
    case off = "synchronous=OFF"
  }

  /// The recording as it would be with that setting.
  func with(_ weakness: Weakness) -> Recording {
    Recording(self) { [calls] place in
      let call = calls[place]
      guard call.isSynchronisation else { return false }
      let isBehindRemoval = place > 0 && calls[place - 1].endsTransaction
      // The first of two on the rollback journal: the number of its pages is written between them.
      let isBeforeHeader =
        call.path.hasSuffix("-journal")
        && (calls[(place + 1)...].first { $0.path == call.path }).map { $0.kind == .write && $0.offset == 0 } == true
      return switch weakness {
      case .full: isBehindRemoval
      case .normal: isBehindRemoval || isBeforeHeader
      case .off: call.kind == .synchroniseData
      }
    }
  }
}

extension Call {
  /// SQLite's transaction is over when its rollback journal is gone.
  var endsTransaction: Bool { kind == .unlink && error == 0 && path.hasSuffix("-journal") }
}
