import CouponKit

/// The profiles of the configuration: one is chosen, and everything is asked for that one from then on.
struct ProfilesScreen: Sendable, Equatable {
  private(set) var selection: Int

  init(_ desk: Desk) { selection = desk.profiles.firstIndex { $0.name == desk.profile.name } ?? 0 }

  static let writeIsOnItsWay = Phrase(
    "A deactivation is on its way. Wait for its outcome before you change the profile.", "有一笔失效正在提交，请待其结果后再切换配置。")

  // MARK: Update

  mutating func update(on event: Event, _ desk: inout Desk) -> Step {
    switch event {
    case .keyPressed(let key):
      guard let action = KeyMap.action(for: key, in: .profiles) else { return .nothing }
      switch action {
      case .back: return .back
      case .open: return choose(desk)
      default:
        selection = ListView.moved(selection, by: action, count: desk.profiles.count, rows: desk.profiles.count)
      }
    case .clicked(let point):
      guard let index = list(desk).index(at: point, in: listRect(desk)) else { return .nothing }
      if index == selection { return choose(desk) }
      selection = index
    default: break
    }
    return .nothing
  }

  private func choose(_ desk: Desk) -> Step {
    guard desk.profiles.indices.contains(selection) else { return .nothing }
    let profile = desk.profiles[selection]
    guard profile.name != desk.profile.name else { return .back }
    guard desk.writes.isEmpty else { return Step(notice: desk.text(Self.writeIsOnItsWay)) }
    return Step(turn: .work(profile))
  }

  // MARK: Draw

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let title = desk.text(
      "Profile \(selection + 1)/\(desk.profiles.count)", "配置 \(selection + 1)/\(desk.profiles.count)")
    let box = Dialog(title: title, size: size(desk)).draw(on: &canvas, in: rect)
    let list = listRect(desk)
    self.list(desk).draw(on: &canvas, in: list) { canvas, index, line, style in
      drawRow(desk.profiles[index], desk, on: &canvas, in: line, style)
    }
    details(desk).draw(on: &canvas, in: box.dropping(rows: list.rows + 1))
  }

  private func drawRow(_ profile: Profile, _ desk: Desk, on canvas: inout Canvas, in line: Rect, _ style: Style?) {
    var room = line.dropping(columns: 1)
    let environment = SafeText(" \(desk.text(profile.environment.name)) ")
    let width = Profile.Environment.allCases.map { desk.text($0.name).columns }.max() ?? 0
    canvas.put(environment, in: room, style: profile.environment.style)
    room = room.dropping(columns: width + 3)
    let isCurrent = profile.name == desk.profile.name
    let name = SafeText("\(profile.name)\(isCurrent ? " ✓" : "")  \(profile.brandName) \(profile.brandID)")
    canvas.putTruncated(name, in: room, style: style ?? .normal)
  }

  /// All about the one that is marked, as the list may have to cut it short.
  private func details(_ desk: Desk) -> TextPage {
    var page = TextPage(desk)
    guard desk.profiles.indices.contains(selection) else { return page }
    let profile = desk.profiles[selection]
    page.add(desk.text(profile.environment.meaning), style: profile.environment == .production ? .danger : .normal)
    let isCurrent = profile.name == desk.profile.name
    let choosing =
      isCurrent
      ? Phrase("You work under this one.", "这是当前使用的配置。")
      : Phrase("Switching clears the screen.", "切换后，屏幕上的内容将被清除。")
    page.add(desk.text(choosing), style: .dim)
    let facts: [(Phrase, SafeText)] = [
      (Phrase("Brand", "品牌"), SafeText("\(profile.brandName) \(profile.brandID)")),
      (Phrase("You", "您的权限"), desk.text(profile.role.name)),
      (Phrase("Caller", "调用方"), desk.text(profile.mode.name)),
      (Phrase("AppID", "AppID"), SafeText(profile.appID.text)),
    ]
    for (label, value) in facts { page.add(label: desk.text(label), labelWidth: 10, value) }
    return page
  }

  // MARK: Places

  private func list(_ desk: Desk) -> ListView {
    ListView(count: desk.profiles.count, selection: selection, isActive: true)
  }

  private func size(_ desk: Desk) -> Size {
    let columns = min(70, desk.size.columns)
    let rows = details(desk).rows(width: columns - 5).count + desk.profiles.count + 3
    return Size(columns: columns, rows: min(rows, desk.body.rows))
  }

  /// Half of the dialog at most, as what is marked is told below it.
  private func listRect(_ desk: Desk) -> Rect {
    let box = desk.body.centered(size(desk)).inside
    let inner = box.dropping(columns: 1).keeping(columns: box.columns - 2)
    return inner.keeping(rows: min(desk.profiles.count, max(1, inner.rows / 2 - 1)))
  }
}

extension Profile.Environment {
  /// Never cut, never by colour alone.
  var name: Phrase {
    switch self {
    case .sandbox: Phrase("SANDBOX", "沙箱 SANDBOX")
    case .production: Phrase("PRODUCTION", "正式 PRODUCTION")
    }
  }

  var style: Style {
    switch self {
    case .sandbox: .sandbox
    case .production: .production
    }
  }

  var meaning: Phrase {
    switch self {
    case .sandbox: Phrase("SANDBOX: for practice, nothing real", "沙箱 SANDBOX：仅供练习，无真实用户")
    case .production: Phrase("PRODUCTION: real customers, real coupons", "正式 PRODUCTION：真实用户与商品券")
    }
  }
}

extension Profile.Mode {
  var name: Phrase {
    switch self {
    case .partner: Phrase("partner", "服务商")
    case .brand: Phrase("brand", "品牌")
    }
  }
}

extension Profile.Role {
  var name: Phrase {
    switch self {
    case .deactivate: Phrase("may deactivate", "可执行失效")
    case .readOnly: Phrase("read-only", "只读")
    case .supervisor: Phrase("supervisor", "主管")
    }
  }

  /// As the configuration has it, where there is little room.
  var shortName: Phrase {
    switch self {
    case .deactivate: Phrase("read-write", "可失效")
    case .readOnly, .supervisor: name
    }
  }
}
