import CouponKit

/// A thing that was examined, in words: what it is, how it was found, and what an administrator does about it.
struct ExaminationSentences: Equatable {
  enum Mark: String, CaseIterable {
    case sound, note, wrong
    case notSeen = "not_seen"
  }

  let mark: Mark
  let name: SafeText
  let finding: SafeText
  /// Empty when there is nothing to do.
  let next: SafeText

  init(_ examination: Examination, now: Instant, in language: Language) {
    let phrases = Self.phrases(examination, now)
    self.init(phrases.mark, examination.subject.name, phrases.finding, phrases.next, in: language)
  }

  init(_ mark: Mark, _ name: Phrase, _ finding: Phrase, _ next: Phrase?, in language: Language) {
    self.mark = mark
    self.name = SafeText(name(language))
    self.finding = SafeText(finding(language))
    self.next = SafeText(next?(language) ?? "")
  }

  private static func phrases(_ examination: Examination, _ now: Instant) -> (
    mark: Mark, finding: Phrase, next: Phrase?
  ) {
    switch examination.finding {
    case .sound(let fact):
      let (finding, next) = (sentence(fact), advice(fact, now))
      return (next == nil ? .sound : .note, finding, next)
    case .wrong(let failure):
      let happened = Language.allCases.map { FailureSentences(failure, in: $0).happened.text }
      return (
        .wrong, Phrase(happened[0], happened[1]), AdministratorAdvice.phrase(failure.kind, of: examination.subject)
      )
    case .notSeen:
      return (.notSeen, Phrase("not looked at: see above", "未检查：请先处理上面的问题"), nil)
    }
  }

  private static func sentence(_ fact: Examination.Fact) -> Phrase {
    switch fact {
    case .file(let path): return Phrase(path, path)
    case .publicKey(let keyID, let path): return Phrase("\(path), \(keyID)", "\(path)，\(keyID)")
    case .certificate(let serial, let expiresAt, let path):
      let day = Language.allCases.map { Formats(language: $0).time(expiresAt) }
      return Phrase("\(path), \(serial), until \(day[0])", "\(path)，\(serial)，有效期至 \(day[1])")
    case .role(let role): return role.name
    case .answered(let host, let milliseconds):
      return Phrase(
        "\(host.url) answered in \(milliseconds) ms, and its signature is proved",
        "\(host.url) 应答 \(milliseconds) 毫秒，验签通过")
    case .clock(0): return Phrase("as WeChat Pay's", "与微信支付一致")
    case .clock(let seconds): return .clockDifference(seconds)
    case .journal(let folder, let events, _):
      return Phrase("\(folder), \(events) event\(events == 1 ? "" : "s")", "\(folder)，\(events) 个事件")
    case .journalToCome(let folder, _):
      return Phrase("\(folder), made at its first use", "\(folder)，首次使用时创建")
    }
  }

  /// What is worth doing although all is as it should be.
  private static func advice(_ fact: Examination.Fact, _ now: Instant) -> Phrase? {
    switch fact {
    case .certificate(_, let expiresAt, _) where expiresAt.seconds(since: now) < 30 * 86_400:
      return Phrase("Get the next one from the merchant platform.", "请从商户平台下载新证书。")
    case .clock(let seconds) where seconds.magnitude > DeactivationReview.clockWarning:
      return Phrase("Set the clock; past 60 s deactivation is locked.", "请校准时钟；超过 60 秒将锁定失效操作。")
    case .journal(_, _, false), .journalToCome(_, false):
      return Phrase(
        "No system log listens, so its heads are kept nowhere else: run one, and forward authpriv.",
        "没有系统日志服务，日志头无处另存：请启用并转发 authpriv。")
    default: return nil
    }
  }
}

extension Examination.Subject {
  var name: Phrase {
    switch self {
    case .configuration: Phrase("configuration", "配置文件")
    case .agent: Phrase("agent", "操作人")
    case .role: Phrase("role", "角色")
    case .merchantKey: Phrase("merchant key", "商户私钥")
    case .wechatPayKey: Phrase("WeChat Pay key", "微信支付公钥")
    case .platformCertificate: Phrase("platform certificate", "平台证书")
    case .authorities: Phrase("TLS authorities", "TLS 根证书")
    case .gateway: Phrase("WeChat Pay", "微信支付")
    case .clock: Phrase("clock", "时钟")
    case .journal: Phrase("journal", "失效日志")
    case .terminal: Phrase("terminal", "终端")
    }
  }
}

