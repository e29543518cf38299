"""The program itself: its words, what it says to bad input, and how it treats a folder, a port and a signal."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import pytest

from sandbox import PROGRAM, Sandbox

# sysexits.h
USAGE, DATAERR, NOINPUT, UNAVAILABLE, CANTCREAT, TEMPFAIL = 64, 65, 66, 69, 73, 75


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)


@pytest.mark.parametrize("words", [[], ["serve"], ["cast"], ["training"], ["faults"], ["act"]])
def test_each_word_explains_itself(words):
    done = run(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "OVERVIEW" in done.stdout and "USAGE: coupon-sandbox" in done.stdout
    assert all(len(line) <= 120 for line in done.stdout.splitlines())


def test_every_switch_is_listed_with_all_its_values():
    listed = run("serve", "--help").stdout
    for switch in ("used-number=replay|refuse", "second-number=refuse|replay", "coupon-number=same|own",
                   "used-coupons=kept|deactivated|left-out|with-reason|refused", "signed-4xx=yes|no",
                   "list-lag=SECONDS", "later-rounds=listed|hidden"):
        assert switch in listed


@pytest.mark.parametrize("words, status, says", [
    (["dance"], USAGE, "dance"),
    (["serve", "--port", "70000"], USAGE, "--port"),
    (["serve", "--coupons", "0", "--world", "load"], USAGE, "--coupons 0 is not from 1 to 1000000"),
    (["serve", "--coupons", "5"], USAGE, "go with --world load"),
    (["serve", "--rounds", "2", "--world", "load"], USAGE, "--rounds 2 is not from 3 to 15"),
    (["serve", "--probes", "101"], USAGE, "--probes 101 is not from 0 to 100"),
    (["serve", "--rate-limit=-1"], USAGE, "--rate-limit -1 is not"),
    (["serve", "--certificates", "1000"], USAGE, "--certificates 1000 is not"),
    (["serve", "--at", "tomorrow"], USAGE, "--at tomorrow is not like 2026"),
    (["serve", "--fault", "* explode"], USAGE, '"explode" is no fault'),
    (["serve", "--fault", "explode"], USAGE, "is not TURNS"),
    (["serve", "--behave", "used-number=maybe"], USAGE, '"used-number=maybe" is no switch'),
    (["serve", "--world", "/nonexistent/world"], NOINPUT, "/nonexistent/world: No such file or directory."),
    (["serve", "--faults", "/nonexistent/script"], NOINPUT, "/nonexistent/script: No such file or directory."),
    (["serve", "--state", "/nonexistent/a/b"], CANTCREAT, "/nonexistent/a/b: No such file or directory."),
    (["act", "--state", "/nonexistent", "rotate"], UNAVAILABLE, "No sandbox listens in /nonexistent."),
    (["act", "--state", "/nonexistent", "dance"], USAGE, '"dance" is no order'),
    (["act", "--state", "/nonexistent", "clock", "soon"], USAGE, '"clock soon" is no order'),
    (["act", "rotate"], USAGE, "--state"),
])
def test_bad_input_is_named_in_a_sentence(words, status, says):
    done = run(*words)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr and "Traceback" not in done.stderr and "Error Domain" not in done.stderr


@pytest.mark.parametrize("text, says", [
    ("", "The file holds no line."), ("{", "Line 1: not JSON at byte 2"), ("\n\n[]", 'Line 3: "coupon" is missing.'),
    ('{"openid":"o","appid":"a","brand_id":"b","coupon":7}', 'Line 1: "coupon" is not an object.'),
    ('{"openid":"o","appid":"a","brand_id":"b","coupon":{"coupon_code":"1"}}', 'Line 1: "coupon_state" is missing'),
    ('{"openid":"","appid":"a","brand_id":"b","coupon":null}', 'Line 1: "openid" is missing, empty'),
])
def test_a_world_that_cannot_be_read(tmp_path, text, says):
    path = tmp_path / "world"
    path.write_text(text)
    done = run("serve", "--world", str(path))
    assert (done.returncode, done.stdout) == (DATAERR, "")
    assert f"{path}: {says}" in done.stderr


def test_a_fault_script_that_cannot_be_read(tmp_path):
    script = tmp_path / "script"
    script.write_text("# fine\n1 POST */deactivate applied-500\n\n2 GET stall@nowhere\n")
    done = run("serve", "--faults", str(script))
    assert done.returncode == USAGE
    assert 'Line 4: stall strikes in handshake, request, head, body, not in "nowhere".' in done.stderr


@pytest.fixture
def kept(tmp_path):
    """A folder in which a sandbox has been, and is no more."""
    with Sandbox() as sandbox:
        shutil.copytree(sandbox.ready["state_dir"], tmp_path / "state", ignore=shutil.ignore_patterns("*.sock"))
    return tmp_path / "state"


@pytest.mark.parametrize("name", ["merchant.key.pem", "gateway/wechatpay.key.pem", "apiv3.key"])
def test_a_damaged_key_is_not_replaced_in_silence(kept, name):
    (kept / name).write_text("nonsense")
    done = run("serve", "--state", str(kept))
    assert (done.returncode, done.stdout) == (DATAERR, "")
    assert f"{name} is not the key that a sandbox put there." in done.stderr


@pytest.mark.parametrize("name", ["ca.pem", "gateway/server.key.pem", "gateway/server.cert.pem"])
def test_a_damaged_certificate_is_made_anew(start, kept, name):
    (kept / name).write_text("nonsense")
    sandbox = start("--state", str(kept))
    sandbox.prove(sandbox.list())


def test_a_folder_is_used_by_one_sandbox_at_a_time(start):
    first = start()
    done = run("serve", "--state", first.ready["state_dir"])
    assert (done.returncode, done.stdout) == (TEMPFAIL, "")
    assert f"Another sandbox uses {first.ready['state_dir']}." in done.stderr
    # The first one has not noticed.
    assert first.act("clock", "+1s")[1] == 0
    first.prove(first.list())


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "letter").write_text("mine")
    for state, status in ((tmp_path, CANTCREAT), (tmp_path / "letter", CANTCREAT)):
        assert run("serve", "--state", str(state)).returncode == status
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]


def test_a_folder_that_may_not_be_read(kept):
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    for path in [kept, *kept.parents]:
        if path == pathlib.Path("/tmp"):
            break
        path.chmod(0o755)
    kept.chmod(0o700)
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", PROGRAM, "serve", "--state", str(kept)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    assert (done.returncode, done.stdout) == (CANTCREAT, "")
    assert f"{kept}: Permission denied." in done.stderr


def test_nobody_else_may_look_into_the_folder(sandbox):
    folder = pathlib.Path(sandbox.ready["state_dir"])
    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")] if not path.is_socket()}
    assert {mode for name, mode in modes.items() if mode & 0o077} == set(), modes


def test_the_keys_stay_and_the_truth_begins_anew(start, kept):
    first = start("--state", str(kept))
    first.send("POST", *first.bundle_order(next(
        c for c in first.all_coupons() if "user_product_coupon_bundle_info" in c), "KEPT_0001"))
    serial = first.profile["merchant_serial"]
    assert len(first.effects()) == 1
    first.__exit__()
    second = start("--state", str(kept))
    assert second.profile["merchant_serial"] == serial and second.effects() == []
    assert "KEPT_0001" in (kept / "effects.log.before").read_text()


def test_a_port_that_is_taken(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for faults in ([], ["--fault", "5 refuse"]):
            done = run("serve", "--port", str(port), *faults)
            assert (done.returncode, done.stdout) == (UNAVAILABLE, "")
            assert f"Port {port} of 127.0.0.1 is taken or not allowed." in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, None])
def test_it_ends_cleanly_and_takes_its_folder_along(tmp_path, ending):
    process = subprocess.Popen([PROGRAM, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)})
    ready = json.loads(process.stdout.readline())
    assert pathlib.Path(ready["state_dir"]).parent == tmp_path
    if ending:
        process.send_signal(ending)
    else:
        process.stdin.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b"" and list(tmp_path.iterdir()) == []


def test_it_ends_with_a_sentence_when_the_truth_cannot_be_written(start, tmp_path):
    process = subprocess.Popen(
        ["sh", "-c", 'ulimit -f 64; trap "" XFSZ; exec "$0" "$@"', PROGRAM, "serve", "--world", "load", "--coupons", "50"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)})
    ready = json.loads(process.stdout.readline())
    port = int(ready["url"].rsplit(":", 1)[1])
    import ssl
    context = ssl.create_default_context(cafile=ready["ca_file"])
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Padding: " + b"x" * 30_000 + b"\r\n\r\n"
    for _ in range(8):
        try:
            with socket.create_connection(("127.0.0.1", port)) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as wire:
                    wire.sendall(request)
                    wire.recv(65536)
        except OSError:
            break
    assert process.wait(60) == 74
    assert b"requests.log: File too large. The sandbox ends, since it can no longer say what happens." in process.stderr.read()
    process.stdin.close()
    process.stdout.close()


def test_twelve_exercises_are_listed_in_two_languages():
    lines = run("training").stdout.splitlines()
    assert len([line for line in lines if line[:2].isdigit()]) == 12
    assert len([line for line in lines if line.startswith("    > ")]) == 24


def test_the_cast_is_listed(sandbox):
    cast = [line.split()[0] for line in run("cast").stdout.splitlines()]
    assert sandbox.openid == cast[0]
    for openid in cast[:3]:
        assert sandbox.list(openid=openid).status_code == 200
