import Glibc

/// What goes wrong in a program, and at which of its calls; see `fate.c` of the interposer.
struct Fate: Sendable, CustomStringConvertible {
  enum Act: Sendable, Hashable {
    case killBefore, killWithin, killAfter
    /// As `killAfter`, by a signal for which a runtime may have something to say.
    case crash
    case shortWrite
    case error(Int32)
    /// The disk is full from then on, until the program gives room back.
    case fullDisk
    /// As `fullDisk`, for the account alone: its quota is used up.
    case usedUpQuota
    /// As `fullDisk`, and somebody else takes what is given back.
    case starvedDisk
  }

  /// From 1, among all calls, or among those of `kind`.
  let call: Int
  var kind: Call.Kind?
  let act: Act

  static let kills: [Act] = [.killBefore, .killWithin, .killAfter]

  /// What the process is killed with, if it is.
  var signal: Int32 { act == .crash ? SIGSEGV : SIGKILL }

  var environment: [String: String] {
    var settings = ["TORTURE_CALL": String(call), "TORTURE_SIGNAL": String(signal)]
    switch act {
    case .killBefore: settings["TORTURE_FATE"] = "before"
    case .killWithin: settings["TORTURE_FATE"] = "within"
    case .killAfter, .crash: settings["TORTURE_FATE"] = "after"
    case .shortWrite: settings["TORTURE_FATE"] = "short"
    case .error(let code):
      settings["TORTURE_FATE"] = "error"
      settings["TORTURE_ERROR"] = String(code)
    case .fullDisk: settings["TORTURE_FATE"] = "full"
    case .usedUpQuota:
      settings["TORTURE_FATE"] = "full"
      settings["TORTURE_ERROR"] = String(EDQUOT)
    case .starvedDisk: settings["TORTURE_FATE"] = "starved"
    }
    if let kind { settings["TORTURE_KIND"] = String(kind.rawValue) }
    return settings
  }

  var description: String {
    let what =
      switch act {
      case .killBefore: "killed before"
      case .killWithin: "killed within"
      case .killAfter: "killed after"
      case .crash: "crashed after"
      case .shortWrite: "half written at"
      case .error(let code): "\(String(cString: strerror(code))) at"
      case .fullDisk: "full disk from"
      case .usedUpQuota: "used up quota from"
      case .starvedDisk: "full disk that stays full from"
      }
    return "\(what) call \(call)"
  }
}
