/// `usage_rule_display_info`: what the user is told about using the coupon.
public struct UsageDisplay: Sendable, Equatable {
  /// `coupon_usage_method_list`
  public var methods: [UsageMethod] = []
  /// `mini_program_appid`, `mini_program_path`
  public var miniProgram: MiniProgramPage?
  /// `app_path`
  public var appPath: String?
  /// `app_jump_type`
  public var appJumpType: AppJumpType?
  /// `passcode_link`
  public var passcodeLink: String?
  /// `usage_description`
  public var description: String?
  /// `coupon_available_store_info`
  public var stores: StoreDisplay?
}

/// `coupon_available_store_info`
public struct StoreDisplay: Sendable, Equatable {
  /// `description`
  public var description: String?
  /// `mini_program_appid`, `mini_program_path`
  public var miniProgram: MiniProgramPage?
}

/// `coupon_display_info`: how the coupon looks in the wallet.
public struct CouponDisplay: Sendable, Equatable {
  /// `code_display_mode`
  public var codeDisplayMode: CodeDisplayMode?
  /// `background_color`
  public var backgroundColor: BackgroundColor?
  /// `entrance_mini_program`
  public var miniProgramEntrance: MiniProgramEntrance?
  /// `entrance_official_account.appid`
  public var officialAccountAppID: String?
  /// `entrance_finder`
  public var finderEntrance: FinderEntrance?
}

/// `entrance_mini_program`: the button on the coupon that opens a mini program.
public struct MiniProgramEntrance: Sendable, Equatable {
  /// `appid`, `path`
  public var page = MiniProgramPage()
  /// `entrance_wording`
  public var entranceWording: String?
  /// `guidance_wording`
  public var guidanceWording: String?
}

/// `entrance_finder`: a video on the coupon.
public struct FinderEntrance: Sendable, Equatable {
  /// `finder_id`
  public var id: String?
  /// `finder_video_id`
  public var videoID: String?
  /// `finder_video_cover_image_url`
  public var coverImageURL: String?
}
