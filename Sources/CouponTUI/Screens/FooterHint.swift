/// What the footer says of a key here and now, beside what the key table has for the place.
enum FooterHint {
  /// What the key table has.
  case ofPlace
  /// It does nothing now.
  case none
  case other(Phrase)
}

extension Screen {
  /// What the footer says of a key, here and now.
  func hint(for action: Action, _ desk: Desk) -> FooterHint {
    switch self {
    case .bundles(let screen): screen.hint(for: action)
    case .deactivation(let screen): screen.hint(for: action, desk)
    case .help(let screen): action == .pageDown && !screen.hasMore(desk) ? .none : .ofPlace
    case .troubles(let screen): action == .pageDown && !screen.hasMore(desk) ? .none : .ofPlace
    case .bare(let screen): action == .pageDown && !screen.hasMore(desk) ? .none : .ofPlace
    case .lookUp, .history, .profiles, .palette, .leaving, .found: .ofPlace
    }
  }

  /// What it tells to press; nil for nothing.
  var urgentAction: Action? {
    if case .bundles(let screen) = self { screen.urgentAction } else { nil }
  }
}

extension BundlesScreen {
  func hint(for action: Action) -> FooterHint {
    // A page, a list or a text that lies over the panes has an Esc of its own.
    guard bareRow == nil, picker == nil, !finding.isTyping else { return .ofPlace }
    let isReading = awaited != nil
    switch action {
    case .readAgain where isReading: return .none
    case .back where isReading: return .other(Phrase("stop", "停止"))
    case .back where focus == .bundles && view.state != nil: return .other(Phrase("all states", "取消筛选"))
    case .pageDown: return .none
    default: return .ofPlace
    }
  }

  /// What stands below the bundles tells to press it.
  var urgentAction: Action? {
    switch reading.phase {
    case .stopped, .stoppedByAgent: .readAgain
    case .loading, .again, .complete: nil
    }
  }
}

extension DeactivationScreen {
  func hint(for action: Action, _ desk: Desk) -> FooterHint {
    switch (action, stage) {
    case (.pageDown, _):
      let text = Size(columns: size(desk).columns - 5, rows: textRows(desk))
      return page(desk).hasMore(below: first, in: text) ? .ofPlace : .none
    case (.open, .reading), (.copySummary, .notReviewed), (.copySummary, .unreported): return .none
    case (.open, .review(let review)) where !review.hasLiveCoupons: return .none
    case (.open, .confirmation(_, let confirmation)):
      switch confirmation.marked(target.confirmationPhrase) {
      case .cancel: return .other(Phrase("cancel", "取消"))
      case .phrase: return .none
      case .deactivate: return .other(Phrase("deactivate", "确认失效"))
      }
    default: return .ofPlace
    }
  }
}
