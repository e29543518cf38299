/// What a refusal tells people. Clients branch on codes; this is for eyes, in the language they ask for.
struct Message: Sendable, Equatable {
  /// Simplified.
  let chinese: String
  let english: String

  init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  func text(in language: AnswerLanguage) -> String {
    switch language {
    case .chinese: chinese
    case .english: english
    case .hongKong, .taiwan: String(chinese.map { traditional[$0] ?? $0 })
    }
  }
}

/// The language of messages, `Content-Language`.
enum AnswerLanguage: String, Sendable {
  case chinese = "zh-CN"
  case hongKong = "zh-HK"
  case taiwan = "zh-TW"
  case english = "en"

  /// The one that a client likes best, by order and `q`; simplified Chinese when it names none of the four.
  init(acceptLanguage: String?) {
    var best: (language: AnswerLanguage, weight: Double)?
    for part in (acceptLanguage ?? "").lowercased().split(separator: ",") {
      let parts = part.split(separator: ";").map { $0.filter { $0 != " " } }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      guard let tag = parts.first, let language = AnswerLanguage(tag: tag), weight > best?.weight ?? 0 else { continue }
      best = (language, weight)
    }
    self = best?.language ?? .chinese
  }

  private init?(tag: String) {
    switch tag {
    case "zh-hk", "zh-hant-hk": self = .hongKong
    case "zh-tw", "zh-hant", "zh-hant-tw": self = .taiwan
    case _ where tag == "en" || tag.hasPrefix("en-"): self = .english
    case _ where tag == "zh" || tag.hasPrefix("zh-"): self = .chinese
    default: return nil
    }
  }
}

/// The characters of our messages that are written otherwise in Hong Kong and Taiwan.
private let traditional: [Character: Character] = Dictionary(
  uniqueKeysWithValues: zip(
    "与为举义书于优传写创务单参发号围复头对属应异当态户据权条检码确签类统编范认访证试询误请调败过进钟钥错长问间页须频无时数没状独内则后",
    "與為舉義書於優傳寫創務單參發號圍複頭對屬應異當態戶據權條檢碼確簽類統編範認訪證試詢誤請調敗過進鐘鑰錯長問間頁須頻無時數沒狀獨內則後"))
