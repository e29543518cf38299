import ArgumentParser
import CSystem
import CouponKit
import Glibc

/// `coupon-tui doctor`: whether what an administrator set up is as it has to be. It writes nothing.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at configuration, keys, the way to WeChat Pay, clock, journal and terminal; a line each.",
    discussion: """
      Nothing is written, and no customer is looked up: each host is asked once for a product coupon that nobody has. The \
      exit status is that of the first thing that is wrong.
      """)

  @ParentCommand var program: CouponTUICommand

  @Flag(help: "As one JSON document.")
  var json = false

  func run() throws {
    let settings = program.settings
    let (language, json) = (settings.chosenLanguage, json)
    try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
      var report = DoctorReport(language: language)
      try report.examine(settings)
      if json {
        try printJSON(report.document.serialised + [UInt8(ascii: "\n")])
      } else {
        try printLines(report.lines)
      }
      return report.failure.map { ExitStatus($0).rawValue } ?? 0
    }
  }
}

/// What was found, in the order in which one thing rests on another.
private struct DoctorReport {
  let language: Language
  private var found: [(subject: Examination.Subject, sentences: ExaminationSentences)] = []
  /// The first thing that is wrong.
  private(set) var failure: CouponFailure?

  init(language: Language) { self.language = language }

  mutating func examine(_ settings: Settings) throws(CouponFailure) {
    do throws(CouponFailure) {
      let configuration = try settings.configuration()
      let profile = try configuration.profile(named: settings.profile)
      let (file, environment) = (configuration.file, profile.environment.name)
      let brand = "\(profile.name), \(profile.brandName) \(profile.brandID)"
      note(.configuration, Phrase("\(file): \(environment.en), \(brand)", "\(file)：\(environment.zh)，\(brand)"))
      if let agent = examineAgent() { try examine(profile, agent, settings) }
    } catch { add(Examination(.configuration, .wrong(error))) }
    for subject in Examination.Subject.allCases
    where subject.isAlwaysThere && !found.contains(where: { $0.subject == subject }) {
      add(Examination(subject, .notSeen))
    }
    addTerminal()
  }

  private mutating func examineAgent() -> AgentIdentity? {
    do throws(CouponFailure) {
      let agent = try AgentIdentity.current()
      let number = "\(agent.name), uid \(agent.userID)"
      note(.agent, Phrase(number, number))
      return agent
    } catch {
      add(Examination(.agent, .wrong(error)))
      return nil
    }
  }

  /// What the profile's own calls rest on. What is wrong with a key that a passphrase guards is told with the key.
  private mutating func examine(
    _ profile: Profile, _ agent: AgentIdentity, _ settings: Settings
  ) throws(CouponFailure) {
    let openedKey = try? settings.openedKey(for: profile)
    let service = settings.service(for: profile, agent, openedKey)
    let examinations = try waiting { () async throws(CouponFailure) in await service.examine() }
    for examination in examinations { add(examination) }
  }

  private mutating func add(_ examination: Examination) {
    if case .wrong(let failure) = examination.finding { self.failure = self.failure ?? failure }
    found.append((examination.subject, ExaminationSentences(examination, now: Clock.system.now(), in: language)))
  }

  private mutating func note(_ subject: Examination.Subject, _ finding: Phrase, next: Phrase? = nil) {
    let mark: ExaminationSentences.Mark = next == nil ? .sound : .note
    found.append((subject, ExaminationSentences(mark, subject.name, finding, next, in: language)))
  }

  private mutating func addTerminal() {
    let terminal = TerminalReport()
    note(.terminal, terminal.facts, next: terminal.advice)
  }

  // MARK: Telling

  var lines: [SafeText] {
    let names = found.map(\.sentences.name.columns).max() ?? 0
    let marks = ExaminationSentences.Mark.allCases.map { SafeText($0.word(language)).columns }.max() ?? 0
    return found.map { _, sentences in
      let mark = SafeText(sentences.mark.word(language)).padded(to: marks)
      let next = sentences.next.text.isEmpty ? "" : " → \(sentences.next)"
      return SafeText("\(mark)  \(sentences.name.padded(to: names))  \(sentences.finding)\(next)")
    }
  }

  var document: JSONValue {
    [
      "sound": .bool(failure == nil), "exit": .number(String(failure.map { ExitStatus($0).rawValue } ?? 0)),
      "checks": .array(
        found.map { subject, sentences in
          [
            "subject": .string(subject.rawValue), "finding": .string(sentences.mark.rawValue),
            "message": .string(sentences.finding.text),
            "next": sentences.next.text.isEmpty ? .null : .string(sentences.next.text),
          ]
        }),
    ]
  }
}

extension Examination.Subject {
  /// Whether every profile has it, so that something is said of it in any case.
  fileprivate var isAlwaysThere: Bool {
    switch self {
    case .agent, .role, .merchantKey, .gateway, .clock, .journal: true
    case .configuration, .wechatPayKey, .platformCertificate, .authorities, .terminal: false
    }
  }
}

extension ExaminationSentences.Mark {
  fileprivate var word: Phrase {
    switch self {
    case .sound: Phrase("ok", "正常")
    case .note: Phrase("note", "注意")
    case .wrong: Phrase("WRONG", "有误")
    case .notSeen: Phrase("-", "-")
    }
  }
}

/// What the screen has to do with here.
private struct TerminalReport {
  private let abilities = TerminalAbilities { name in getenv(name).map { String(cString: $0) } }
  private let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
  private let colours: Int?
  private let size: Size?

  init() {
    colours = NcursesTerminal.colours(of: abilities.name)
    size = NcursesTerminal.sizeOfWindow
  }

  var facts: Phrase {
    let name = abilities.name.isEmpty ? "TERM ?" : abilities.name
    let characters = abilities.isUTF8 ? "UTF-8" : "ASCII"
    let size = size.map { " \($0.columns)×\($0.rows)" } ?? ""
    let colours = colours ?? 0
    let (clipboard, links) = (abilities.takesClipboard, abilities.showsLinks(nil))
    return Phrase(
      "\(name)\(size), \(colours) colours, \(characters), clipboard \(clipboard ? "yes" : "no"), links \(links ? "yes" : "no")",
      "\(name)\(size)，\(colours) 色，\(characters)，剪贴板\(clipboard ? "可用" : "不可用")，链接\(links ? "可用" : "不可用")")
  }

  var advice: Phrase? {
    if abilities.wantsLines { return Phrase("It gets lines instead of the screen.", "将以逐行方式代替屏幕界面。") }
    if !isTerminal {
      return Phrase("The screen needs a terminal; coupon-tui show does not.", "屏幕界面需要终端；coupon-tui show 不需要。")
    }
    if colours == nil {
      return Phrase(
        "This machine does not know it (ncurses-term?); it is drawn on as an xterm.",
        "本机不认识该终端（可安装 ncurses-term），按 xterm 处理。")
    }
    if !abilities.isUTF8 {
      return Phrase("Set LANG to a UTF-8 locale, or Chinese appears as escapes.", "请将 LANG 设为 UTF-8 区域，否则中文以转义显示。")
    }
    if let size, !Desk.isLegible(size) { return Phrase("40×12 is needed at least.", "至少需要 40×12。") }
    return nil
  }
}
