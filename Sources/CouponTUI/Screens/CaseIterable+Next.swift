/// Choices that a key goes through one by one.
extension CaseIterable where Self: Equatable, AllCases: RandomAccessCollection {
  /// The case behind this one; the first one behind the last.
  var next: Self {
    let all = Self.allCases
    guard let index = all.firstIndex(of: self) else { return self }
    let following = all.index(after: index)
    return all[following == all.endIndex ? all.startIndex : following]
  }
}
