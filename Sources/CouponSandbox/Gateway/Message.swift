/// What a refusal tells people. Clients branch on codes; this is for eyes, in the language they ask for.
struct Message: Sendable, Equatable {
  let chinese: String
  let english: String

  init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  func text(in language: AnswerLanguage) -> String { language == .english ? english : chinese }
}

/// The language of messages, `Content-Language`.
enum AnswerLanguage: String, Sendable {
  case chinese = "zh-CN"
  case english = "en"

  /// Chinese, unless the first language a client asks for is English.
  init(acceptLanguage: String?) {
    self = acceptLanguage?.lowercased().hasPrefix("en") == true ? .english : .chinese
  }
}
