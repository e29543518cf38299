/// What this program calls itself.
public enum Version {
  public static let number = "0.1.0"
  static let userAgent = "CouponTUI/\(number) (Linux)"
}
