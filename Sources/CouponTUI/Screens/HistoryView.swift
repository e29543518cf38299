import CouponKit

/// Which deactivations the history lists, and in which order. Open ones come first, whatever the order.
struct HistoryView: Sendable, Equatable {
  enum Standing: Sendable, CaseIterable { case all, open, deactivated, notDeactivated }
  /// Days of the calendar in China, today among them.
  enum Span: Sendable, CaseIterable { case ever, today, week, month }
  enum Order: Sendable, CaseIterable { case newest, product, agent }

  private(set) var standing = Standing.all
  private(set) var span = Span.ever
  /// Only what this agent did; nil is everybody.
  private(set) var agent: String?
  private(set) var order = Order.newest

  mutating func nextStanding() { standing = standing.next }
  mutating func nextSpan() { span = span.next }
  mutating func nextOrder() { order = order.next }

  /// From everybody to each agent in turn, and back.
  mutating func nextAgent(of reports: [DeactivationReport]) {
    let agents = Set(reports.map(\.agent)).sorted()
    let index = agent.flatMap { agents.firstIndex(of: $0) } ?? -1
    agent = agents.dropFirst(index + 1).first
  }

  /// - Parameter reports: newest first.
  func listed(_ reports: [DeactivationReport], now: Instant) -> [DeactivationReport] {
    let begin = span.begin(now)
    let kept = reports.filter { report in
      standing.holds(report) && report.createdAt >= begin && (agent == nil || agent == report.agent)
    }
    func rank(_ report: DeactivationReport) -> String {
      switch order {
      case .newest: ""
      case .product: report.productName
      case .agent: report.agent
      }
    }
    // What is equal stays newest first.
    let sorted = kept.enumerated()
      .map { (report: $1, key: (rank($1), $0)) }
      .sorted { $0.key < $1.key }
      .map(\.report)
    return sorted.filter { !$0.state.isClosed } + sorted.filter(\.state.isClosed)
  }

  /// What stands in the title.
  func marks(_ language: Language) -> [String] {
    [standing.word?(language), span.word?(language), agent, order.word?(language)].compactMap { $0 }
  }
}

extension HistoryView.Standing {
  fileprivate func holds(_ report: DeactivationReport) -> Bool {
    let tookEffect = report.state == .confirmed || report.alarm == .contradiction || report.isTakenUnderAnother
    return switch self {
    case .all: true
    case .open: !report.state.isClosed
    case .deactivated: tookEffect
    case .notDeactivated: report.state.isClosed && !tookEffect
    }
  }

  fileprivate var word: Phrase? {
    switch self {
    case .all: nil
    case .open: Phrase("only open", "仅未了结")
    case .deactivated: Phrase("deactivated", "仅已失效")
    case .notDeactivated: Phrase("not deactivated", "仅未失效")
    }
  }
}

extension HistoryView.Span {
  fileprivate func begin(_ now: Instant) -> Instant {
    let days: Int64
    switch self {
    case .ever: return Instant(millisecondsSince1970: .min)
    case .today: days = 0
    case .week: days = 6
    case .month: days = 29
    }
    let (day, offset): (Int64, Int64) = (86_400, 8 * 3600)
    let today = (now.secondsSince1970 + offset) / day
    return Instant(secondsSince1970: (today - days) * day - offset)
  }

  fileprivate var word: Phrase? {
    switch self {
    case .ever: nil
    case .today: Phrase("today", "今天")
    case .week: Phrase("7 days", "近 7 天")
    case .month: Phrase("30 days", "近 30 天")
    }
  }
}

extension HistoryView.Order {
  fileprivate var word: Phrase? {
    switch self {
    case .newest: nil
    case .product: Phrase("by product", "按商品券")
    case .agent: Phrase("by agent", "按操作人")
    }
  }
}
