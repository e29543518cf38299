import CouponKit

/// All that is known of one coupon, in words, in the order in which an agent asks for it.
struct BundleOutline {
  let coupon: UserCoupon
  /// The coupons of the same bundle, this one among them; empty for a single coupon.
  let bundle: [UserCoupon]
  let now: Instant
  let formats: Formats
  let isMasked: Bool
  /// Whether the coupon was found to be other than it was read.
  var isOutdated = false

  typealias LazySections = LazyMapSequence<[OutlineSection.Kind], OutlineSection>

  /// - Parameters:
  ///   - isMasked: coupon codes and order numbers are shortened unless the agent has revealed them.
  ///   - folded: sections of which only the title is wanted. The raw answer alone costs more than all the rest.
  static func sections(
    of coupon: UserCoupon, in bundle: [UserCoupon] = [], at now: Instant, language: Language, isMasked: Bool = true,
    folded: Set<OutlineSection.Kind> = []
  ) -> [OutlineSection] {
    let outline = BundleOutline(
      coupon: coupon, bundle: bundle, now: now, formats: Formats(language: language), isMasked: isMasked)
    return Array(outline.sections(folded: folded))
  }

  /// Each section is put into words when it is asked for, as a pane has room for the first few only.
  func sections(folded: Set<OutlineSection.Kind>) -> LazySections {
    OutlineSection.Kind.allCases.lazy.map { section($0, isFolded: folded.contains($0)) }
  }

  private func section(_ kind: OutlineSection.Kind, isFolded: Bool) -> OutlineSection {
    if kind == .raw { return rawSection(isFolded: isFolded) }
    let title = SafeText(formats.text(kind.name))
    if isFolded { return OutlineSection(kind: kind, title: title, lines: []) }
    var writer = OutlineWriter(formats: formats, isMasked: isMasked)
    switch kind {
    case .state: writeState(to: &writer)
    case .validity: writeValidity(to: &writer)
    case .usage: writeUsage(to: &writer)
    case .benefit: writeBenefit(to: &writer)
    case .stockRules: writeStockRules(to: &writer)
    case .product: writeProduct(to: &writer)
    case .references: writeReferences(to: &writer)
    case .raw: break
    }
    return OutlineSection(kind: kind, title: title, lines: writer.lines)
  }

  /// The coupon, the stock and the product coupon each have such a trace; the heading tells them apart.
  func writeTrace(_ trace: DeactivationTrace?, _ heading: Phrase, to writer: inout OutlineWriter) {
    guard let trace else { return }
    writer.addGroup(heading) { writer in
      writer.add(Phrase("When", "时间"), trace.time)
      writer.add(Phrase("Reason", "原因"), trace.reason)
      writer.add(Phrase("Request number", "请求单号"), trace.requestNumber)
    }
  }

  func writeMiniProgram(_ page: MiniProgramPage?, to writer: inout OutlineWriter) {
    writer.add(Phrase("Mini program", "小程序"), page?.appID)
    writer.add(Phrase("Its page", "小程序路径"), page?.path)
  }
}
