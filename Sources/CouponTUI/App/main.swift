import CSystem

// Before anything else of the process is: the guardian is to hold nothing but itself, and no library may have looked at
// the environment.
csystem_clean_environment()
_ = csystem_run_guarded()
_ = csystem_forbid_core_dumps()
csystem_share_one_heap()
CouponTUICommand.runFromCommandLine()
