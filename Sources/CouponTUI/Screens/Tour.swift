import CouponKit

/// The guided tour of the sandbox: what to look at and which key comes next, from a look-up to the outcome of a
/// deactivation.
///
/// It only watches. A step is over once the screens show that the trainee has done it, whoever leaves the way is met
/// where they are, and every key does what it does without the tour.
struct Tour: Sendable, Equatable {
  private(set) var step = Step.lookUp

  /// In the order in which they are done; the last one says what to try next.
  enum Step: Int, Sendable, CaseIterable, Comparable {
    case lookUp, move, openCoupons, openDetail, deactivate, review, reason, confirm, outcome, finished

    static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    /// Without the last one, which asks for nothing.
    static let count = allCases.count - 1
  }

  /// How many rows of the terminal it takes from the screens.
  static func rows(in window: Size) -> Int { Desk.isLegible(window) ? 3 : 0 }

  // MARK: Update

  /// Goes on, or back, to the step that the screens call for.
  mutating func follow(_ screens: ScreenStack) {
    for screen in screens.reversed() {
      switch screen {
      case .deactivation(let dialog):
        step = Self.step(in: dialog)
        return
      case .bundles(let bundles):
        // What was confirmed is over once its dialog has closed.
        if step >= .outcome {
          step = .finished
          return
        }
        step = max(Self.step(in: bundles), min(step, .deactivate))
        return
      default: break
      }
    }
    step = step >= .outcome ? .finished : .lookUp
  }

  private static func step(in bundles: BundlesScreen) -> Step {
    switch bundles.focus {
    case .bundles: bundles.bundleIndex == 0 ? .move : .openCoupons
    case .coupons: .openDetail
    case .detail: .deactivate
    }
  }

  private static func step(in dialog: DeactivationScreen) -> Step {
    switch dialog.stage {
    case .reading, .review: .review
    case .notReviewed: .deactivate
    case .reason: .reason
    case .confirmation: .confirm
    case .sending, .repeatReview, .unreported, .outcome: .outcome
    }
  }

  // MARK: Draw

  /// A rule with the step's number, and below it what to look at and which key to press.
  func draw(_ desk: Desk, _ place: Place, on canvas: inout Canvas, in rect: Rect) {
    let rule = rect.line(0)
    canvas.fill(rule, with: "─", style: .frame)
    let end = desk.text(" ^T ends the tour ", " ^T 结束引导 ")
    canvas.put(title(desk), in: rule.dropping(columns: 1), style: .title)
    canvas.putRight(end, in: rule.keeping(columns: rule.columns - 1), style: .dim)
    let box = rect.dropping(rows: 1).dropping(columns: 1)
    for (offset, line) in text(desk, place).wrapped(to: box.columns - 1).prefix(box.rows).enumerated() {
      canvas.put(line, in: box.line(offset), style: .label)
    }
  }

  private func title(_ desk: Desk) -> SafeText {
    guard step != .finished else { return desk.text(" Tour, finished ", " 引导完成 ") }
    let (number, count) = (step.rawValue + 1, Step.count)
    return desk.text(" Tour, step \(number) of \(count) ", " 引导 第 \(number) 步，共 \(count) 步 ")
  }

  /// The key alone where there is no room for more.
  func text(_ desk: Desk, _ place: Place) -> SafeText {
    if Self.detours.contains(place) {
      return desk.text("Esc brings you back to the tour.", "按 Esc 回到引导。")
    }
    let (look, press) = (step.look(desk.language), step.press(desk.language))
    return SafeText(desk.size.columns < 70 ? press : look + (desk.language == .en ? " " : "") + press)
  }

  private static let detours: [Place] = [.help, .palette, .history, .bare, .finding, .states]
}

extension Tour.Step {
  /// What is on the screen now.
  fileprivate var look: Phrase {
    switch self {
    case .lookUp: Phrase("The OpenID of a made-up customer stands in the form.", "表单中已填好一位虚构用户的 OpenID。")
    case .move:
      Phrase(
        "On the left the customer's bundles, live ones first; on the right all about one coupon.",
        "左侧是该用户的券组，有效的在前；右侧是一张券的全部信息。")
    case .openCoupons:
      Phrase(
        "A count such as 1/3 says that one of three rounds is used; a live bundle has a coupon in effect.",
        "如 1/3 表示三次已用一次；标为“有效”的组中有已生效的券。"
      )
    case .openDetail: Phrase("These are the coupons of the bundle, round by round.", "这是该券组的各张券，按轮次排列。")
    case .deactivate:
      Phrase("Section 1 says whether the coupon can be used this minute, and if not, why.", "第 1 节说明此刻能否使用，不能时说明原因。")
    case .review:
      Phrase("The coupons were read again just now. Nothing has been sent.", "商品券刚刚重新读取过，尚未提交任何内容。")
    case .reason: Phrase("The reason is stored with the coupons; the customer may see it.", "原因随券保存，用户可能看到。")
    case .confirm:
      Phrase("Read what is lost: nothing brings it back. Enter alone would cancel.", "看清将失去什么，之后无法恢复。直接按 Enter 为取消。")
    case .outcome:
      Phrase(
        "Deactivated, not deactivated or unknown: it says what you may tell the customer.", "已失效、未失效或结果未明，并说明可怎样答复用户。")
    case .finished: Phrase("You have been through a look-up and a deactivation.", "您已走完一次查询和一次失效操作。")
    }
  }

  /// What to do next, in so few words that it stands on the smallest screen.
  fileprivate var press: Phrase {
    switch self {
    case .lookUp: Phrase("Press Enter to look the customer up.", "按 Enter 查询该用户。")
    case .move: Phrase("Press j to go down to the next bundle; k goes up.", "按 j 移到下一个券组，k 上移。")
    case .openCoupons: Phrase("Press Enter to open the bundle's coupons.", "按 Enter 打开该组的券。")
    case .openDetail: Phrase("Press Enter again for everything about one coupon.", "再按 Enter 查看一张券的全部信息。")
    case .deactivate: Phrase("Press D to deactivate it; for another bundle, Esc first.", "按 D 使该组失效；要换券组，先按 Esc。")
    case .review: Phrase("See what will stop working, then press Enter.", "看清哪些将不能再使用，然后按 Enter。")
    case .reason: Phrase("Press 1 to take a reason, or type one; then Enter.", "按 1 选用原因，或自行输入，然后按 Enter。")
    case .confirm: Phrase("Type the four characters it asks for, then Enter.", "输入所要求的四个字符，然后按 Enter。")
    case .outcome: Phrase("y copies the receipt; Enter closes. If unknown, r checks.", "y 复制回执，Enter 关闭；结果未明时按 r 核对。")
    case .finished:
      Phrase("Next, with exercises: coupon-tui demo --world training", "接着做练习：coupon-tui demo --world training")
    }
  }
}
