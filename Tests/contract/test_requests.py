"""What a client sends is taken apart as strictly as the contract allows, and each refusal says what is wrong."""

import http.client
import json
import ssl

import pytest

from sandbox import BRAND, PARTNER


def sub_code(answer):
    return int(answer.headers["Request-ID"].rsplit("-", 1)[1])


@pytest.fixture(scope="module")
def shared():
    from sandbox import Sandbox
    with Sandbox("--rate-limit", "0") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def bundle(shared):
    return next(c for c in shared.all_coupons() if c.get("user_product_coupon_bundle_info")
                and c["coupon_state"] == "EFFECTIVE")


REFUSED = [
    ({"out_request_no": None}, 268435461, "/body/out_request_no"),
    ({"out_request_no": 123456}, 268435461, "/body/out_request_no"),
    ({"out_request_no": "ABC12"}, 268435463, "/body/out_request_no"),
    ({"out_request_no": "A" * 41}, 268435462, "/body/out_request_no"),
    ({"out_request_no": "ABC 123"}, 268578101, "/body/out_request_no"),
    ({"out_request_no": "ABC.123"}, 268578101, "/body/out_request_no"),
    ({"deactivate_reason": ""}, 268435463, "/body/deactivate_reason"),
    ({"deactivate_reason": "退" * 151}, 268435462, "/body/deactivate_reason"),
    ({"deactivate_reason": ["退款"]}, 268435461, "/body/deactivate_reason"),
    ({"deactivate_reason": "退款☕😀"}, 268435461, None),
    ({"stock_bundle_id": None}, 268435461, "/body/stock_bundle_id"),
    ({"product_coupon_id": None}, 268435461, "/body/product_coupon_id"),
    ({"appid": None}, 268435461, "/body/appid"),
    ({"brand_id": None}, 268435461, "/body/brand_id"),
    ({"stock_id": "1000001001"}, 268435461, "/body/stock_id"),
]


@pytest.mark.parametrize("change, expected, field", REFUSED)
def test_a_body_that_is_not_as_documented(shared, bundle, valid, change, expected, field):
    target, body = shared.bundle_order(bundle, "REQUEST_0001")
    body.update(change)
    for missing in [name for name, value in change.items() if value is None]:
        # Null means absent.
        for form in (body, {name: value for name, value in body.items() if name != missing}):
            check(shared, valid, shared.send("POST", target, form), expected, field)
        return
    check(shared, valid, shared.send("POST", target, body), expected, field)


def check(shared, valid, answer, expected, field):
    shared.prove(answer)
    valid(answer.json(), "ErrorEnvelope")
    assert (answer.status_code, answer.json()["code"], sub_code(answer)) == (400, "PARAM_ERROR", expected)
    assert answer.json().get("detail", {}).get("field") == field
    assert shared.effects() == []


@pytest.mark.parametrize("raw", [
    b"", b"{", b"[]", b"null", b'"text"', b"{}", b'{"appid":"a","appid":"b"}', b"\xff\xfe", b'{"a":' + b"[" * 100_000,
])
def test_a_body_that_is_no_object_at_all(shared, bundle, raw):
    target, _ = shared.bundle_order(bundle, "REQUEST_0001")
    answer = shared.send("POST", target, raw, Content_Type="application/json")
    shared.prove(answer)
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_a_body_that_is_not_said_to_be_json(shared, bundle):
    target, body = shared.bundle_order(bundle, "REQUEST_0001")
    for kind in (None, "text/plain", "application/x-www-form-urlencoded"):
        answer = shared.send("POST", target, json.dumps(body).encode(), Content_Type=kind)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")


def test_a_body_that_is_too_large_is_told_so(shared, bundle):
    target, body = shared.bundle_order(bundle, "REQUEST_0001")
    answer = shared.send("POST", target, json.dumps(body).encode() + b" " * (1 << 20), session=shared.new_session())
    assert answer.status_code == 413
    assert shared.list(page_size=1).status_code == 200 and shared.effects() == []


@pytest.mark.parametrize("query, expected, field", [
    ({"page_size": "0"}, 268435464, "page_size"), ({"page_size": "51"}, 268435464, "page_size"),
    ({"page_size": "-1"}, 268435461, "page_size"), ({"page_size": "ten"}, 268435461, "page_size"),
    ({"page_size": "9" * 40}, 268435461, "page_size"), ({"coupon_state": "FROZEN"}, 268435461, "coupon_state"),
    ({"page_token": "made-up"}, 268435461, "page_token"), ({"openid": "x"}, 268435461, "openid"),
    ({"appid": ""}, 268435463, "appid"),
])
def test_a_query_that_is_not_as_documented(shared, query, expected, field):
    answer = shared.list(**query) if "openid" not in query else shared.send("GET", shared.list_target() + "&openid=x")
    shared.prove(answer)
    assert (answer.status_code, answer.json()["code"], sub_code(answer)) == (400, "PARAM_ERROR", expected)
    assert answer.json()["detail"]["field"] == f"/query/{field}"


