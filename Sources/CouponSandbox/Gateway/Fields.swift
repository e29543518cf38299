/// The parameters of one request and where they stand, with the checks that every documented one gets.
struct Fields {
  enum Location: String { case path, query, body }

  let location: Location
  private let members: Members

  /// - Throws: a refusal that names the first parameter which is not among `known`.
  init(_ members: Members, in location: Location, known: [String]) throws(Refusal) {
    self.location = location
    self.members = members
    if let stranger = members.pairs.first(where: { !known.contains($0.key) }) {
      throw Fields.undocumented(stranger.key, in: location)
    }
  }

  /// A parameter that must be there, with that many characters.
  func required(_ name: String, lengths: ClosedRange<Int> = 1...128) throws(Refusal) -> String {
    guard let value = members[name], value != .null else {
      throw Fields.wrong(name, nil, "缺少必填参数", in: location)
    }
    return try Fields.checked(name, value, lengths: lengths, in: location)
  }

  /// A parameter that may be absent, which in a query the empty text means too.
  func optional(_ name: String, lengths: ClosedRange<Int> = 1...128) throws(Refusal) -> String? {
    guard let value = members[name], value != "" else { return nil }
    return try Fields.checked(name, value, lengths: lengths, in: location)
  }

  /// One of the listed values, or nothing.
  func optional(_ name: String, oneOf values: [String]) throws(Refusal) -> String? {
    guard let text = try optional(name) else { return nil }
    guard values.contains(text) else { throw Fields.wrong(name, JSON(text), "取值不在枚举范围内", in: location) }
    return text
  }

  /// A decimal integer in `range`, or `fallback`.
  func optional(_ name: String, in range: ClosedRange<Int>, fallback: Int) throws(Refusal) -> Int {
    guard let text = try optional(name) else { return fallback }
    guard let number = Int(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Fields.wrong(name, JSON(text), "不是整数", in: location)
    }
    guard range.contains(number) else {
      let issue = "取值须在 \(range.lowerBound) 到 \(range.upperBound) 之间"
      throw Fields.wrong(name, JSON(text), issue, in: location, subCode: .outOfRange)
    }
    return number
  }

  /// A text of that many characters; a refusal otherwise.
  static func checked(
    _ name: String, _ value: JSON, lengths: ClosedRange<Int>, in location: Location
  ) throws(Refusal) -> String {
    guard let text = value.text else { throw wrong(name, value, "类型应为字符串", in: location) }
    // Characters are Unicode scalars here: the pages count "UTF-8 characters".
    let count = text.unicodeScalars.count
    if count > lengths.upperBound {
      throw wrong(name, value, "长度超过最大值 \(lengths.upperBound)", in: location, subCode: .tooLong)
    }
    if count < lengths.lowerBound {
      throw wrong(name, value, "长度小于最小值 \(lengths.lowerBound)", in: location, subCode: .tooShort)
    }
    return text
  }

  /// What is wrong with a parameter, as the number that ends `Request-ID`.
  enum SubCode: Int {
    case invalid = 268_435_461
    case tooLong = 268_435_462
    case tooShort = 268_435_463
    case outOfRange = 268_435_464
    case malformed = 268_578_101
  }

  static func wrong(
    _ name: String, _ value: JSON?, _ issue: String, in location: Location, subCode: SubCode = .invalid
  ) -> Refusal {
    var detail: JSON = ["field": JSON(pointer(to: name, in: location))]
    detail["value"] = value
    detail["issue"] = JSON(issue)
    detail["location"] = JSON(location.rawValue)
    return Refusal(
      status: 400, code: "PARAM_ERROR", message: Message("参数错误", "A parameter is wrong"), detail: detail,
      subCode: subCode.rawValue)
  }

  private static func undocumented(_ name: String, in location: Location) -> Refusal {
    Refusal(
      status: 400, code: "PARAM_ERROR",
      message: Message("请求中含有未在API文档中定义的参数", "The request has a parameter which is not documented"),
      detail: ["field": JSON(pointer(to: name, in: location)), "location": JSON(location.rawValue)],
      subCode: SubCode.invalid.rawValue)
  }

  /// `/body/out_request_no`; without a name, `/body`.
  private static func pointer(to name: String, in location: Location) -> String {
    name.isEmpty ? "/\(location.rawValue)" : "/\(location.rawValue)/\(name)"
  }

  /// Only characters of one to three bytes are promised to work anywhere in a request.
  static func refuseFourByteCharacters(in text: some Sequence<UInt8>) throws(Refusal) {
    guard text.contains(where: { $0 >= 0xF0 }) else { return }
    throw Refusal(
      status: 400, code: "PARAM_ERROR",
      message: Message("请求中含有不支持的字符", "The request has characters which are not supported"),
      subCode: SubCode.invalid.rawValue)
  }
}
