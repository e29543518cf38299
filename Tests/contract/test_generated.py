"""Requests made up from the schema, most of them wrong: the sandbox answers each without falling over."""

import pathlib

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox import Sandbox

schema = schemathesis.openapi.from_path(str(pathlib.Path(__file__).parent / "schema.yaml"))


@pytest.fixture(scope="module")
def shared():
    with Sandbox("--rate-limit", "0") as sandbox:
        yield sandbox


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_sandbox_fail(case, shared):
    arguments = case.as_transport_kwargs(base_url=shared.url)
    try:
        prepared = shared.session.prepare_request(requests.Request(**{
            name: value for name, value in arguments.items()
            if name in {"method", "url", "headers", "params", "json", "data", "cookies"}}))
    except (requests.exceptions.InvalidHeader, UnicodeError):
        return  # What cannot be put into HTTP at all cannot reach the sandbox.
    body = prepared.body or b""
    body = body.encode() if isinstance(body, str) else body
    prepared.headers["Authorization"] = shared.authorization(prepared.method, prepared.path_url, body)
    answer = shared.session.send(prepared, timeout=10, allow_redirects=False)
    assert answer.status_code < 500
    if "Wechatpay-Signature" in answer.headers:
        shared.prove(answer)
    if answer.status_code == 200:
        case.validate_response(answer)
    elif answer.headers.get("Content-Type", "").startswith("application/json"):
        refusal = answer.json()
        assert set(refusal) <= {"code", "message", "detail"}
        assert refusal["code"].isupper() and refusal["message"]
