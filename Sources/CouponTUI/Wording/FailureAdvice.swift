import CouponKit

/// The advice when nothing was changed.
func whatToDo(_ kind: CouponFailure.Kind) -> Phrase {
  switch kind {
  case .input: Phrase("Correct it and go on.", "请改正后继续。")
  case .file(_, .passphraseNeeded):
    Phrase(
      "Start again in a terminal with this profile (--profile), which asks for it.", "请在终端中以此配置（--profile）重新启动并输入口令。")
  case .setting, .file:
    Phrase("Ask your administrator to put it right, then start again.", "请管理员改正后重新启动。")
  case .cannotConnect: Phrase("Check the network, then try again.", "请检查网络，然后重试。")
  case .answerNotProved(.signatureProbe): Phrase("Try again.", "请重试。")
  case .listIncomplete:
    Phrase("Read again (r); until then a coupon may be missing here.", "请重新读取（r）；在此之前列表可能缺券。")
  case .listLags: Phrase("Read the coupons again in a minute.", "请一分钟后重新读取商品券。")
  case .serverNotTrusted, .answerNotProved:
    Phrase("Do not retry. Pass on the reference to your administrator.", "请勿重试，并将下方信息转给管理员。")
  case .noAnswer, .serverTrouble: Phrase("Try again in a minute.", "请一分钟后再试。")
  case .answerNotUnderstood, .answerTooLarge, .requestRefused, .requestNotMade:
    Phrase("Pass on the reference to your administrator.", "请将下方信息转给管理员。")
  case .clockOff: Phrase("Ask your administrator to set this machine's clock.", "请管理员校准本机时钟。")
  case .callerRefused:
    Phrase("Ask your administrator to check key and certificate number.", "请管理员检查密钥与证书序列号。")
  case .notPermitted:
    Phrase("Ask your administrator to request the permission at WeChat Pay.", "请管理员向微信支付申请权限。")
  case .notFound, .bundleNotHeld: Phrase("Compare the IDs with the customer's record.", "请与用户资料核对编号。")
  case .openIDUnknown:
    Phrase("Compare the OpenID with the customer's record.", "请与用户资料核对 OpenID。")
  case .appIDRefused: Phrase("Ask your administrator to check the profile.", "请管理员检查配置。")
  case .stateRefused(_, .expired):
    Phrase("Read the coupons again; an expired one needs no deactivation.", "请重新读取商品券；过期的券无需失效。")
  case .stateRefused(_, .deletedByCustomer):
    Phrase("Read the coupons again; a deleted one cannot be restored.", "请重新读取商品券；已删除的券无法恢复。")
  case .stateRefused(_, .lockedByOrder):
    Phrase("Wait two seconds, then read the coupons again.", "请稍等两秒，再重新读取商品券。")
  case .stateRefused: Phrase("Read the coupons again and review them.", "请重新读取商品券并核对。")
  case .changedSinceReview: Phrase("Please review.", "请重新核对。")
  case .requestNumberUsed:
    Phrase("Look into the history (H) before you go on.", "请先查看历史（H）再继续。")
  case .tooManyRequests(let seconds):
    seconds.map { Phrase("Try again in \($0) s.", "请 \($0) 秒后再试。") }
      ?? Phrase("Try again in a minute.", "请一分钟后再试。")
  case .journalUnusable:
    Phrase("Look-ups work. Call your administrator.", "仍可查询。请联系管理员。")
  case .tooManyDeactivations: Phrase("Pass the case to a colleague, or wait.", "请转给同事，或稍后再试。")
  case .supervisorNeeded: Phrase("Pass the case to a supervisor.", "请转给主管。")
  case .readOnly: Phrase("Pass the case to a colleague who may.", "请转给有权限的同事。")
  case .operationNotRecorded: Phrase("Look for it in the history (H).", "请在历史（H）中查找。")
  case .operationOpen: Phrase("Press r to see where it stands.", "请按 r 查看其进展。")
  case .nothingToDeactivate(unlistedRounds: 0): Phrase("You can tell the customer so.", "可以如实告知用户。")
  case .nothingToDeactivate:
    Phrase("Promise nothing of those; look again once they are listed.", "请勿就未列出的轮次作答复，待其列出后再查。")
  case .cancelled: Phrase("Press Enter to start again.", "按 Enter 重新开始。")
  }
}

/// The advice when a request may have arrived: look first, never send first.
func whatToDoWhenUnknown(_ kind: CouponFailure.Kind) -> Phrase {
  switch kind {
  case .answerNotProved(.signatureProbe): Phrase("Press r to check before you promise anything.", "请先按 r 核对，再答复用户。")
  case .answerNotProved, .serverNotTrusted:
    Phrase(
      "Press r to check, promise nothing yet, and pass on the reference.", "请按 r 核对，暂勿向用户作承诺，并将下方信息转给管理员。")
  case .journalUnusable:
    Phrase("Promise nothing yet, and call your administrator.", "请暂勿向用户作承诺，并联系管理员。")
  default: Phrase("Press r to check before you promise anything.", "请先按 r 核对，再答复用户。")
  }
}
