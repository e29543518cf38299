import CouponKit

/// What is searched for in the pane that has the keys: the line at the foot while it is typed, and what `n` goes on with.
struct Finding: Sendable, Equatable {
  private(set) var field = TextField()
  /// While it is typed, keys are text.
  private(set) var isTyping = false
  /// The row from which it began, and to which Escape goes back.
  private var origin = 0

  /// The rows that are searched, each as the text that an agent may know it by.
  struct Rows {
    let count: Int
    let text: (Int) -> String
  }

  mutating func begin(at row: Int) {
    field = TextField()
    isTyping = true
    origin = row
  }

  /// What follows for the selection.
  enum Outcome: Equatable {
    case goTo(Int)
    case notFound
    case stay
  }

  mutating func press(_ key: Key, in rows: Rows) -> Outcome {
    switch KeyMap.action(for: key, in: .finding) {
    case .open: isTyping = false
    case .back:
      isTyping = false
      field = TextField()
      return .goTo(origin)
    default: if let edit = TextField.Edit(key) { return change(edit, in: rows) }
    }
    return .stay
  }

  mutating func change(_ edit: TextField.Edit, in rows: Rows) -> Outcome {
    field.apply(edit)
    return field.isEmpty ? .goTo(origin) : match(from: origin, by: 1, in: rows)
  }

  func next(after row: Int, in rows: Rows) -> Outcome { match(from: row + 1, by: 1, in: rows) }

  func previous(before row: Int, in rows: Rows) -> Outcome { match(from: row - 1, by: -1, in: rows) }

  /// The first row that holds the text, without regard to case; behind the last row comes the first one.
  private func match(from start: Int, by step: Int, in rows: Rows) -> Outcome {
    guard !field.isEmpty, rows.count > 0 else { return .notFound }
    let needle = Array(field.text.lowercased().utf8)
    for offset in 0..<rows.count {
      let row = (start + offset * step % rows.count + 2 * rows.count) % rows.count
      if rows.text(row).lowercased().utf8.firstRange(of: needle) != nil { return .goTo(row) }
    }
    return .notFound
  }

  var notFound: Phrase {
    field.isEmpty
      ? Phrase("Nothing to find yet: / begins.", "尚未输入查找内容：按 / 开始。")
      : Phrase("Nothing here holds “\(field.text)”.", "此处没有“\(field.text)”。")
  }
}

/// A line of text at the foot of the screen, in place of the keys.
struct Prompt: Equatable {
  let label: SafeText
  let field: TextField
}