def test_a_parameter_that_stands_twice_and_a_token_of_another_question(shared):
    assert shared.send("GET", shared.list_target() + "&appid=x").json()["code"] == "PARAM_ERROR"
    token = shared.list(page_size=5).json()["next_page_token"]
    assert shared.list(page_size=5, page_token=token).status_code == 200
    assert shared.list(page_size=5, page_token=token, coupon_state="USED").status_code == 400


@pytest.mark.parametrize("encoded, status", [
    ("oDemo5LinXi0ChenGuang7Kf2aQw", 200), ("o%44emo5LinXi0ChenGuang7Kf2aQw", 200),
    ("odemo5linxi0chenguang7kf2aqw", 400), ("oDemo5LinXi0ChenGuang7Kf2aQw%", 400), ("o%zz", 400), ("o%FF", 400),
    ("o%2Fx", 400), ("o%00", 400), ("%F0%9F%98%80", 400), ("x" * 129, 400), ("", 404), ("a/b", 404),
])
def test_an_openid_in_a_path(shared, encoded, status):
    """It is decoded once, its case counts, and an encoded slash does not split it."""
    query = f"?appid={shared.profile['appid']}&brand_id={shared.profile['brand_id']}"
    target = f"{PARTNER}/users/{encoded}/coupons{query}"
    # `requests` would mend what is wrong.
    context = ssl.create_default_context(cafile=shared.ready["ca_file"])
    wire = http.client.HTTPSConnection("127.0.0.1", int(shared.url.rsplit(":", 1)[1]), context=context, timeout=60)
    wire.request("GET", target, headers={
        "Accept": "application/json", "User-Agent": "path", "Authorization": shared.authorization("GET", target)})
    assert wire.getresponse().status == status
    wire.close()


@pytest.mark.parametrize("method, path, status, allow", [
    ("POST", "/users/o/coupons", 405, "GET"), ("DELETE", "/users/o/coupons/1", 405, "GET"),
    ("GET", "/users/o/coupon-bundles/1/deactivate", 405, "POST"), ("PUT", "/product-coupons/1", 405, "GET"),
    ("GET", "/users/o", 404, None), ("GET", "/users/o/coupons/", 404, None), ("GET", "/stock-bundles/1", 404, None),
    ("POST", "/users/o/coupons/1/deactivate/", 404, None),
])
@pytest.mark.parametrize("variant", [PARTNER, BRAND])
def test_a_call_that_nobody_documented(shared, variant, method, path, status, allow):
    answer = shared.send(method, variant + path)
    assert (answer.status_code, answer.headers.get("Allow"), answer.content) == (status, allow, b"")


@pytest.mark.parametrize("variant, unknown_openid", [(PARTNER, 268578526), (BRAND, 268578532)])
def test_each_refusal_has_its_number(shared, bundle, variant, unknown_openid):
    target, body = shared.bundle_order(bundle, "REQUEST_0001", variant=variant)
    place = target.index("/users/")

    def send(path=target, **changes):
        answer = shared.send("POST", path, {**body, **changes})
        shared.prove(answer)
        return answer.status_code, answer.json()["code"], sub_code(answer)

    assert send(appid="wxunknown") == (400, "INVALID_REQUEST", 268578704)
    assert send(stock_bundle_id="1") == (404, "RESOURCE_NOT_EXISTS", 268578608)
    assert send(product_coupon_id="1") == (404, "RESOURCE_NOT_EXISTS", 268578608)
    other = variant + "/users/oCast5ZhouMing0ChenGuang1b9R" + target[target.index("/coupon-bundles"):]
    assert send(other) == (404, "RESOURCE_NOT_EXISTS", 268578608)
    nobody = target[:place] + "/users/oNobody" + target[target.index("/coupon-bundles"):]
    assert send(nobody) == (400, "PARAM_ERROR", unknown_openid)
    if variant == PARTNER:
        assert send(brand_id="999999") == (403, "NO_AUTH", 268579803)
    round_alone, order = shared.coupon_order(bundle, "REQUEST_0002", variant=variant)
    answer = shared.send("POST", round_alone, order)
    assert (answer.status_code, sub_code(answer)) == (400, 268578224)
    missing = shared.send("POST", round_alone.replace(bundle["coupon_code"], "1" * 22), order)
    assert (missing.status_code, sub_code(missing)) == (404, 268578608 if variant == PARTNER else 268578851)
    assert shared.effects() == []


@pytest.mark.parametrize("language, expected", [
    (None, "zh-CN"), ("en", "en"), ("zh-CN", "zh-CN"), ("zh-HK", "zh-HK"), ("zh-TW", "zh-TW"),
    ("fr;q=0.9, en;q=0.3", "en"), ("tlh", "zh-CN"),
])
def test_messages_come_in_four_languages_and_nothing_else_changes(shared, language, expected):
    answer = shared.send("GET", shared.list_target(openid="oNobody"), Accept_Language=language)
    shared.prove(answer)
    texts = {"zh-CN": "解析OpenID错误", "zh-HK": "解析OpenID錯誤", "zh-TW": "解析OpenID錯誤",
             "en": "The OpenID cannot be resolved"}
    assert answer.headers["Content-Language"] == expected
    assert answer.json() == {"code": "PARAM_ERROR", "message": texts[expected]}
