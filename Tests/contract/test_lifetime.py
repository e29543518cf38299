"""Coupons live through time, through their customer and through the shop, while an agent looks."""

from datetime import datetime, timedelta, timezone

import pytest

from conftest import bundle_of
from sandbox import BRAND, PARTNER

CHINA = timezone(timedelta(hours=8))
# A Thursday.
THURSDAY = "2026-03-12T18:04:31+08:00"


def states(sandbox):
    return [c["coupon_state"] for c in sandbox.all_coupons()]


def moment(**later):
    return (datetime.fromisoformat(THURSDAY) + timedelta(**later)).isoformat()


def test_validity_begins_and_ends_by_itself(start, world):
    sandbox = start("--at", THURSDAY, "--world", world(
        {"coupon_code": "live", "valid_end_time": moment(hours=2)},
        {"coupon_code": "waiting", "coupon_state": "PENDING", "valid_begin_time": moment(hours=1)},
        {"coupon_code": "asked", "coupon_state": "CONFIRMING", "valid_end_time": moment(hours=2)}))
    assert states(sandbox) == ["EFFECTIVE", "PENDING", "CONFIRMING"]
    assert sandbox.act("clock", "+61m")[1] == 0
    assert states(sandbox) == ["EFFECTIVE", "EFFECTIVE", "CONFIRMING"]
    assert sandbox.act("clock", "+1h")[1] == 0
    assert states(sandbox) == ["EXPIRED", "EFFECTIVE", "EXPIRED"]


def test_rounds_are_redeemed_in_order_and_returned_from_the_end(start, world, valid):
    sandbox = start("--at", THURSDAY, "--world", world(*bundle_of("EFFECTIVE", "EFFECTIVE", "EFFECTIVE", bundle="7204419")))
    first, second, third = [c["coupon_code"] for c in sandbox.all_coupons()]
    assert sandbox.act("use", second) == ("refused: The state of the user coupon does not allow this (268578367)", 1)
    assert [sandbox.act("use", code)[1] for code in (first, second)] == [0, 0]
    assert states(sandbox) == ["USED", "USED", "EFFECTIVE"]
    assert sandbox.act("return", first)[1] == 1
    assert sandbox.act("return", second)[1] == 0
    coupons = sandbox.all_coupons()
    assert {c["user_product_coupon_bundle_info"]["used_count"] for c in coupons} == {1}
    assert {"use_time", "return_time"} <= coupons[1]["progressive_bundle_usage_detail"].keys()
    for coupon in coupons:
        valid(coupon, "UserCoupon")
    assert [e["effect"] for e in sandbox.effects()] == ["use", "use", "return"]


def test_a_pause_between_rounds_has_to_pass(start, world):
    sandbox = start("--at", THURSDAY, "--world", world(
        *bundle_of("EFFECTIVE", "EFFECTIVE", bundle="7204420", interval_days=1)))
    first, second = [c["coupon_code"] for c in sandbox.all_coupons()]
    assert sandbox.act("use", first)[1] == 0
    assert "272755717" in sandbox.act("use", second)[0]
    # Midnight is less than six hours away.
    assert sandbox.act("clock", "+6h")[1] == 0
    assert sandbox.act("use", second)[1] == 0


@pytest.mark.parametrize("week, is_open", [
    ({"day_list": ["THURSDAY"]}, True), ({"day_list": ["FRIDAY"]}, False),
    ({"day_list": ["THURSDAY"], "day_period_list": [{"begin_time": 64800, "end_time": 68400}]}, True),
    ({"day_list": ["THURSDAY"], "day_period_list": [{"begin_time": 60, "end_time": 3600}]}, False),
])
def test_a_weekly_window_is_open_or_shut(start, world, week, is_open):
    period = {"available_begin_time": moment(days=-9), "available_end_time": moment(days=9),
              "weekly_available_period": week}
    sandbox = start("--at", THURSDAY, "--world", world({"coupon_code": "weekly", "period": period}))
    said, status = sandbox.act("use", "weekly")
    assert (status, "272755717" in said) == ((0, False) if is_open else (1, True))
    # Outside its frame no window helps; the frame's number is another one.
    assert sandbox.act("clock", "+10d")[1] == 0
    if not is_open:
        assert "272755715" in sandbox.act("use", "weekly")[0]


def test_fixed_windows_and_a_coupon_that_was_deleted_confirmed_or_is_nobodys(start, world):
    fixed = {"irregular_available_period_list": [{"begin_time": moment(hours=1), "end_time": moment(hours=2)}]}
    sandbox = start("--at", THURSDAY, "--world", world(
        {"coupon_code": "fixed", "period": fixed}, {"coupon_code": "asked", "coupon_state": "CONFIRMING"},
        {"coupon_code": "gone"}))
    assert sandbox.act("use", "fixed")[1] == 1
    assert sandbox.act("clock", "+90m")[1] == 0
    assert sandbox.act("use", "fixed")[1] == 0
    assert sandbox.act("delete", "fixed")[1] == 1
    assert sandbox.act("use", "asked")[1] == 1
    assert sandbox.act("confirm", "asked")[1] == 0
    assert sandbox.act("delete", "gone")[1] == 0
    assert "268578851" in sandbox.act("delete", "nobody")[0]
    assert states(sandbox) == ["USED", "EFFECTIVE", "DELETED"]


