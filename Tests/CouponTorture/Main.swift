import CouponKit
import Glibc

/// Lets a number of histories happen, each from its own seed, and ends with one line.
@main struct CouponTorture {
  /// A mutant must be found within this many histories.
  static let mutantHistories: UInt64 = 100_000

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "--seed", arguments.count == 2, let seed = UInt64(arguments[1]) {
      exit(firstViolation(in: seed..<seed + 1, isPrinted: true) == nil ? 0 : 1)
    }
    let count = arguments.popLast().map { UInt64($0) } ?? 1_000_000
    guard arguments.isEmpty, let count else {
      print("usage: CouponTorture [histories] | --seed seed")
      exit(64)
    }
    let start = seconds()
    guard firstViolation(in: 1..<count + 1) == nil else { exit(1) }
    let passed = seconds() - start
    let survivors = Mutant.allCases.filter { !isFound($0) }
    let rate = Int(Double(count) / max(passed, 0.001))
    print(
      "\(count) histories, 0 violations, \(rate) a second; "
        + "\(Mutant.allCases.count - survivors.count) of \(Mutant.allCases.count) broken protocols found")
    exit(survivors.isEmpty ? 0 : 1)
  }

  /// The first seed whose history breaks a rule; it is printed, to be run again with `--seed`.
  static func firstViolation(in seeds: Range<UInt64>, isPrinted: Bool = false) -> UInt64? {
    for seed in seeds {
      var history = History(seed: seed, isPrinted: isPrinted)
      do { try history.run() } catch {
        print("seed \(seed): \(error)")
        return seed
      }
    }
    return nil
  }

  static func isFound(_ mutant: Mutant) -> Bool {
    for seed in 1...mutantHistories {
      var history = History(seed: seed, mutant: mutant)
      do { try history.run() } catch {
        print("found at seed \(seed): \(mutant.rawValue) — \(error)")
        return true
      }
    }
    print("not found in \(mutantHistories) histories: \(mutant.rawValue)")
    return false
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
