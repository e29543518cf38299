import json
import pathlib

import jsonschema
import pytest
import yaml

from sandbox import NotProved, Sandbox

DOCUMENT = yaml.safe_load((pathlib.Path(__file__).parent / "schema.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def start():
    """Starts sandboxes that end with the test."""
    running = []

    def begin(*options):
        running.append(Sandbox(*options))
        return running[-1]

    yield begin
    for sandbox in running:
        sandbox.__exit__()


@pytest.fixture
def sandbox(start):
    return start()


@pytest.fixture
def valid():
    """Raises unless a value is what the contract's schema of that name says."""

    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    return check


@pytest.fixture
def world(tmp_path):
    """Writes a world file: each coupon has what the contract asks for, and what a test gives it besides."""
    path = tmp_path / "world.jsonl"

    def write(*coupons, brand="120344", openid="oAnna", appid="wx233544546545989"):
        period = {"available_begin_time": "2020-01-01T00:00:00+08:00", "available_end_time": "2099-12-31T23:59:59+08:00"}
        with path.open("a", encoding="utf-8") as file:
            for coupon in coupons:
                coupon = dict(coupon)
                bundle = coupon.pop("bundle", None)
                number, index = coupon.pop("product", "1000048215"), coupon.pop("index", 0)
                stock = {
                    "product_coupon_id": number, "stock_id": f"{number}00{index + 1}", "brand_id": brand,
                    "coupon_code_mode": "WECHATPAY", "state": "SENDING",
                    "stock_send_rule": {"max_count": 9, "max_count_per_user": 3},
                    "usage_rule_display_info": {
                        "coupon_usage_method_list": ["OFFLINE"], "usage_description": "到店使用"},
                    "coupon_display_info": {"code_display_mode": "BARCODE"}, "store_scope": "NONE",
                    "notify_config": {"notify_appid": appid}, "sent_count_info": {"total_count": 9, "today_count": 1},
                }
                offer = {
                    "product_coupon_id": number, "brand_id": brand, "scope": "ALL", "type": "NORMAL",
                    "usage_mode": "PROGRESSIVE_BUNDLE" if bundle else "SINGLE", "state": "EFFECTIVE",
                    "display_info": {"name": "三次咖啡卡", "image_url": "https://img.example.com/a.png",
                                     "background_url": "https://img.example.com/b.png"},
                }
                rule = {"coupon_available_period": coupon.pop("period", period),
                        "normal_coupon": {"threshold": 0, "discount_amount": 500}}
                stock["progressive_bundle_usage_rule" if bundle else "single_usage_rule"] = rule
                if "interval_days" in coupon:
                    offer["progressive_bundle_usage_info"] = {"count": 3, "interval_days": coupon.pop("interval_days")}
                if bundle:
                    stock["stock_bundle_info"] = {"stock_bundle_id": "713920845517263004", "stock_bundle_index": index}
                    coupon["user_product_coupon_bundle_info"] = {
                        "user_coupon_bundle_id": bundle, "user_coupon_bundle_index": index, "total_count": 3,
                        "used_count": 0}
                full = {
                    "coupon_state": "EFFECTIVE", "valid_begin_time": "2020-01-01T00:00:00+08:00",
                    "valid_end_time": "2099-12-31T23:59:59+08:00", "receive_time": "2020-01-01T00:00:00+08:00",
                    "send_request_no": "SEND_20200101", "send_channel": "API", "product_coupon": offer, "stock": stock,
                    "brand_id": brand, **coupon}
                file.write(json.dumps(
                    {"openid": openid, "appid": appid, "brand_id": brand, "coupon": full}, ensure_ascii=False) + "\n")
        return str(path)

    return write


def bundle_of(*states, bundle="7204418836021957730416", **more):
    return [
        {"coupon_code": f"{bundle[:6]}{index}", "coupon_state": state, "bundle": bundle, "index": index, **more}
        for index, state in enumerate(states)]


@pytest.fixture
def is_proved():
    def check(sandbox, answer):
        try:
            sandbox.prove(answer)
            return True
        except NotProved:
            return False

    return check
