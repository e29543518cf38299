import Glibc

/// A fault as it strikes: its kind, where, and how much.
struct Fault: Sendable, Equatable, CustomStringConvertible {
  let kind: FaultKind
  let phase: FaultPhase
  let amount: Int

  init(_ kind: FaultKind, _ phase: FaultPhase, amount: Int? = nil) {
    self.kind = kind
    self.phase = phase
    self.amount = amount ?? kind.entry.amount?.fallback ?? 0
  }

  var description: String { kind.text(amount) + "@" + phase.rawValue }

  /// Reads `KIND[NUMBER][@PHASE]`: `reset@head`, `late:1500@body`, `http-403`, `clock-600`.
  ///
  /// - Throws: a sentence.
  init(parsing text: Substring) throws(FaultProblem) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let (kind, amount) = Fault.kindAndAmount(halves[0]) else {
      throw FaultProblem("\"\(halves[0])\" is no fault; `coupon-sandbox faults` lists them.")
    }
    let phases = kind.entry.phases
    if halves.count == 2 {
      guard let phase = phases.first(where: { $0.rawValue == halves[1] }) else {
        throw FaultProblem("\(kind.rawValue) strikes in \(phaseList(phases)), not in \"\(halves[1])\".")
      }
      self.init(kind, phase, amount: amount)
    } else {
      guard phases.count == 1 else {
        throw FaultProblem(
          "\(kind.rawValue) needs one of the phases \(phaseList(phases)), as in \(kind.rawValue)@head.")
      }
      self.init(kind, phases[0], amount: amount)
    }
  }

  private static func kindAndAmount(_ text: Substring) -> (FaultKind, Int?)? {
    for kind in FaultKind.allCases where text.hasPrefix(kind.rawValue) {
      var rest = text.dropFirst(kind.rawValue.count)
      if rest.isEmpty { return (kind, nil) }
      guard kind.entry.amount != nil else { continue }
      if rest.first == ":" { rest = rest.dropFirst() }
      if let amount = Int(rest), amount >= 0 || kind.isSigned { return (kind, amount) }
    }
    return nil
  }
}

private func phaseList(_ phases: [FaultPhase]) -> String { phases.map(\.rawValue).joined(separator: ", ") }

/// Why a fault script cannot be read, as a sentence.
struct FaultProblem: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ sentence: String) { description = sentence }
}

/// One line of a fault script: which requests, and what happens to them.
struct FaultRule: Sendable, Equatable {
  /// How often the rule has to match until it strikes, and for how long it does: `3` is `3...3`.
  let turns: ClosedRange<Int>
  /// Nil for any.
  let method: String?
  /// As the shell matches names, with `*` for any text, slashes too; against the target with its query.
  let pattern: String?
  let fault: Fault

  /// Reads `TURNS [METHOD] [PATTERN] FAULT`.
  init(parsing line: Substring) throws(FaultProblem) {
    var words = line.split(separator: " ")
    guard words.count >= 2, let turns = FaultRule.turns(words.removeFirst()), let last = words.popLast() else {
      throw FaultProblem(
        "\"\(line)\" is not TURNS [METHOD] [PATTERN] FAULT, as in \"2 POST */deactivate applied-500\".")
    }
    self.turns = turns
    fault = try Fault(parsing: last)
    let methodWord = words.first.flatMap { $0.allSatisfy(\.isUppercase) ? String($0) : nil }
    if methodWord != nil { words.removeFirst() }
    method = methodWord
    pattern = words.popLast().map(String.init)
    guard words.isEmpty else { throw FaultProblem("\"\(words[0])\" is one word too many.") }
    if fault.phase == .handshake, method != nil || pattern != nil {
      throw FaultProblem("a fault in the handshake comes before any request: it takes no method and no pattern.")
    }
  }

  private static func turns(_ word: Substring) -> ClosedRange<Int>? {
    if word == "*" { return 1...Int.max }
    if word.hasSuffix("+") { return Int(word.dropLast()).flatMap { $0 >= 1 ? $0...Int.max : nil } }
    let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], 1 <= first, first <= last else {
      return nil
    }
    return first...last
  }

  func matches(_ request: Request) -> Bool {
    (method ?? request.method) == request.method && (pattern.map { fnmatch($0, request.target, 0) == 0 } ?? true)
  }

  /// The rules of a script: a line each; blank lines and what follows a `#` are skipped.
  ///
  /// - Throws: what is wrong with the first bad line, with its number from 1.
  static func script(_ text: String) throws(FaultProblem) -> [FaultRule] {
    var rules: [FaultRule] = []
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.drop { $0 == " " }
      if words.allSatisfy({ $0 == " " || $0 == "\r" || $0 == "\t" }) { continue }
      do throws(FaultProblem) { rules.append(try FaultRule(parsing: words)) } catch {
        throw FaultProblem("Line \(offset + 1): \(error)")
      }
    }
    return rules
  }
}
