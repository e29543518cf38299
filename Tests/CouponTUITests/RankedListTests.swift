import SeededNumbers
import Testing

@testable import CouponTUI

@Suite("A list that grows while it is read")
struct RankedListTests {
  private struct Item: Equatable {
    var rank: Int
    let name: Int
  }

  @Test("stands by rank and by arrival within a rank, whatever is added and changed")
  func order() {
    var random = SeededRandom(seed: 1)
    var list = RankedList<Item>()
    var expected: [Item] = []
    for name in 0..<400 {
      let rank = Int.random(in: 0...3, using: &random)
      #expect(list.insert(Item(rank: rank, name: name), rank: rank) == name)
      expected.append(Item(rank: rank, name: name))
      let changed = Int.random(in: 0...name, using: &random)
      let newRank = Int.random(in: 0...3, using: &random)
      list.change(changed) { item in
        item.rank = newRank
        return newRank
      }
      expected[changed].rank = newRank
    }
    #expect(list.map(\.name) == expected.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.map(\.name))
  }
}
