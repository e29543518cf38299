/// The languages in which everything that an agent reads exists.
enum Language: String, Sendable, CaseIterable {
  case en, zh

  /// The one of two texts that is in this language.
  func callAsFunction(_ en: @autoclosure () -> String, _ zh: @autoclosure () -> String) -> String {
    switch self {
    case .en: en()
    case .zh: zh()
    }
  }
}

/// One text in every language, written side by side so that none can be missing.
struct Phrase: Sendable, Equatable {
  let en: String
  let zh: String

  init(_ en: String, _ zh: String) {
    self.en = en
    self.zh = zh
  }

  func callAsFunction(_ language: Language) -> String { language(en, zh) }
}
