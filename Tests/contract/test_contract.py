"""Every answer of the sandbox is what the contract says, is signed, and is refused where it must be."""

import base64
import subprocess
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from urllib3.util import SKIP_HEADER

from sandbox import BRAND, PARTNER, PROGRAM


def act(sandbox, *order):
    return subprocess.run(
        [PROGRAM, "act", "--state", sandbox.ready["state_dir"], *order], capture_output=True, text=True)


def first_bundle(sandbox):
    return [c for c in sandbox.all_coupons() if "user_product_coupon_bundle_info" in c][:3]


def catalogue(sandbox, coupon, variant):
    """The calls about offers, and the schema of each answer."""
    brand = f"?brand_id={sandbox.profile['brand_id']}" if variant == PARTNER else ""
    offer = f"{variant}/product-coupons/{coupon['product_coupon']['product_coupon_id']}"
    yield f"{offer}{brand}", "ProductCoupon"
    yield f"{offer}/stocks{brand}", "StockPage"
    yield f"{offer}/stocks/{coupon['stock']['stock_id']}{brand}", "Stock"


@pytest.mark.parametrize("variant", [PARTNER, BRAND])
def test_every_look_up_is_what_the_schema_says(sandbox, valid, variant):
    prefix = "Brand" if variant == BRAND else ""
    answer = sandbox.list(variant=variant, page_size=50)
    sandbox.prove(answer)
    valid(answer.json(), prefix + "UserCouponPage")
    assert answer.headers["Request-ID"].endswith("-0")
    coupon = answer.json()["user_coupon_list"][0]
    single = (f"{variant}/users/{sandbox.openid}/coupons/{coupon['coupon_code']}?appid={sandbox.profile['appid']}"
              f"&product_coupon_id={coupon['product_coupon']['product_coupon_id']}"
              f"&stock_id={coupon['stock']['stock_id']}")
    if variant == PARTNER:
        single += f"&brand_id={sandbox.profile['brand_id']}"
    for target, schema in [(single, "UserCoupon"), *catalogue(sandbox, coupon, variant)]:
        answer = sandbox.send("GET", target)
        assert answer.status_code == 200, answer.text
        sandbox.prove(answer)
        valid(answer.json(), prefix + schema)
        assert (b'"brand_id"' in answer.content) == (variant == PARTNER)


@pytest.mark.parametrize("variant", [PARTNER, BRAND])
def test_a_bundle_is_deactivated_once_and_the_truth_is_written_down(sandbox, valid, variant):
    bundle = first_bundle(sandbox)
    target, body = sandbox.bundle_order(bundle[0], "CONTRACT_0001", variant=variant)
    answers = [sandbox.send("POST", target, body) for _ in range(3)]
    for answer in answers:
        assert answer.status_code == 200
        sandbox.prove(answer)
        valid(answer.json(), ("Brand" if variant == BRAND else "") + "UserCouponBundle")
        assert answer.content == answers[0].content
    effects = sandbox.effects()
    assert [effect["out_request_no"] for effect in effects] == ["CONTRACT_0001"]
    assert effects[0]["coupon_codes"] == [c["coupon_code"] for c in bundle[1:]]
    assert [line["status"] for line in sandbox.requests_seen()][-3:] == [200, 200, 200]


def test_what_is_not_signed_by_the_merchant_is_refused(sandbox):
    target = sandbox.list_target()
    good = sandbox.authorization("GET", target)
    now = int(time.time())
    wrong = [
        good.replace("WECHATPAY2", "WECHATPAY3"), good.replace("mchid", "brand_id"), good[:-1],
        sandbox.authorization("GET", target + "&"), sandbox.authorization("POST", target),
        sandbox.authorization("GET", target, b"x"), sandbox.authorization("GET", target, timestamp=now - 310),
        sandbox.authorization("GET", target, timestamp=now + 310),
    ]
    for header in wrong:
        answer = sandbox.send("GET", target, Authorization=header)
        assert answer.status_code == 401, header
        assert answer.json()["code"] == "SIGN_ERROR"
        assert "Wechatpay-Signature" not in answer.headers
        assert "Date" in answer.headers


@pytest.mark.parametrize("missing", [{"Accept": None}, {"User-Agent": SKIP_HEADER}])
def test_a_request_without_common_headers_is_refused(sandbox, missing):
    answer = sandbox.send("GET", sandbox.list_target(), **missing)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")


def test_refusals_are_signed_and_speak_the_language_that_is_asked_for(sandbox, valid):
    chinese = sandbox.list(openid="oNobody")
    english = sandbox.send("GET", sandbox.list_target(openid="oNobody"), Accept_Language="en")
    for answer in (chinese, english):
        sandbox.prove(answer)
        valid(answer.json(), "ErrorEnvelope")
        assert answer.headers["Request-ID"].endswith("-268578526")
    assert chinese.json()["message"] != english.json()["message"] and english.json()["message"].isascii()


