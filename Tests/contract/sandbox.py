"""An independent client of the sandbox gateway: it shares no code with the product and none with the sandbox."""

import base64
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import tempfile
import time
import tomllib
from urllib.parse import quote, urlencode

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("COUPON_SANDBOX", str(ROOT / ".build/debug/coupon-sandbox"))
PARTNER = "/v3/marketing/partner/product-coupon"
BRAND = "/brand/marketing/product-coupon"


# Keys take longest to make: all sandboxes of a test run have the same ones.
KEYS = tempfile.TemporaryDirectory(prefix="coupon-contract-")


class NotProved(Exception):
    """The answer cannot be shown to come from the gateway."""


class Sandbox:
    """A running `coupon-sandbox serve`, and the keys with which to talk to it."""

    def __init__(self, *options):
        self.keeper = tempfile.TemporaryDirectory(prefix="coupon-contract-")
        keys, state = pathlib.Path(KEYS.name), pathlib.Path(self.keeper.name) / "state"
        if (keys / "kept").exists():
            shutil.copytree(keys / "kept", state)
        # When this process ends, so does the sandbox: its standard input closes.
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--state", str(state), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())
        if not (keys / "kept").exists():
            shutil.copytree(state, keys / "kept", ignore=lambda _, names: {n for n in names if n.endswith((".sock", ".log"))})
        self.url = self.ready["url"]
        self.folder = pathlib.Path(self.ready["config_file"]).parent
        self.profiles = tomllib.loads((self.folder / "config.toml").read_text())["profiles"]
        self.profile = self.profiles["sandbox"]
        self.openid = self.ready["openid"]
        key = (self.folder / self.profile["merchant_key"]).read_bytes()
        self.merchant_key = serialization.load_pem_private_key(key, None)
        public = (self.folder / self.profile["wechatpay_key"]).read_bytes()
        self.answer_keys = {self.profile["wechatpay_key_id"]: serialization.load_pem_public_key(public)}
        self.session = self.new_session()

    def new_session(self):
        session = requests.Session()
        session.verify = self.ready["ca_file"]
        session.trust_env = False
        session.headers.update({"Accept": "application/json", "User-Agent": "contract-test"})
        return session

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        self.keeper.cleanup()

    def sign(self, text):
        return base64.b64encode(self.merchant_key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()

    def authorization(self, method, target, body=b"", timestamp=None, nonce=None, identity=None, scheme=None):
        timestamp = timestamp or int(time.time())
        nonce = nonce or secrets.token_hex(16)
        signature = self.sign(f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n")
        if target.startswith("/brand/"):
            identity = identity or f'brand_id="{self.profile["brand_id"]}"'
            scheme = scheme or "WECHATPAY-BRAND-SHA256-RSA2048"
        identity = identity or f'mchid="{self.profile["merchant_id"]}"'
        scheme = scheme or "WECHATPAY2-SHA256-RSA2048"
        serial = self.profile["merchant_serial"]
        return (f'{scheme} {identity},nonce_str="{nonce}",signature="{signature}",'
                f'timestamp="{timestamp}",serial_no="{serial}"')

    def send(self, method, target, body=b"", session=None, timeout=10, **headers):
        """Sends a signed request; `body` is bytes or a value that becomes JSON."""
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        all_headers = {"Authorization": self.authorization(method, target, body)}
        all_headers["Wechatpay-Serial"] = self.profile["wechatpay_key_id"]
        if body:
            all_headers["Content-Type"] = "application/json"
        for name, value in headers.items():
            all_headers[name.replace("_", "-")] = value
        # Prepared by hand, so that nobody encodes the target anew after it was signed.
        request = requests.Request(method, self.url, headers=all_headers, data=body or None)
        prepared = (session or self.session).prepare_request(request)
        prepared.url = self.url + target
        return (session or self.session).send(prepared, timeout=timeout, allow_redirects=False)

    def prove(self, answer):
        """Raises `NotProved` unless the answer is well signed and fresh."""
        headers = answer.headers
        try:
            timestamp, nonce = headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"]
            signature, serial = headers["Wechatpay-Signature"], headers["Wechatpay-Serial"]
        except KeyError as missing:
            raise NotProved(f"{missing} is missing") from None
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
            raise NotProved(f"timestamp {timestamp}")
        if serial not in self.answer_keys:
            raise NotProved(f"unknown key {serial}")
        text = f"{timestamp}\n{nonce}\n".encode() + answer.content + b"\n"
        try:
            self.answer_keys[serial].verify(
                base64.b64decode(signature, validate=True), text, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            raise NotProved("signature") from None

    # The calls.

    def list_target(self, openid=None, variant=PARTNER, **query):
        query = {"appid": self.profile["appid"], **query}
        if variant == PARTNER:
            query["brand_id"] = self.profile["brand_id"]
        return f"{variant}/users/{quote(openid or self.openid, safe='')}/coupons?{urlencode(query)}"

    def list(self, openid=None, variant=PARTNER, **query):
        return self.send("GET", self.list_target(openid, variant, **query))

    def all_coupons(self, openid=None, **query):
        coupons, token = [], {}
        while True:
            answer = self.list(openid, page_size=50, **query, **token)
            self.prove(answer)
            page = answer.json()
            coupons += page.get("user_coupon_list", [])
            if not page.get("next_page_token"):
                return coupons
            token = {"page_token": page["next_page_token"]}

    def bundle_order(self, coupon, number, reason="顾客要求退款", variant=PARTNER):
        """Path and body that deactivate the bundle to which `coupon` belongs."""
        bundle = coupon["user_product_coupon_bundle_info"]["user_coupon_bundle_id"]
        body = {
            "product_coupon_id": coupon["product_coupon"]["product_coupon_id"],
            "stock_bundle_id": coupon["stock"]["stock_bundle_info"]["stock_bundle_id"],
            "appid": self.profile["appid"], "out_request_no": number, "deactivate_reason": reason,
        }
        if variant == PARTNER:
            body["brand_id"] = self.profile["brand_id"]
        return f"{variant}/users/{quote(self.openid, safe='')}/coupon-bundles/{bundle}/deactivate", body

    def coupon_order(self, coupon, number, reason="顾客要求退款", variant=PARTNER):
        """Path and body that deactivate a single coupon."""
        body = {
            "product_coupon_id": coupon["product_coupon"]["product_coupon_id"], "stock_id": coupon["stock"]["stock_id"],
            "appid": self.profile["appid"], "out_request_no": number, "deactivate_reason": reason,
        }
        if variant == PARTNER:
            body["brand_id"] = self.profile["brand_id"]
        return f"{variant}/users/{quote(self.openid, safe='')}/coupons/{coupon['coupon_code']}/deactivate", body

    def act(self, *order):
        """What the program said, and its exit status."""
        done = subprocess.run(
            [PROGRAM, "act", "--state", self.ready["state_dir"], *order], capture_output=True, text=True)
        return done.stdout.strip() or done.stderr.strip(), done.returncode

    @staticmethod
    def wait_for(condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come about"
            time.sleep(0.02)

    def effects(self):
        return self.log("effects_log")

    def requests_seen(self):
        return self.log("requests_log")

    def log(self, name):
        with open(self.ready[name], encoding="utf-8") as lines:
            # A line without its end is still being written.
            return [json.loads(line) for line in lines if line.endswith("\n")]
