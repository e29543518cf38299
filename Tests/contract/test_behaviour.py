"""Where the contract is silent the sandbox can be either, on the wire as in its head."""

import time

import pytest

from conftest import bundle_of
from sandbox import BRAND, PARTNER

BUNDLE = bundle_of("USED", "EFFECTIVE", "PENDING")


@pytest.fixture
def begin(start, world):
    """A sandbox with one bundle of three, one round redeemed, that behaves as it is told."""

    def run(*switches, coupons=BUNDLE, options=()):
        behave = [word for switch in switches for word in ("--behave", switch)]
        return start("--world", world(*coupons), *behave, *options)

    return run


def deactivate(sandbox, number="SWITCH_0001", reason="顾客要求退款", variant=PARTNER):
    coupon = next(c for c in sandbox.all_coupons() if c.get("user_product_coupon_bundle_info"))
    return sandbox.send("POST", *sandbox.bundle_order(coupon, number, reason, variant))


def shape(coupons):
    """State, and a + for the reason."""
    return [c["coupon_state"] + "+" * ("deactivate_reason" in c) for c in coupons]


def sub_code(answer):
    return int(answer.headers["Request-ID"].rsplit("-", 1)[1])


@pytest.mark.parametrize("switch, answered, listed", [
    ("kept", ["USED", "DEACTIVATED+", "DEACTIVATED+"], None),
    ("deactivated", ["DEACTIVATED+", "DEACTIVATED+", "DEACTIVATED+"], None),
    ("left-out", ["DEACTIVATED+", "DEACTIVATED+"], ["USED", "DEACTIVATED+", "DEACTIVATED+"]),
    ("with-reason", ["USED+", "DEACTIVATED+", "DEACTIVATED+"], None),
])
def test_redeemed_coupons_of_a_deactivated_bundle_come_in_four_shapes(begin, valid, switch, answered, listed):
    sandbox = begin(f"used-coupons={switch}")
    answer = deactivate(sandbox)
    sandbox.prove(answer)
    valid(answer.json(), "UserCouponBundle")
    assert shape(answer.json()["user_product_coupon_list"]) == answered
    assert shape(sandbox.all_coupons()) == (listed or answered)
    assert len(sandbox.effects()[0]["coupon_codes"]) == (3 if switch == "deactivated" else 2)


@pytest.mark.parametrize("variant, expected", [(PARTNER, 268578367), (BRAND, 272756745)])
def test_or_the_call_is_refused_for_them(begin, variant, expected):
    sandbox = begin("used-coupons=refused")
    answer = deactivate(sandbox, variant=variant)
    sandbox.prove(answer)
    assert (answer.status_code, sub_code(answer)) == (400, expected)
    assert sandbox.effects() == [] and shape(sandbox.all_coupons()) == ["USED", "EFFECTIVE", "PENDING"]


@pytest.mark.parametrize("switch, status, listed", [
    ("kept", 200, ["EXPIRED", "DELETED", "DEACTIVATED+"]),
    ("deactivated", 200, ["DEACTIVATED+", "DEACTIVATED+", "DEACTIVATED+"]),
    ("refused", 400, ["EXPIRED", "DELETED", "EFFECTIVE"]),
])
def test_coupons_that_have_ended_stay_or_go_or_are_in_the_way(begin, switch, status, listed):
    sandbox = begin(f"ended-coupons={switch}", coupons=bundle_of("EXPIRED", "DELETED", "EFFECTIVE"))
    assert deactivate(sandbox).status_code == status
    assert shape(sandbox.all_coupons()) == listed


@pytest.mark.parametrize("switch, status", [("replay", 200), ("refuse", 400)])
def test_the_same_number_again(begin, switch, status):
    sandbox = begin(f"used-number={switch}")
    first, second = deactivate(sandbox), deactivate(sandbox)
    assert (first.status_code, second.status_code) == (200, status)
    assert (first.content == second.content) == (status == 200)
    # With another body it is refused under either.
    other = deactivate(sandbox, reason="账号被盗用")
    assert (other.status_code, sub_code(other)) == (400, 268578927)
    assert len(sandbox.effects()) == 1


@pytest.mark.parametrize("switch, code", [("invalid", "INVALID_REQUEST"), ("exists", "ALREADY_EXISTS")])
def test_a_number_that_was_used_otherwise(begin, switch, code):
    sandbox = begin(f"other-order={switch}")
    deactivate(sandbox)
    other = deactivate(sandbox, reason="账号被盗用")
    assert (other.json()["code"], sub_code(other)) == (code, 268578927)


def pages(sandbox):
    answers, token = [], None
    while not answers or token:
        answers.append(sandbox.list(page_size=2, **({"page_token": token} if token else {})).json())
        token = answers[-1].get("next_page_token")
    return answers


@pytest.mark.parametrize("switch, counted", [("first", [True, False]), ("always", [True, True]), ("never", [False, False])])
def test_where_the_total_of_a_list_stands(begin, switch, counted):
    answers = pages(begin(f"total-count={switch}"))
    assert ["total_count" in answer for answer in answers] == counted
    assert {answer["total_count"] for answer in answers if "total_count" in answer} <= {3}


@pytest.mark.parametrize("switch, last", [("absent", None), ("empty", "")])
def test_what_follows_the_last_page(begin, switch, last):
    assert [answer.get("next_page_token") for answer in pages(begin(f"last-token={switch}"))][-1] == last