def test_a_brand_has_to_name_the_key_and_must_not_name_itself(sandbox):
    target = sandbox.list_target(variant=BRAND)
    assert sandbox.send("GET", target, Wechatpay_Serial=None).status_code == 400
    assert sandbox.send("GET", target, Wechatpay_Serial="PUB_KEY_ID_1").status_code == 400
    assert sandbox.send("GET", target + "&brand_id=120344").json()["code"] == "PARAM_ERROR"
    scheme = sandbox.authorization("GET", target).replace("-BRAND", "2")
    assert sandbox.send("GET", target, Authorization=scheme).status_code == 401


def test_certificates_are_sealed_and_rotate(start, valid):
    sandbox = start("--certificates", "2")
    key = AESGCM((sandbox.folder / "apiv3.key").read_bytes())

    def fetch():
        answer = sandbox.send("GET", "/v3/certificates")
        sandbox.prove(answer)
        valid(answer.json(), "CertificateList")
        for item in answer.json()["data"]:
            sealed = item["encrypt_certificate"]
            pem = key.decrypt(
                sealed["nonce"].encode(), base64.b64decode(sealed["ciphertext"]), sealed["associated_data"].encode())
            certificate = x509.load_pem_x509_certificate(pem)
            assert f"{certificate.serial_number:040X}" == item["serial_no"]
            sandbox.answer_keys[item["serial_no"]] = certificate.public_key()
        return [item["serial_no"] for item in answer.json()["data"]]

    serials = fetch()
    assert len(serials) == 2
    # Who does not name the public key gets the newest certificate's signature.
    answer = sandbox.send("GET", sandbox.list_target(), Wechatpay_Serial=None)
    sandbox.prove(answer)
    assert answer.headers["Wechatpay-Serial"] == serials[-1]
    assert act(sandbox, "rotate").returncode == 0
    assert fetch()[:2] == serials
    answer = sandbox.send("GET", sandbox.list_target(), Wechatpay_Serial=None)
    sandbox.prove(answer)
    assert answer.headers["Wechatpay-Serial"] not in serials


def test_without_platform_certificates_there_are_none(sandbox):
    assert sandbox.send("GET", "/v3/certificates").status_code == 404


def test_an_echo_changes_nothing(sandbox):
    answer = sandbox.send("POST", "/v3/security/echo", {"echo_message": "券"})
    sandbox.prove(answer)
    assert answer.json() == {"echo_message": "券"}
    assert sandbox.effects() == []


def test_too_many_calls_in_a_second_are_refused(start):
    sandbox = start("--rate-limit", "5")
    answers = [sandbox.list() for _ in range(30)]
    refused = [a for a in answers if a.status_code == 429]
    assert refused and all(a.json()["code"] == "RATELIMIT_EXCEEDED" for a in refused)
    assert all(a.headers["Request-ID"].endswith("-270924289") for a in refused)


def test_probes_come_at_the_rate_that_was_set(start):
    sandbox = start("--probes", "20")
    answers = [sandbox.list(page_size=1) for _ in range(20)]
    probes = [a for a in answers if a.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")]
    assert len(probes) == 4


def test_shop_and_customer_act_while_the_agent_looks(sandbox):
    first, second, _ = first_bundle(sandbox)
    assert act(sandbox, "use", second["coupon_code"]).returncode == 0
    assert act(sandbox, "use", first["coupon_code"]).returncode == 1
    assert act(sandbox, "clock", "+120d").returncode == 0
    states = {c["coupon_code"]: c["coupon_state"] for c in sandbox.all_coupons()}
    assert states[second["coupon_code"]] == "USED"
    assert not {"EFFECTIVE", "PENDING", "CONFIRMING"} & set(states.values())
    assert [effect["effect"] for effect in sandbox.effects()] == ["use"]


@pytest.mark.parametrize("lateness, effects", [("+2m", 1), ("+10m", 0)])
def test_a_straggler_lands_later_unless_it_has_become_too_old(start, lateness, effects):
    sandbox = start("--fault", f"1 POST straggler:{60 if effects else 400}")
    target, body = sandbox.bundle_order(first_bundle(sandbox)[0], "STRAGGLER_1")
    with pytest.raises(Exception, match="Connection"):
        sandbox.send("POST", target, body)
    assert sandbox.effects() == []
    assert act(sandbox, "clock", lateness).returncode == 0
    assert len(sandbox.effects()) == effects


def test_the_exercises_are_there(start):
    sandbox = start("--world", "training")
    listing = subprocess.run([PROGRAM, "training"], capture_output=True, text=True).stdout
    openids = [line.split()[1] for line in listing.splitlines() if line[:1].isdigit()]
    assert len(openids) == 12
    for openid in openids:
        answer = sandbox.list(openid=openid)
        sandbox.prove(answer)
        assert answer.status_code == 200