/// What an administrator does about a failure; the agents' sentences send them to the administrator.
enum AdministratorAdvice {
  static func phrase(_ kind: CouponFailure.Kind, of subject: Examination.Subject) -> Phrase {
    switch kind {
    case .file(let path, let problem): file(path, problem, isSecret: subject == .merchantKey)
    case .setting(let file, let keyPath, _): Phrase("Correct \(keyPath) in \(file).", "请改正 \(file) 中的 \(keyPath)。")
    case .cannotConnect, .noAnswer:
      Phrase(
        "Check name service, route and firewall to it; no proxy is used.", "请检查到该主机的域名解析、路由和防火墙；本程序不使用代理。")
    case .serverNotTrusted:
      Phrase(
        "Install ca-certificates or correct ca_file; otherwise somebody stands between.",
        "请安装 ca-certificates 或改正 ca_file；否则线路上可能有人拦截。")
    case .callerRefused:
      Phrase(
        "Compare merchant_id, merchant_serial and merchant_key with the merchant platform.",
        "请在商户平台核对 merchant_id、merchant_serial 与 merchant_key。")
    case .notPermitted:
      Phrase("Apply for the product coupon permission at WeChat Pay.", "请向微信支付申请商品券权限。")
    case .answerNotProved(.stale), .clockOff:
      Phrase("Set the clock, as with timedatectl set-ntp true.", "请校准时钟，例如 timedatectl set-ntp true。")
    case .answerNotProved(.missingHeader):
      Phrase(
        "Look a customer up, which takes a signed answer: where that works, WeChat Pay does not sign this refusal.",
        "请查询一位用户，查询须验签：若成功，说明微信支付不对此拒绝应答签名。")
    case .answerNotProved:
      Phrase(
        "Compare wechatpay_key_id and wechatpay_key, or platform_certificate, with the merchant platform.",
        "请在商户平台核对 wechatpay_key_id 与 wechatpay_key，或 platform_certificate。")
    case .journalUnusable:
      Phrase(
        "state_dir has to be a folder of this account alone (0700) on a local disk with 8 MiB free.",
        "state_dir 须为本账号专用的目录（0700），位于本机磁盘，且至少有 8 MiB 空闲。")
    case .tooManyRequests, .serverTrouble: Phrase("Try again in a minute.", "请一分钟后再试。")
    default: Phrase("Keep this line for whoever is asked.", "请保留本行以便查询。")
    }
  }

  private static func file(_ path: String, _ problem: FileProblem, isSecret: Bool) -> Phrase {
    switch problem {
    case .openToOthers where isSecret: Phrase("chmod go-rwx \(path)", "请执行：chmod go-rwx \(path)")
    // Others may read it.
    case .openToOthers, .folderOpenToOthers: Phrase("chmod go-w \(path)", "请执行：chmod go-w \(path)")
    case .ownedByAnother, .heldByAgent:
      Phrase(
        "It has to belong to the service account that runs this program, or to root.", "文件须属于运行本程序的服务账号或 root。")
    case .severalNames: Phrase("Remove its other names (hard links).", "请删除其他硬链接。")
    case .merchantCertificateInstead, .wrongKind, .damaged, .empty, .tooLarge, .rsaTooShort, .expired:
      Phrase("Put the right file in its place.", "请换上正确的文件。")
    case .passphraseNeeded, .passphraseWrong:
      Phrase("Ask at a terminal, where its passphrase can be typed.", "请在终端中运行并输入该私钥的口令。")
    case .changedSinceStart: Phrase("Start the program again.", "请重新启动本程序。")
    case .notTOML: Phrase("Correct the file there.", "请改正该处。")
    case .missing, .unreadable, .notARegularFile:
      Phrase("Put a file there that this account can read, or correct its path.", "请放置本账号可读的文件，或改正路径。")
    case .unwritable, .alreadyThere: Phrase("Choose another file.", "请另选文件。")
    }
  }
}
