/// One line of a world: a customer, and a coupon that the customer holds.
struct WorldLine: Sendable {
  /// Counted from 1.
  let number: Int
  let openID: String
  let appID: String
  let brandID: String
  /// Nil for a customer who is known and holds nothing.
  let coupon: UserCoupon?
}

/// Why a world cannot be read, as a sentence.
struct WorldProblem: Error, Equatable, CustomStringConvertible {
  let sentence: String
  var description: String { sentence }

  init(_ sentence: String) { self.sentence = sentence }

  func inLine(_ number: Int) -> WorldProblem { WorldProblem("Line \(number): \(sentence)") }
}

/// A world file: JSON Lines, each `{"openid":…,"appid":…,"brand_id":…,"coupon":{…}}`.
///
/// A coupon of `null` makes a customer known who holds nothing. Blank lines are skipped.
enum WorldFile {
  /// - Throws: what is wrong with the first bad line, with its number from 1.
  static func lines(_ bytes: [UInt8]) throws(WorldProblem) -> [WorldLine] {
    var lines: [WorldLine] = []
    for (offset, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      do throws(WorldProblem) { lines.append(try parsed(Array(line), number: offset + 1)) } catch {
        throw error.inLine(offset + 1)
      }
    }
    if lines.isEmpty { throw WorldProblem("The file holds no line.") }
    return lines
  }

  private static func parsed(_ bytes: [UInt8], number: Int) throws(WorldProblem) -> WorldLine {
    let line: JSON
    do throws(JSONProblem) { line = try JSON(parsing: bytes) } catch {
      throw WorldProblem("not JSON at byte \(error.offset + 1): \(error.issue).")
    }
    guard let coupon = line["coupon"] else { throw WorldProblem("\"coupon\" is missing.") }
    return WorldLine(
      number: number, openID: try line.requiredText("openid"), appID: try line.requiredText("appid"),
      brandID: try line.requiredText("brand_id"), coupon: coupon == .null ? nil : try UserCoupon(coupon))
  }
}
