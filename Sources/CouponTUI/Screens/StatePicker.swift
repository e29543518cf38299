import CouponKit

/// The states that occur among a customer's coupons, each with its count: one of them is chosen to be listed alone.
struct StatePicker: Sendable, Equatable {
  /// All coupons, or those in one state.
  struct Choice: Sendable, Equatable {
    let state: CouponState?
    let count: Int
  }

  private(set) var choices: [Choice] = []
  private(set) var selection = 0

  /// Stands on what is listed now.
  init(_ shelf: Shelf, listing state: CouponState?) {
    refresh(shelf)
    selection = choices.firstIndex { $0.state == state } ?? 0
  }

  /// Counts anew, as coupons have come; what is selected stays selected.
  mutating func refresh(_ shelf: Shelf) {
    var counts: [CouponState: Int] = [:]
    for group in shelf.groups { for coupon in group.coupons { counts[coupon.state, default: 0] += 1 } }
    let unlisted = counts.keys.filter { !$0.isListed }.sorted { $0.wire < $1.wire }
    let states = CouponState.listed.filter { counts[$0] != nil } + unlisted
    let selected = choices.indices.contains(selection) ? choices[selection].state : nil
    choices =
      [Choice(state: nil, count: shelf.couponCount)] + states.map { Choice(state: $0, count: counts[$0] ?? 0) }
    selection = choices.firstIndex { $0.state == selected } ?? 0
  }

  // MARK: Update

  enum Outcome: Equatable {
    case stay
    case close
    case choose(CouponState?)
  }

  mutating func press(_ key: Key) -> Outcome {
    switch KeyMap.action(for: key, in: .states) {
    case .open: return .choose(choices[selection].state)
    case .back: return .close
    case let action?:
      selection = ListView.moved(selection, by: action, count: choices.count, rows: choices.count)
      return .stay
    case nil: return .stay
    }
  }

  /// A click selects, a click on what is selected chooses it.
  mutating func click(_ point: Point, in body: Rect) -> Outcome {
    guard let index = list.index(at: point, in: listRect(in: body)) else { return .stay }
    if index == selection { return .choose(choices[selection].state) }
    selection = index
    return .stay
  }

  // MARK: Draw

  func draw(_ desk: Desk, on canvas: inout Canvas, in rect: Rect) {
    let place = "\(selection + 1)/\(choices.count)"
    let title = desk.text("Only in one state \(place)", "按状态筛选 \(place)")
    _ = Dialog(title: title, size: size(in: rect)).draw(on: &canvas, in: rect)
    list.draw(on: &canvas, in: listRect(in: rect)) { canvas, index, line, style in
      let choice = choices[index]
      let count = SafeText(String(choice.count) + " ")
      let name = line.keeping(columns: line.columns - count.columns - 1)
      canvas.putTruncated(choice.name(in: desk), in: name, style: style ?? .normal)
      canvas.putRight(count, in: line, style: style ?? .label)
    }
  }

  private var list: ListView { ListView(count: choices.count, selection: selection, isActive: true) }

  private func size(in rect: Rect) -> Size {
    Size(columns: min(44, rect.columns), rows: min(choices.count + 2, rect.rows))
  }

  private func listRect(in rect: Rect) -> Rect {
    let inside = rect.centered(size(in: rect)).inside
    return inside.dropping(columns: 1).keeping(columns: inside.columns - 2)
  }
}

extension StatePicker.Choice {
  func name(in desk: Desk) -> SafeText {
    state.map { SafeText(desk.formats.bothNames($0)) } ?? desk.text("all coupons", "全部商品券")
  }
}
