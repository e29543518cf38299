import CouponKit

/// The step in which the reason is written.
struct ReasonForm: Sendable, Equatable {
  private(set) var field = TextField()
  /// What the agent had begun to write for this target before; offered, never taken by itself.
  private(set) var draft: String?

  enum Answer {
    case stay
    case changed
    case reason(DeactivateReason)
    case refused(InputProblem)
  }

  mutating func offer(_ draft: String) { self.draft = draft }

  mutating func insert(_ text: SafeText) { field.apply(.insert(text)) }

  /// A number key takes one of the profile's templates while nothing is written.
  mutating func press(_ key: Key, _ action: Action?, _ profile: Profile) -> Answer {
    let templates = profile.reasonTemplates
    switch action {
    case .open:
      do throws(InputProblem) { return .reason(try profile.reason(field.text)) } catch {
        return .refused(error)
      }
    case .nextPane:
      guard field.isEmpty, let draft else { return .stay }
      field = TextField(draft)
      return .changed
    default: break
    }
    if field.isEmpty, case .character(let digit) = key.plain, let number = digit.wholeNumberValue,
      templates.indices.contains(number - 1)
    {
      field = TextField(templates[number - 1].text)
      return .changed
    }
    guard let edit = TextField.Edit(key) else { return .stay }
    field.apply(edit)
    return .changed
  }
}
