"""Every answer of the sandbox is what the contract says, is signed, and is refused where it must be."""

import base64
import subprocess
import time
from collections import Counter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from urllib3.util import SKIP_HEADER

from sandbox import BRAND, PARTNER, PROGRAM


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
    assert sandbox.act("rotate")[1] == 0
    newest = fetch()
    assert newest[:2] == serials and len(newest) == 3
    # The new one is handed out a day before it takes over.
    answers = []
    for hours in ("+23h", "+2h"):
        assert sandbox.act("clock", hours)[1] == 0
        answer = sandbox.send("GET", sandbox.list_target(), Wechatpay_Serial=None)
        sandbox.prove(answer)
        answers.append(answer.headers["Wechatpay-Serial"])
    assert answers == [serials[-1], newest[-1]]
    # Who names the public key still gets its signature.
    answer = sandbox.list()
    sandbox.prove(answer)
    assert answer.headers["Wechatpay-Serial"].startswith("PUB_KEY_ID_")


def test_without_platform_certificates_there_are_none(sandbox):
    assert sandbox.send("GET", "/v3/certificates").status_code == 404


def test_an_echo_changes_nothing(start):
    sandbox = start("--certificates", "1")
    public = sandbox.answer_keys[sandbox.profile["wechatpay_key_id"]]
    sealed = base64.b64encode(public.encrypt(
        "密".encode(), padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None))).decode()
    answer = sandbox.send("POST", "/v3/security/echo", {"echo_message": "券", "encrypted_echo_message": sealed})
    sandbox.prove(answer)
    assert answer.json() == {"echo_message": "券"}
    # What was encrypted for somebody else is not understood, and a key has to be named.
    broken = {"echo_message": "券", "encrypted_echo_message": base64.b64encode(b"x" * 256).decode()}
    assert sandbox.send("POST", "/v3/security/echo", broken).json()["code"] == "PARAM_ERROR"
    assert sandbox.send("POST", "/v3/security/echo", {"echo_message": "券"}, Wechatpay_Serial=None).status_code == 400
    serial = sandbox.send("GET", "/v3/certificates").json()["data"][0]["serial_no"]
    by_certificate = sandbox.send("POST", "/v3/security/echo", {"echo_message": "券"}, Wechatpay_Serial=serial)
    assert (by_certificate.status_code, by_certificate.headers["Wechatpay-Serial"]) == (200, serial)
    assert sandbox.effects() == []


def test_too_many_calls_in_a_second_are_refused(start):
    sandbox = start("--rate-limit", "5")
    answers = [sandbox.list() for _ in range(30)]
    refused = [a for a in answers if a.status_code == 429]
    assert refused and all(a.json()["code"] == "RATELIMIT_EXCEEDED" for a in refused)
    assert all(a.headers["Request-ID"].endswith("-270924289") for a in refused)


def test_without_being_told_the_sandbox_holds_to_the_documented_twenty_a_second(sandbox):
    offer = sandbox.list(page_size=1).json()["user_coupon_list"][0]["product_coupon"]["product_coupon_id"]
    target = f"{PARTNER}/product-coupons/{offer}?brand_id={sandbox.profile['brand_id']}"
    # However slow this machine is: sooner or later more than twenty come in one second.
    allowed, refused, deadline = Counter(), 0, time.monotonic() + 60
    while not refused and time.monotonic() < deadline:
        for answer in [sandbox.send("GET", target) for _ in range(40)]:
            allowed[answer.headers["Date"]] += answer.status_code == 200
            refused += answer.status_code == 429
    assert refused and max(allowed.values()) == 20


def test_probes_come_at_the_rate_that_was_set(start, is_proved):
    sandbox = start("--probes", "20")
    answers = [sandbox.list(page_size=1) for _ in range(20)]
    probes = [a for a in answers if a.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")]
    assert len(probes) == 4
    assert not any(is_proved(sandbox, answer) for answer in probes)


@pytest.mark.parametrize("is_careful", [True, False])
def test_a_client_that_believes_probes_is_found_out(start, is_careful, is_proved):
    """What a client believes to be done is compared with what was done, over every bundle of a world."""
    sandbox = start("--world", "load", "--coupons", "60", "--rounds", "3", "--probes", "50")
    believed = set()
    coupons, token = [], {}
    while True:
        page = sandbox.list(page_size=50, **token)
        if is_proved(sandbox, page):
            coupons += page.json()["user_coupon_list"]
            if "next_page_token" not in page.json():
                break
            token = {"page_token": page.json()["next_page_token"]}
    for coupon in coupons[::3]:
        bundle = coupon["user_product_coupon_bundle_info"]["user_coupon_bundle_id"]
        target, body = sandbox.bundle_order(coupon, f"PROBE_{bundle}")
        for _ in range(1 + is_careful):
            answer = sandbox.send("POST", target, body)
            if not is_careful or is_proved(sandbox, answer):
                states = {c["coupon_state"] for c in answer.json()["user_product_coupon_list"]}
                assert states == {"DEACTIVATED"}
                believed.add(bundle)
                break
    done = {effect["user_coupon_bundle_id"] for effect in sandbox.effects()}
    assert len(believed) == 20
    assert (believed == done) == is_careful


@pytest.mark.parametrize("variant", [PARTNER, BRAND])
def test_a_single_coupon_is_deactivated_once(sandbox, valid, variant):
    coupon = next(c for c in sandbox.all_coupons()
                  if "user_product_coupon_bundle_info" not in c and c["coupon_state"] == "EFFECTIVE")
    target, body = sandbox.coupon_order(coupon, "SINGLE_0001", variant=variant)
    answers = [sandbox.send("POST", target, body) for _ in range(2)]
    for answer in answers:
        sandbox.prove(answer)
        valid(answer.json(), ("Brand" if variant == BRAND else "") + "UserCoupon")
        assert answer.json()["coupon_state"] == "DEACTIVATED"
        assert answer.json()["deactivate_request_no"] == "SINGLE_0001"
    assert [effect["coupon_codes"] for effect in sandbox.effects()] == [[coupon["coupon_code"]]]


def test_a_world_is_the_same_at_the_same_moment(start):
    def pages(*options):
        sandbox = start(*options)
        return [sandbox.list(page_size=50).content, sandbox.list(page_size=5, coupon_state="USED").content]

    for world in (["demo"], ["training"], ["load", "--coupons", "60"]):
        options = ["--at", "2026-03-12T18:04:31+08:00", "--world", *world]
        assert pages(*options) == pages(*options)


def test_the_exercises_are_there(start):
    sandbox = start("--world", "training")
    listing = subprocess.run([PROGRAM, "training"], capture_output=True, text=True).stdout
    openids = [line.split()[1] for line in listing.splitlines() if line[:1].isdigit()]
    assert len(openids) == 12
    for openid in openids:
        answer = sandbox.list(openid=openid)
        sandbox.prove(answer)
        assert answer.status_code == 200