@pytest.mark.parametrize("switch, status", [("refuse", 400), ("replay", 200)])
def test_another_number_on_a_deactivated_bundle(begin, switch, status):
    sandbox = begin(f"second-number={switch}")
    deactivate(sandbox)
    second = deactivate(sandbox, number="SWITCH_0002", reason="账号被盗用")
    sandbox.prove(second)
    assert second.status_code == status
    assert len(sandbox.effects()) == 1
    assert {c.get("deactivate_request_no") for c in sandbox.all_coupons()} == {None, "SWITCH_0001"}


@pytest.mark.parametrize("switch, is_ours", [("same", True), ("own", False)])
def test_the_request_number_that_a_coupon_shows(begin, switch, is_ours):
    sandbox = begin(f"coupon-number={switch}")
    deactivate(sandbox)
    numbers = [c["deactivate_request_no"] for c in sandbox.all_coupons()[1:]]
    assert (numbers == ["SWITCH_0001"] * 2) == is_ours
    assert is_ours or len(set(numbers)) == 2


@pytest.mark.parametrize("switch, is_signed", [("yes", True), ("no", False)])
def test_refusals_are_signed_or_not(begin, is_proved, switch, is_signed):
    sandbox = begin(f"signed-4xx={switch}")
    unknown = sandbox.list(openid="oNobody")
    assert (unknown.status_code, is_proved(sandbox, unknown)) == (400, is_signed)
    target = sandbox.list_target()
    unauthorized = sandbox.send("GET", target, Authorization=sandbox.authorization("POST", target))
    assert (unauthorized.status_code, is_proved(sandbox, unauthorized)) == (401, False)
    assert is_proved(sandbox, sandbox.list())


@pytest.mark.parametrize("lag", [0, 30])
def test_the_list_sees_a_write_at_once_or_later(begin, lag):
    sandbox = begin(f"list-lag={lag}")
    deactivate(sandbox)
    before, after = ["USED", "EFFECTIVE", "PENDING"], ["USED", "DEACTIVATED+", "DEACTIVATED+"]
    assert shape(sandbox.all_coupons()) == (before if lag else after)
    assert sandbox.act("clock", "+31s")[1] == 0
    assert shape(sandbox.all_coupons()) == after


@pytest.mark.parametrize("switch, count", [("listed", 3), ("hidden", 2)])
def test_rounds_whose_turn_has_not_come(begin, switch, count):
    sandbox = begin(f"later-rounds={switch}")
    listed = sandbox.list()
    assert len(listed.json()["user_coupon_list"]) == listed.json()["total_count"] == count
    answer = deactivate(sandbox)
    assert len(answer.json()["user_product_coupon_list"]) == count
    # They are deactivated all the same.
    assert len(sandbox.effects()[0]["coupon_codes"]) == 2


@pytest.mark.parametrize("switch, status", [("accept", 200), ("refuse", 401)])
def test_a_nonce_that_came_before(begin, switch, status):
    sandbox = begin(f"used-nonce={switch}")
    target = sandbox.list_target()
    header = sandbox.authorization("GET", target)
    statuses = [sandbox.send("GET", target, Authorization=header).status_code for _ in range(2)]
    assert statuses == [200, status]
    assert sandbox.list().status_code == 200


@pytest.mark.parametrize("switch, tolerance", [("in", 300), ("out", 299)])
def test_the_edge_of_the_five_minutes(begin, switch, tolerance):
    sandbox = begin(f"window-edge={switch}")
    target = sandbox.list_target()

    def is_let_in(offset):
        # The second must not turn between the signature and the answer.
        while True:
            now = int(time.time())
            header = sandbox.authorization("GET", target, timestamp=now + offset)
            status = sandbox.send("GET", target, Authorization=header).status_code
            if int(time.time()) == now:
                return status == 200

    assert [is_let_in(offset) for offset in (-301, -300, -299, 299, 300, 301)] == [
        abs(offset) <= tolerance for offset in (-301, -300, -299, 299, 300, 301)]


@pytest.mark.parametrize("switch, status", [("optional", 200), ("required", 400)])
def test_a_partner_that_does_not_name_the_key(begin, switch, status):
    sandbox = begin(f"partner-serial={switch}")
    answer = sandbox.send("GET", sandbox.list_target(), Wechatpay_Serial=None)
    assert answer.status_code == status
    assert sandbox.list().status_code == 200


@pytest.mark.parametrize("switch, is_named", [("named", True), ("certificate", False)])
def test_whose_key_signs(begin, switch, is_named):
    sandbox = begin(f"answer-key={switch}", options=("--certificates", "1"))
    serial = sandbox.list().headers["Wechatpay-Serial"]
    assert serial.startswith("PUB_KEY_ID_") == is_named


@pytest.mark.parametrize("switch, waits", [("no", False), ("yes", True)])
def test_a_429_says_when_to_come_again_or_does_not(begin, switch, waits):
    sandbox = begin(f"retry-after={switch}", options=("--rate-limit", "1"))
    answers = [sandbox.list() for _ in range(10)]
    refused = [a for a in answers if a.status_code == 429]
    assert refused and all(("Retry-After" in a.headers) == waits for a in refused)
