/// What the gateway knows: brands with their apps and offers, customers with their wallets.
struct World {
  /// The first line's customer: the one a demonstration begins with.
  let firstCustomer: (openID: String, appID: String, brandID: String)
  private(set) var brands: [String: Brand] = [:]
  /// Every OpenID under the app for which it is valid.
  private var users: Set<User> = []
  private var wallets: [Owner: Wallet] = [:]
  private let keepsPast: Bool

  private struct User: Hashable { let openID, appID: String }
  private struct Owner: Hashable { let openID, brandID: String }

  /// - Parameters:
  ///   - lines: at least one.
  ///   - now: from when on time changes the states of the lines; until then they are as written.
  ///   - keepsPast: whether a list may be asked for what was true before a change. It takes as much memory again.
  /// - Throws: a sentence with the line's number when a customer would hold the same coupon twice.
  init(_ lines: [WorldLine], at now: UnixSeconds, keepsPast: Bool = true) throws(WorldProblem) {
    self.keepsPast = keepsPast
    firstCustomer = (lines[0].openID, lines[0].appID, lines[0].brandID)
    for line in lines {
      users.insert(User(openID: line.openID, appID: line.appID))
      brands[line.brandID, default: Brand()].appIDs.insert(line.appID)
      guard var coupon = line.coupon else { continue }
      coupon.begin(at: now)
      let owner = Owner(openID: line.openID, brandID: line.brandID)
      let wallet = wallets[owner] ?? Wallet(keepsPast: keepsPast)
      wallets[owner] = wallet
      do throws(WorldProblem) { try wallet.add(coupon) } catch { throw error.inLine(line.number) }
      brands[line.brandID]?.offer(coupon)
    }
  }

  func isKnown(openID: String, appID: String) -> Bool { users.contains(User(openID: openID, appID: appID)) }

  /// The coupons of one brand that a customer holds; empty for a customer without any.
  ///
  /// Time has done its work on them: what begins has begun, and what ends has expired.
  func wallet(openID: String, brandID: String, at now: UnixSeconds) -> Wallet {
    let wallet = wallets[Owner(openID: openID, brandID: brandID)] ?? Wallet(keepsPast: keepsPast)
    wallet.age(to: now)
    return wallet
  }

  /// Where a coupon is, whoever holds it.
  func find(code: String, at now: UnixSeconds) -> (wallet: Wallet, position: Int)? {
    for wallet in wallets.values {
      guard let position = wallet.position(ofCode: code) else { continue }
      wallet.age(to: now)
      return (wallet, position)
    }
    return nil
  }
}

/// What one customer holds of one brand, in the order of the world's lines.
final class Wallet {
  private(set) var coupons: [UserCoupon] = []
  private var positionOfCode: [String: Int] = [:]
  private var positionsOfBundle: [String: [Int]] = [:]
  /// When the first coupon's state changes by itself.
  private var nextTurn = UnixSeconds.min
  private let keepsPast: Bool

  init(keepsPast: Bool) { self.keepsPast = keepsPast }

  func add(_ coupon: UserCoupon) throws(WorldProblem) {
    if positionOfCode[coupon.code] != nil { throw WorldProblem("the coupon code \"\(coupon.code)\" stands twice.") }
    positionOfCode[coupon.code] = coupons.count
    if let bundle = coupon.bundle { positionsOfBundle[bundle.bundleID, default: []].append(coupons.count) }
    coupons.append(coupon)
  }

  func position(ofCode code: String) -> Int? { positionOfCode[code] }

  /// Where the coupons of a bundle stand; empty when the customer does not hold it.
  func positions(ofBundle bundleID: String) -> [Int] { positionsOfBundle[bundleID] ?? [] }

  /// Changes a coupon; a list that lags shows it unchanged for a while.
  func change(_ position: Int, at now: UnixSeconds, _ change: (inout UserCoupon) -> Void) {
    coupons[position].change(at: now, keepsPast: keepsPast, change)
    nextTurn = min(nextTurn, coupons[position].nextTurn ?? .max)
  }

  /// Lets time pass. It is looked at only when some coupon's time has come.
  fileprivate func age(to now: UnixSeconds) {
    if now < nextTurn { return }
    nextTurn = .max
    for position in coupons.indices {
      if let turn = coupons[position].nextTurn, turn <= now { coupons[position].age(to: now) }
      nextTurn = min(nextTurn, coupons[position].nextTurn ?? .max)
    }
  }
}

/// The offers of one brand, as its users' coupons show them.
struct Brand: Sendable {
  var appIDs: Set<String> = []
  private(set) var offers: [String: Offer] = [:]

  /// A product coupon and its stocks, in the order in which they were first seen.
  struct Offer: Sendable {
    let productCoupon: JSON
    fileprivate(set) var stocks: [Stock] = []
  }

  /// One batch of a product coupon.
  struct Stock: Sendable {
    let id: String
    let state: String?
    let stockBundleID: String?
    let content: JSON
  }

  mutating func offer(_ coupon: UserCoupon) {
    guard let productCoupon = coupon.content["product_coupon"], let stock = coupon.content["stock"] else { return }
    var offer = offers[coupon.productCouponID] ?? Offer(productCoupon: productCoupon)
    if !offer.stocks.contains(where: { $0.id == coupon.stockID }) {
      let bundleID = stock["stock_bundle_info"]?["stock_bundle_id"]?.text
      offer.stocks.append(
        Stock(id: coupon.stockID, state: stock["state"]?.text, stockBundleID: bundleID, content: stock))
    }
    offers[coupon.productCouponID] = offer
  }
}
