import CouponKit

/// Deactivations for reading elsewhere: on the screen's request as a file, and from `coupon-tui journal list`.
///
/// Customers and coupon codes stand in it masked.
struct HistoryDocument: Sendable, Equatable {
  enum Format: Sendable {
    case csv, jsonLines

    /// By the ending of a file's name; nil for any other one.
    init?(path: String) {
      if path.lowercased().hasSuffix(".csv") {
        self = .csv
      } else if path.lowercased().hasSuffix(".jsonl") {
        self = .jsonLines
      } else {
        return nil
      }
    }
  }

  let reports: [DeactivationReport]
  let format: Format

  init(_ reports: [DeactivationReport], as format: Format) {
    self.reports = reports
    self.format = format
  }

  /// Line by line, for a pipe.
  var lines: [SafeText] {
    switch format {
    case .jsonLines:
      reports.map { SafeText(String(decoding: JSONValue.object($0.members).serialised, as: UTF8.self)) }
    case .csv: ([Self.head] + reports.map(Self.row)).map { SafeText($0) }
    }
  }

  /// With the line ends that the format asks for.
  var bytes: [UInt8] { Array(lines.map { $0.text + (format == .csv ? "\r\n" : "\n") }.joined().utf8) }

  /// As a file. Spreadsheet programs take a CSV for UTF-8 only when it says so at its beginning.
  var file: [UInt8] { format == .csv ? Array("\u{FEFF}".utf8) + bytes : bytes }

  // MARK: CSV, as RFC 4180 has it

  private static let head = DeactivationReport.fieldNames.joined(separator: ",")

  private static func row(_ report: DeactivationReport) -> String {
    report.members.map { cell($0.value) }.joined(separator: ",")
  }

  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): quoted(harmless(text))
    case .number(let digits): digits
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .null, .array, .object: ""
    }
  }

  /// A text that a spreadsheet would take for a formula begins with an apostrophe instead.
  private static func harmless(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
    return "'" + text
  }

  private static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension DeactivationReport {
  /// One entry as JSON and CSV name its facts, in this order.
  fileprivate var members: [JSONValue.Member] {
    let values: [JSONValue] = [
      .string(operationID), .string(createdAt.rfc3339), .string(state.rawValue), .bool(isPartial),
      .string(maskedTarget), .string(SafeText(productName).text), .string(requestNumber.text),
      .number(String(attempts)), requestID.map { .string(SafeText($0).text) } ?? .null,
      closedAt.map { .string($0.rfc3339) } ?? .null, .string(SafeText(agent).text),
      receipt.map { .string($0.text) } ?? .null, alarm.map { .string($0.rawValue) } ?? .null,
      .string(target.openID.masked), .string(SafeText(reason.text).text),
    ]
    return zip(Self.fieldNames, values).map { JSONValue.Member($0, $1) }
  }

  fileprivate static let fieldNames = [
    "operation_id", "created", "state", "partial", "target", "product", "out_request_no", "attempts", "request_id",
    "closed", "agent", "receipt", "alarm", "customer", "reason",
  ]

  /// A bundle by its ID; a coupon code is worth money and is shortened.
  var maskedTarget: String {
    switch target.subject {
    case .bundle(let bundleID, _): bundleID.text
    case .coupon(let code, _): SafeText(code.masked).text
    }
  }
}