@pytest.mark.parametrize("variant, expired, redeemed", [
    (PARTNER, 268578776, 268578367), (BRAND, 272756790, 272756745)])
def test_what_has_ended_cannot_be_deactivated_and_says_why(start, world, variant, expired, redeemed):
    sandbox = start("--at", THURSDAY, "--world", world(
        *({"coupon_code": state, "coupon_state": state} for state in ("USED", "EXPIRED", "DELETED", "DEACTIVATED")),
        *bundle_of("EXPIRED", "EXPIRED", bundle="7204421"), *bundle_of("USED", "USED", bundle="7304422")))
    coupons = sandbox.all_coupons()
    numbers = []
    for coupon in coupons[:4]:
        answer = sandbox.send("POST", *sandbox.coupon_order(coupon, "ENDED_0001", variant=variant))
        sandbox.prove(answer)
        numbers.append(int(answer.headers["Request-ID"].rsplit("-", 1)[1]))
    for coupon in (coupons[4], coupons[6]):
        answer = sandbox.send("POST", *sandbox.bundle_order(coupon, "ENDED_0001", variant=variant))
        numbers.append(int(answer.headers["Request-ID"].rsplit("-", 1)[1]))
    assert numbers == [redeemed, expired, 272756769, 268578367, expired, redeemed]
    assert sandbox.effects() == []


def test_a_waiting_bundle_is_deactivated_whole_and_stays_so(start, world):
    sandbox = start("--at", THURSDAY, "--world", world(
        *bundle_of("CONFIRMING", "CONFIRMING", "PENDING", bundle="7204423", valid_end_time=moment(days=1))))
    answer = sandbox.send("POST", *sandbox.bundle_order(sandbox.all_coupons()[0], "WAITING_0001"))
    assert {c["deactivate_time"] for c in answer.json()["user_product_coupon_list"]} <= {
        moment(seconds=s) for s in range(60)}
    # Neither time nor anybody changes it any more.
    assert sandbox.act("clock", "+2d")[1] == 0
    assert states(sandbox) == ["DEACTIVATED"] * 3
    assert all(sandbox.act(word, "7204420")[1] == 1 for word in ("use", "return", "delete", "confirm"))


@pytest.mark.parametrize("seconds, move, effects", [(60, "+10m", 1), (299, "+10m", 1), (400, "+10m", 0), (60, "+30s", 0)])
def test_a_straggler_lands_at_its_own_moment_unless_it_has_become_too_old(start, seconds, move, effects):
    sandbox = start("--fault", f"1 POST straggler:{seconds}")
    bundle = next(c for c in sandbox.all_coupons() if "user_product_coupon_bundle_info" in c)
    target, body = sandbox.bundle_order(bundle, "STRAGGLER_1")
    with pytest.raises(Exception, match="Connection"):
        sandbox.send("POST", target, body)
    assert sandbox.effects() == []
    assert sandbox.act("clock", move)[1] == 0
    assert len(sandbox.effects()) == effects
    if effects:
        landed = datetime.fromisoformat(sandbox.effects()[0]["at"])
        sent = datetime.fromisoformat(sandbox.requests_seen()[-2]["at"])
        assert (landed - sent).total_seconds() == pytest.approx(seconds, abs=1)


def test_a_straggler_lands_although_nobody_asks_for_anything(start):
    sandbox = start("--fault", "1 POST straggler:1")
    bundle = next(c for c in sandbox.all_coupons() if "user_product_coupon_bundle_info" in c)
    with pytest.raises(Exception, match="Connection"):
        sandbox.send("POST", *sandbox.bundle_order(bundle, "STRAGGLER_1"))
    sandbox.wait_for(lambda: len(sandbox.effects()) == 1)


def test_a_request_that_waits_is_carried_out_though_its_client_has_left(start):
    sandbox = start("--fault", "1 POST late:60000@request")
    bundle = next(c for c in sandbox.all_coupons() if "user_product_coupon_bundle_info" in c)
    with pytest.raises(Exception, match="timed out"):
        sandbox.send("POST", *sandbox.bundle_order(bundle, "LATE_0001"), timeout=0.5)
    assert sandbox.effects() == []
    assert sandbox.act("clock", "+2m")[1] == 0
    assert [e["out_request_no"] for e in sandbox.effects()] == ["LATE_0001"]
