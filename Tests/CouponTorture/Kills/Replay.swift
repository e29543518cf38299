/// One case again, told in full.
enum Replay {
  static func run(_ seed: UInt64) async -> Outcome {
    guard let one = Case(seed: seed) else { giveUp("\(seed) is the number of no case") }
    let targets = await Stage.targets(4)
    let stage = await Stage(
      one.scenario, targets: targets, sendOfRequest: await KillSweep.sendOfRequest(targets))
    let run = await stage.runs(of: [one], from: 1, isLogged: true)[0]
    for call in run.calls {
      print(
        "\(call.number) \(call.kind) \(call.path.split(separator: "/").last ?? "") \(call.offset) → \(call.result)"
          + (call.error == 0 ? "" : " \(Fate.name(ofError: call.error))"))
    }
    print(String(decoding: run.child.output, as: UTF8.self), run.child.ending)
    for told in run.told { print(told) }
    return Outcome("\(one)", run.findings)
  }
}
