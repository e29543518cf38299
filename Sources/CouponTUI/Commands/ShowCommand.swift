import ArgumentParser
import CouponKit

/// `coupon-tui show`: the same facts without the screen, for scripts and for screen readers.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a customer's coupons, without the screen.",
    discussion: "Coupon codes and order numbers are shortened in the text, and as they came in the JSON.")

  @ParentCommand var program: CouponTUICommand

  @Option(
    name: .customLong("openid"),
    help: ArgumentHelp(
      "The customer, under the profile's AppID; - reads it from standard input, where no list of processes shows it.",
      valueName: "id"))
  var openID: String?

  @Option(name: .customLong("bundle"), help: ArgumentHelp("Only this user coupon bundle.", valueName: "id"))
  var bundleID: String?

  @Flag(help: "As one JSON document; a problem is a JSON document on standard error.")
  var json = false

  func run() throws {
    let language = program.settings.chosenLanguage
    let given = openID ?? program.openID
    let openID = given == "-" ? readLine() : given
    let bundleID = bundleID ?? program.bundleID
    let json = json
    try reporting(in: language, asJSON: json) { () throws(CouponFailure) in
      guard let query = try query(openID: openID, bundleID: bundleID) else {
        throw CouponFailure(.input(InputProblem(field: .openID, rule: .empty)))
      }
      let service = try program.settings.callingService()
      let (all, shortfall) = try waiting { () async throws(CouponFailure) in
        try await everyCoupon(of: query, from: service)
      }
      // A gateway that does not know the filter answers with everything.
      let coupons = query.bundleID.map { id in all.filter { $0.position?.id == id } } ?? all
      // A customer may hold nothing at all; a bundle that was asked for by name has to be there.
      if coupons.isEmpty, query.bundleID != nil {
        let isTold = all.isEmpty || all.contains { $0.position != nil }
        let unclear = CouponFailure(.answerNotUnderstood(detail: "user_product_coupon_bundle_info"))
        throw shortfall ?? (isTold ? CouponFailure(.bundleNotHeld) : unclear)
      }
      var shelf = Shelf()
      shelf.add(coupons)
      if json {
        try printJSON(CouponsDocument(shelf, isComplete: shortfall == nil).bytes + [UInt8(ascii: "\n")])
      } else {
        try printLines(CouponsText(shelf, language: language).lines)
      }
      return shortfall.map { report($0, in: language, asJSON: json) } ?? 0
    }
  }
}

/// The coupons that a query finds, and the failure to find all of them.
private func everyCoupon(
  of query: CouponQuery, from service: CouponService
) async throws(CouponFailure) -> (coupons: [UserCoupon], shortfall: CouponFailure?) {
  let pages = Pages()
  do throws(CouponFailure) {
    try await service.lookUp(query) { pages.add($0) }
    await service.finishNotes()
    return (pages.coupons, nil)
  } catch {
    await service.finishNotes()
    guard case .listIncomplete = error.kind else { throw error }
    return (pages.coupons, error)
  }
}

/// `@unchecked Sendable`: `taken` is read and written under `lock`; nothing else varies.
private final class Pages: @unchecked Sendable {
  private let lock = Lock()
  private var taken: [UserCoupon] = []

  var coupons: [UserCoupon] { lock.held { taken } }
  func add(_ page: UserCouponPage) { lock.held { taken += page.coupons } }
}

/// Coupons as one JSON document: `{"bundles":[…],"complete":true,"coupons":[…],"unknown_fields":[…]}`, each coupon as it
/// came.
private struct CouponsDocument {
  private(set) var bytes: [UInt8] = []
  private var unknownFields: [JSONValue] = []

  init(_ shelf: Shelf, isComplete: Bool) {
    bytes += #"{"bundles":["#.utf8
    var bundleIndex = 0
    for group in shelf.groups {
      guard case .bundle(let bundleID) = group.id else { continue }
      if bundleIndex > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += #"{"user_coupon_bundle_id":"#.utf8
      bytes += JSONValue.string(bundleID.text).serialised
      bytes += #","coupons":["#.utf8
      write(group.coupons, at: "/bundles/\(bundleIndex)/coupons")
      bytes += "]}".utf8
      bundleIndex += 1
    }
    bytes += #"],"complete":\#(isComplete),"coupons":["#.utf8
    for group in shelf.groups where group.id == .singles { write(group.coupons, at: "/coupons") }
    bytes += #"],"unknown_fields":"#.utf8
    bytes += JSONValue.array(unknownFields).serialised
    bytes += "}".utf8
  }

  /// - Parameter pointer: where the list stands in this document (RFC 6901).
  private mutating func write(_ coupons: some Sequence<UserCoupon>, at pointer: String) {
    for (index, coupon) in coupons.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += coupon.raw.bytes
      for field in coupon.unreadFields where field.reason == .unknownKey {
        unknownFields.append(.string("\(pointer)/\(index)\(field.pointer)"))
      }
    }
  }
}

/// Coupons as text: a heading for each bundle and each coupon, and the outline of the screen beneath.
private struct CouponsText {
  private(set) var lines: [SafeText] = []
  private let language: Language

  init(_ shelf: Shelf, language: Language) {
    self.language = language
    if shelf.groups.isEmpty {
      write(Phrase("This customer holds no coupon of the brand.", "该用户没有此品牌的商品券。")(language))
    }
    for group in shelf.groups {
      write("# \(group.name(in: language).text)" + reference(of: group))
      let siblings = group.siblings
      for (index, coupon) in group.coupons.enumerated() {
        let position = coupon.position.map { $0.index + 1 } ?? index + 1
        write("")
        write("## \(Phrase("Coupon", "商品券")(language)) \(position)  \(SafeText(coupon.code.masked).text)")
        write(coupon, siblings)
      }
      write("")
    }
  }

  private func reference(of group: BundleGroup) -> String {
    guard case .bundle(let bundleID) = group.id else { return " (\(group.coupons.count))" }
    return "  \(SafeText(bundleID.text).text)  \(group.usedCount)/\(group.totalCount)"
  }

  private mutating func write(_ coupon: UserCoupon, _ siblings: [UserCoupon]) {
    let sections = BundleOutline.sections(of: coupon, in: siblings, at: Clock.system.now(), language: language)
    for section in sections where section.kind != .raw {
      write("")
      write("### \(section.title.text)")
      for line in section.lines where line.kind != .table {
        let indent = String(repeating: "  ", count: line.depth)
        let separator = line.label.text.isEmpty || line.value.text.isEmpty ? "" : ": "
        write(indent + line.label.text + separator + line.value.text)
      }
    }
  }

  private mutating func write(_ line: String) { lines.append(SafeText(line)) }
}
