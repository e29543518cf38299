"""Every kind of fault is seen on the wire, in every phase, and none of them as another."""

import socket
import ssl
import subprocess
import threading
import time

import pytest
import requests

from sandbox import PROGRAM, NotProved


def listed():
    """`kind@phase` for all that the sandbox lists."""
    lines = subprocess.run([PROGRAM, "faults"], capture_output=True, text=True, check=True).stdout.splitlines()
    for line in lines:
        name, phases = line.split()[:2]
        for phase in phases.split(","):
            yield name, phase


class Wire:
    """One TLS connection and one request on it, read byte by byte: no library hides what comes."""

    def __init__(self, sandbox, timeout=3.0):
        self.data, self.established, self.ended, self.problem = b"", False, False, None
        self.deadline = time.monotonic() + timeout
        began = time.monotonic()
        # TLS over buffers: Python's own TLS sockets report a reset as an ordinary end.
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.create_default_context(cafile=sandbox.ready["ca_file"])
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        try:
            port = int(sandbox.url.rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", port), timeout) as self.plain:
                self.talk(sandbox)
        except (OSError, ssl.SSLError) as problem:
            self.problem = problem
        self.seconds = time.monotonic() - began

    def talk(self, sandbox):
        self.when_ready(self.tls.do_handshake)
        self.established = True
        target = sandbox.list_target(page_size=5)
        head = (f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: wire\r\n"
                f"Authorization: {sandbox.authorization('GET', target)}\r\n\r\n")
        self.when_ready(self.tls.write, head.encode())
        while len(self.data) < 3_000_000 and not self.is_whole():
            chunk = self.when_ready(self.tls.read, 65536)
            if not chunk:
                self.ended = True
                return
            self.data += chunk

    def when_ready(self, step, *arguments):
        """Carries bytes between TLS and the socket until `step` is done."""
        while True:
            try:
                result = step(*arguments)
                self.plain.sendall(self.outgoing.read())
                return result
            except ssl.SSLWantReadError:
                self.plain.sendall(self.outgoing.read())
                self.plain.settimeout(max(0.01, self.deadline - time.monotonic()))
                received = self.plain.recv(65536)
                if received:
                    self.incoming.write(received)
                else:
                    self.incoming.write_eof()

    def is_whole(self):
        length = next((l for l in self.head.lower().splitlines() if l.startswith("content-length:")), None)
        return length is not None and len(self.body) >= int(length.split(":")[1])

    @property
    def head(self):
        return self.data.split(b"\r\n\r\n")[0].decode("latin-1") if b"\r\n\r\n" in self.data else ""

    @property
    def body(self):
        return self.data.split(b"\r\n\r\n", 1)[1] if b"\r\n\r\n" in self.data else b""


NETWORK = {
    "close@handshake": lambda w: not w.established and not isinstance(w.problem, TimeoutError),
    "reset@handshake": lambda w: not w.established and isinstance(w.problem, ConnectionResetError),
    "stall:0@handshake": lambda w: not w.established and isinstance(w.problem, TimeoutError),
    "late:1000@handshake": lambda w: w.seconds >= 1 and w.is_whole(),
    "slow:20@handshake": lambda w: not w.established and isinstance(w.problem, TimeoutError),
    "cut:10@handshake": lambda w: not w.established and isinstance(w.problem, ssl.SSLError),
    "refuse:1000@handshake": lambda w: isinstance(w.problem, ConnectionRefusedError),
    "plaintext@handshake": lambda w: "wrong version" in str(w.problem).lower(),
    "tls-alert@handshake": lambda w: "alert" in str(w.problem).lower(),
    "cert-expired@handshake": lambda w: "expired" in str(w.problem),
    "cert-not-yet-valid@handshake": lambda w: "not yet valid" in str(w.problem),
    "cert-wrong-name@handshake": lambda w: "mismatch" in str(w.problem).lower(),
    "cert-unknown-authority@handshake": lambda w: "verify failed" in str(w.problem),
    "cert-self-signed@handshake": lambda w: "self-signed" in str(w.problem) or "self signed" in str(w.problem),
    "close@request": lambda w: w.established and w.data == b"" and not isinstance(w.problem, TimeoutError),
    "reset@request": lambda w: w.established and w.data == b"" and isinstance(w.problem, ConnectionResetError),
    "stall:0@request": lambda w: w.data == b"" and isinstance(w.problem, TimeoutError),
    "late:1000@request": lambda w: w.seconds >= 1 and w.is_whole(),
    "close@head": lambda w: w.established and w.data == b"" and not isinstance(w.problem, TimeoutError),
    "reset@head": lambda w: w.established and w.data == b"" and isinstance(w.problem, ConnectionResetError),
    "stall:0@head": lambda w: w.data == b"" and isinstance(w.problem, TimeoutError),
    "late:1000@head": lambda w: w.seconds >= 1 and w.is_whole(),
    "slow:20@head": lambda w: 20 < len(w.data) < 400 and isinstance(w.problem, TimeoutError),
    "cut:10@head": lambda w: len(w.data) == 10 and not isinstance(w.problem, TimeoutError),
    "close@body": lambda w: w.head and w.body == b"" and not isinstance(w.problem, TimeoutError),
    "reset@body": lambda w: not w.is_whole() and isinstance(w.problem, ConnectionResetError),
    "stall:0@body": lambda w: w.head and w.body == b"" and isinstance(w.problem, TimeoutError),
    "late:1000@body": lambda w: w.seconds >= 1 and w.is_whole(),
    "slow:20@body": lambda w: w.head and 20 < len(w.body) < 400 and isinstance(w.problem, TimeoutError),
    "cut:10@body": lambda w: len(w.body) == 10 and not isinstance(w.problem, TimeoutError),
    "straggler:60@request": lambda w: w.established and w.data == b"",
    "many-headers:10000@head": lambda w: w.head.count("X-Padding-") == 10_000,
    "huge-header:1048576@head": lambda w: len(w.head) > 1 << 20,
    "endless-chunks@body": lambda w: "chunked" in w.head and len(w.data) >= 3_000_000,
    "gzip-bomb:256@body": lambda w: "Content-Encoding: gzip" in w.head and w.is_whole() and len(w.body) < 2_000_000,
}


@pytest.mark.parametrize("fault", NETWORK)
def test_the_network_misbehaves(start, fault):
    sandbox = start("--fault", "* " + fault)
    wire = Wire(sandbox)
    if fault.endswith("@handshake"):
        # The one that was refused is followed by the next.
        assert {line["fault"] for line in sandbox.log("connections_log")} == {fault}
    else:
        # A request that is held back is written down when it comes, and again when it is carried out.
        assert {(line["request"], line.get("fault")) for line in sandbox.requests_seen()} == {(1, fault)}
    assert NETWORK[fault](wire), (wire.established, wire.ended, len(wire.data), repr(wire.problem), wire.seconds)


def answer_to(start, fault, **query):
    sandbox = start("--fault", "* " + fault)
    answer = sandbox.list(**query)
    try:
        sandbox.prove(answer)
        return answer, None
    except NotProved as reason:
        return answer, str(reason)


UNPROVED = {
    "unsigned-200@head": "missing", "bad-signature@head": "signature", "signtest@head": "signature",
    "false-probe@request": "signature", "forged-success@request": "signature", "doubled-header@head": "signature",
    "stale-timestamp:900@head": "timestamp", "unknown-key@head": "unknown key", "missing-header@head": "missing",
    "changed-body@body": "signature",
}


@pytest.mark.parametrize("fault", UNPROVED)
def test_an_answer_is_not_proved(start, fault):
    answer, reason = answer_to(start, fault)
    assert answer.status_code == 200
    assert UNPROVED[fault] in reason


PROVED = {
    "replayed-nonce@head": lambda a: a.headers["Wechatpay-Nonce"] == "00112233445566778899aabbccddeeff",
    "foreign-reply@head": lambda a: a.json() == {"total_count": 0},
    "empty-body@body": lambda a: a.content == b"",
    "half-json@body": lambda a: a.content.startswith(b"{") and not a.content.endswith(b"}"),
    "deep-json:100000@body": lambda a: b"[" * 100_000 in a.content,
    "duplicate-keys@body": lambda a: a.content.count(b'"user_coupon_list":') == 2,
    "huge-json:32@body": lambda a: len(a.content) > 32 << 20,
    "not-utf8@body": lambda a: b"\xff" in a.content,
    "unknown-state@body": lambda a: {c["coupon_state"] for c in a.json()["user_coupon_list"]} == {"FROZEN_FOR_REVIEW"},
    "missing-page@body": lambda a: a.json()["total_count"] > len(a.json()["user_coupon_list"])
    and "next_page_token" not in a.json(),
    "wrong-total:1@body": lambda a: a.json()["total_count"] == len(a.json()["user_coupon_list"]) + 1
    and "next_page_token" not in a.json(),
    "redirect:307@request": lambda a: a.status_code == 307 and a.headers["Location"].startswith("/elsewhere/v3/"),
    "retry-after:1@request": lambda a: a.status_code == 429 and a.headers["Retry-After"] == "1",
    "http-500@request": lambda a: a.status_code == 500 and a.json()["code"] == "SYSTEM_ERROR",
    "applied-500@head": lambda a: a.status_code == 500 and a.json()["code"] == "SYSTEM_ERROR",
}


@pytest.mark.parametrize("fault", PROVED)
def test_an_answer_is_proved_and_wrong(start, fault):
    # A total is compared with all that there is.
    answer, reason = answer_to(start, fault, **({"page_size": 50} if fault.startswith("wrong-total") else {}))
    assert reason is None
    assert PROVED[fault](answer), answer.content[:200]


@pytest.mark.parametrize("fault, status", [("clock+600@request", 401), ("html-502@body", 502)])
def test_an_answer_says_no_without_proof(start, fault, status):
    answer, reason = answer_to(start, fault)
    assert (answer.status_code, "missing" in reason) == (status, True)


# These change nothing in a look-up: what they do is seen in a deactivation.
IN_A_DEACTIVATION = {"duplicate@request", "lagging-list:60@request", "partial-effect@request"}


def deactivated_under(start, *options):
    """A sandbox in which somebody asked for a bundle of three to be deactivated, the HTTP status of the answer, and how to
    see the states of the three, which are all live at first."""
    sandbox = start(*options)
    bundles = {}
    for coupon in sandbox.all_coupons():
        if about := coupon.get("user_product_coupon_bundle_info"):
            bundles.setdefault(about["user_coupon_bundle_id"], []).append(coupon)
    live = {"CONFIRMING", "PENDING", "EFFECTIVE"}
    bundle = next(b for b in bundles.values() if len(b) == 3 and {c["coupon_state"] for c in b} <= live)
    codes = {c["coupon_code"] for c in bundle}
    target, body = sandbox.bundle_order(bundle[0], "TRUTH_0001")
    answer = sandbox.send("POST", target, body)
    sandbox.prove(answer)
    return sandbox, answer.status_code, lambda: [
        c["coupon_state"] for c in sandbox.all_coupons() if c["coupon_code"] in codes]


def test_a_request_is_delivered_twice(start):
    sandbox, status, states = deactivated_under(
        start, "--behave", "used-number=refuse", "--fault", "1 POST */deactivate duplicate")
    # What is answered is the second one, which came too late.
    assert status == 400
    assert len(sandbox.effects()) == 1 and states() == ["DEACTIVATED"] * 3


def test_a_list_lags_behind(start):
    sandbox, status, states = deactivated_under(start, "--fault", "* lagging-list:60")
    assert status == 200 and len(sandbox.effects()) == 1
    assert len(states()) == 3 and "DEACTIVATED" not in states()
    assert sandbox.act("clock", "+61s")[1] == 0
    assert states() == ["DEACTIVATED"] * 3


def test_a_deactivation_reaches_one_coupon_and_no_other(start):
    sandbox, status, states = deactivated_under(start, "--fault", "1 POST */deactivate partial-effect")
    assert status == 200
    assert [len(effect["coupon_codes"]) for effect in sandbox.effects()] == [1]
    assert states().count("DEACTIVATED") == 1


def test_no_kind_and_no_phase_is_forgotten():
    seen = {*NETWORK, *UNPROVED, *PROVED, *IN_A_DEACTIVATION, "clock+600@request", "html-502@body"}
    assert {f"{name}@{phase}" for name, phase in listed()} == seen
    assert len({name for name, _ in listed()}) >= 30


@pytest.mark.parametrize("fault, effects, status", [
    ("applied-500", 1, 500), ("applied-202", 1, 202), ("http-500", 0, 500), ("http-202", 0, 202), ("http-429", 0, 429),
    ("unsigned-403", 1, 403), ("duplicate", 1, 200), ("partial-effect", 1, 200), ("close@request", 0, None),
    ("close@head", 1, None), ("reset@body", 1, None), ("stall:0@head", 1, None), ("html-200", 1, 200),
    ("stall:100@body", 1, None), ("forged-success", 0, 200), ("false-probe", 0, 200), ("signtest", 1, 200),
    ("redirect", 0, 307), ("doubled-header", 1, 200), ("stale-timestamp:-900", 1, 200),
])
def test_the_truth_file_says_whether_a_deactivation_took_effect(start, fault, effects, status):
    sandbox = start("--fault", "1 POST */deactivate " + fault)
    bundle = [c for c in sandbox.all_coupons() if "user_product_coupon_bundle_info" in c][:3]
    target, body = sandbox.bundle_order(bundle[0], "TRUTH_0001")
    try:
        # What never comes is waited for no longer than it takes to know.
        seen = sandbox.send("POST", target, body, timeout=30 if status else 1).status_code
    except requests.exceptions.RequestException:
        seen = None
    assert seen == status
    assert len(sandbox.effects()) == effects
    # What is sent again with the same number changes no more than was to be changed.
    again = sandbox.send("POST", target, body)
    sandbox.prove(again)
    assert len(sandbox.effects()) == 1
    assert sandbox.requests_seen()[-2]["fault"].startswith(fault)


def test_the_bytes_before_a_stall_are_seen(start):
    wire = Wire(start("--fault", "* stall:100@body"))
    assert len(wire.body) == 100 and isinstance(wire.problem, TimeoutError)
    wire = Wire(start("--fault", "* stall:7@head"))
    assert len(wire.data) == 7 and isinstance(wire.problem, TimeoutError)


def test_what_is_late_comes_when_the_clock_is_moved(start):
    """A reply that is ten minutes late takes no ten minutes: it comes when the sandbox's clock has got there."""
    sandbox = start("--fault", "1 GET late:600000@head")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(sandbox.list(page_size=1)))
    thread.start()
    sandbox.wait_for(lambda: sandbox.requests_seen())
    assert answers == []
    assert sandbox.act("clock", "+11m")[1] == 0
    thread.join(60)
    assert answers[0].status_code == 200


def test_a_client_that_follows_a_redirection_gives_its_signature_away(start):
    sandbox = start("--fault", "1 redirect")
    target = sandbox.list_target(page_size=1)
    sandbox.session.get(sandbox.url + target, headers={"Authorization": sandbox.authorization("GET", target)})
    led_astray = sandbox.requests_seen()[1]
    assert led_astray["target"].startswith("/elsewhere") and "Authorization" in dict(led_astray["headers"])


def test_a_seed_repeats_itself(start):
    def run():
        sandbox = start("--fault-seed", "3")
        for _ in range(12):
            try:
                sandbox.send("GET", sandbox.list_target(page_size=1), session=sandbox.new_session(), timeout=0.5)
            except (requests.exceptions.RequestException, ValueError):
                pass
        return [line.get("fault") for line in sandbox.requests_seen()]

    first = run()
    assert any(first) and first == run()
