import CSystem

// At a terminal this is already the second process: CTerminal has forked it off, and guards it.
// Before any library looks at the environment.
csystem_clean_environment()
_ = csystem_forbid_core_dumps()
csystem_share_one_heap()
CouponTUICommand.runFromCommandLine()
