@testable import CouponTUI

/// The key map as documents have it: a row for each meaning of a key, and the places where it has that meaning.
struct KeyTableRows {
  struct Row {
    let shown: String
    let meaning: String
    /// As a reader knows them.
    let places: String
  }

  /// Every place of the key map.
  static let places: [(name: String, place: Place)] = [
    ("look-up", .form), ("look-up after Esc", .resting), ("look-up on its way", .asking), ("lists", .lists),
    ("detail", .detail), ("review", .review), ("reason", .reason), ("confirmation", .confirmation),
    ("sending", .sending), ("unknown outcome", .unknownOutcome), ("outcome", .outcome),
    ("outcome not recorded", .unrecordedOutcome), ("history", .history), ("help", .help),
    ("find line", .finding), ("action list", .palette), ("bare page", .bare), ("export line", .exporting),
    ("review before sending again", .repeatReview), ("what was found", .found),
    ("profiles", .profiles), ("states", .states), ("whether to leave", .leaving),
  ]

  /// In the order of the key map.
  static var all: [Row] {
    var meanings: [(shown: String, meaning: String, places: Place)] = []
    for binding in KeyMap.bindings {
      let (shown, meaning) = (binding.shown, binding.meaning(.en))
      if let known = meanings.firstIndex(where: { $0.shown == shown && $0.meaning == meaning }) {
        meanings[known].places.formUnion(binding.places)
      } else {
        meanings.append((shown, meaning, binding.places))
      }
    }
    return meanings.map { shown, meaning, spots in
      let names = places.filter { spots.contains($0.place) }.map(\.name)
      return Row(
        shown: shown, meaning: meaning,
        places: names.count == places.count ? "everywhere" : names.joined(separator: ", "))
    }
  }
}
