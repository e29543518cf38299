"""How much the sandbox carries: signed deactivations a second, and 100,000 coupons listed page by page."""

import json
import multiprocessing
import socket
import ssl
import sys
import time

from sandbox import Sandbox

# WeChat Pay's documented limit is 500 a second; the run is a minute's worth of it, as fast as it goes.
SECONDS, RATE, CLIENTS = 60, 500, 4


def memory(sandbox):
    with open(f"/proc/{sandbox.process.pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def signed_request(sandbox, method, target, body):
    """The bytes of a whole request: signing is the client's work and is done before the clock runs."""
    return (f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
            f"Authorization: {sandbox.authorization(method, target, body)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


def exchange(wire, request):
    """The status of the answer, read to its end."""
    wire.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += wire.recv(262144)
    head, body = data.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += wire.recv(262144)
    return int(data[9:12])


def connect(url, authority):
    context = ssl.create_default_context(cafile=authority)
    plain = socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(plain, server_hostname="localhost")


def send_all(url, authority, requests, results):
    wire = connect(url, authority)
    results.put(sum(exchange(wire, request) == 200 for request in requests))


def bundles(coupons):
    first = {c["user_product_coupon_bundle_info"]["user_coupon_bundle_id"]: c for c in reversed(coupons)}
    return list(first.values())


def deactivations():
    """Every request deactivates a bundle of its own: each is checked, carried out, logged and signed."""
    with Sandbox("--world", "load", "--coupons", str(SECONDS * RATE * 5)) as sandbox:
        began = time.monotonic()
        coupons = sandbox.all_coupons()
        listed = time.monotonic() - began
        orders = bundles(coupons)
        requests = []
        for number, coupon in enumerate(orders):
            target, body = sandbox.bundle_order(coupon, f"BENCH_{number:08}")
            requests.append(signed_request(sandbox, "POST", target, json.dumps(body).encode()))
        results = multiprocessing.Queue()
        began = time.monotonic()
        clients = [
            multiprocessing.Process(
                target=send_all, args=(sandbox.url, sandbox.ready["ca_file"], requests[n::CLIENTS], results))
            for n in range(CLIENTS)]
        for client in clients:
            client.start()
        done = sum(results.get() for _ in clients)
        seconds = time.monotonic() - began
        effects = sum(1 for _ in open(sandbox.ready["effects_log"], encoding="utf-8"))
        print(f"sandbox  {len(coupons)} coupons listed in {listed:.0f} s")
        print(f"sandbox  {done} deactivations in {seconds:.1f} s: {done / seconds:.0f}/s, {memory(sandbox)} MB")
        return done == effects == len(requests) and done / seconds >= RATE


def look_ups():
    with Sandbox("--world", "load", "--coupons", "100000") as sandbox:
        wire = connect(sandbox.url, sandbox.ready["ca_file"])
        began = time.monotonic()
        count, token = 0, {}
        while True:
            target = sandbox.list_target(page_size=50, **token)
            wire.sendall(signed_request(sandbox, "GET", target, b""))
            data = b""
            while b"\r\n\r\n" not in data:
                data += wire.recv(1 << 20)
            head, body = data.split(b"\r\n\r\n", 1)
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            parts, have = [body], len(body)
            while have < length:
                parts.append(wire.recv(1 << 20))
                have += len(parts[-1])
            body = b"".join(parts)
            count += body.count(b'"coupon_code":')
            mark = body.rfind(b'"next_page_token":"')
            if mark < 0:
                break
            token = {"page_token": body[mark + 19:body.index(b'"', mark + 19)].decode()}
        seconds = time.monotonic() - began
        print(f"sandbox  {count} coupons page by page in {seconds:.1f} s, {memory(sandbox)} MB")
        return count == 100_000


if __name__ == "__main__":
    sys.exit(0 if all([look_ups(), deactivations()]) else 1)
