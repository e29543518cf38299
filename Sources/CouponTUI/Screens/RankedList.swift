/// Elements by rank, and in the order of their arrival where ranks are equal.
///
/// What it holds stays where it is and only places move, so that a list of 100,000 can grow page by page.
struct RankedList<Element: Sendable & Equatable>: RandomAccessCollection, Sendable, Equatable {
  /// An element's number, by arrival; it never changes.
  typealias Arrival = Int

  private var elements: [Element] = []
  private var ranks: [Int] = []
  private var order: [Arrival] = []

  var startIndex: Int { 0 }
  var endIndex: Int { order.count }
  subscript(position: Int) -> Element { elements[order[position]] }

  @discardableResult
  mutating func insert(_ element: Element, rank: Int) -> Arrival {
    let arrival = elements.count
    elements.append(element)
    ranks.append(rank)
    order.insert(arrival, at: place(of: arrival))
    return arrival
  }

  /// Changes an element, which moves when its rank changes.
  ///
  /// - Parameter change: returns the new rank.
  mutating func change(_ arrival: Arrival, _ change: (inout Element) -> Int) {
    let rank = change(&elements[arrival])
    guard rank != ranks[arrival] else { return }
    order.remove(at: place(of: arrival))
    ranks[arrival] = rank
    order.insert(arrival, at: place(of: arrival))
  }

  /// A binary search for where an element stands, or belongs.
  private func place(of arrival: Arrival) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      let other = order[middle]
      if (ranks[other], other) < (ranks[arrival], arrival) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
