"""How much the sandbox carries: 100,000 coupons of one customer listed page by page, then a minute of deactivations.

Every request is signed while the clock runs, and every answer proved: the client's work is part of the figure.
"""

import argparse
import base64
import json
import multiprocessing
import os
import socket
import ssl
import sys
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sandbox import Sandbox

# WeChat Pay's documented limit is 500 a second. A little more is asked for, so that a moment's delay is made up for.
LIMIT, ASKED, CLIENTS, ROUNDS, COUPONS = 500, 550, 4, 3, 100_000


def memory(sandbox, what="VmRSS"):
    """Megabytes."""
    with open(f"/proc/{sandbox.process.pid}/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as line:
        fields = line.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Wire:
    """A kept connection that signs what goes out and proves what comes in."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        context = ssl.create_default_context(cafile=sandbox.ready["ca_file"])
        plain = socket.create_connection(("127.0.0.1", int(sandbox.url.rsplit(":", 1)[1])))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")

    def ask(self, method, target, body=b""):
        """The body of the answer; raises unless it is a proved 200."""
        self.socket.sendall(
            (f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
             f"Authorization: {self.sandbox.authorization(method, target, body)}\r\n"
             f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
        data = bytearray()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.receive()
        headers = dict(line.split(b": ", 1) for line in bytes(data[:end]).split(b"\r\n")[1:])
        length = end + 4 + int(headers[b"Content-Length"])
        while len(data) < length:
            data += self.receive()
        answer = bytes(data[end + 4:])
        key = self.sandbox.answer_keys[headers[b"Wechatpay-Serial"].decode()]
        text = headers[b"Wechatpay-Timestamp"] + b"\n" + headers[b"Wechatpay-Nonce"] + b"\n" + answer + b"\n"
        key.verify(base64.b64decode(headers[b"Wechatpay-Signature"]), text, padding.PKCS1v15(), hashes.SHA256())
        if not data.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())
        return answer

    def receive(self):
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise RuntimeError("the connection ended")
        return chunk


def list_all(sandbox):
    """One coupon of each bundle; how many coupons there were; the seconds it took."""
    wire, began = Wire(sandbox), time.monotonic()
    count, firsts, token = 0, [], {}
    while True:
        page = json.loads(wire.ask("GET", sandbox.list_target(page_size=50, **token)))
        coupons = page["user_coupon_list"]
        count += len(coupons)
        firsts += [c for c in coupons if c["user_product_coupon_bundle_info"]["user_coupon_bundle_index"] == 0]
        if "next_page_token" not in page:
            return firsts, count, time.monotonic() - began
        token = {"page_token": page["next_page_token"]}


def deactivate(sandbox, orders, first, began, results):
    """Sends every CLIENTS-th order at its time; what comes late goes out at once."""
    wire = Wire(sandbox)
    latencies = []
    for number in range(first, len(orders), CLIENTS):
        target, body = orders[number]
        time.sleep(max(0, began + number / ASKED - time.monotonic()))
        sent = time.monotonic()
        wire.ask("POST", target, body)
        latencies.append(time.monotonic() - sent)
    results.put((latencies, time.process_time()))


def run(seconds):
    # Bundles are as small as they may be: the number of bundles counts here, not that of coupons.
    bundles = max(seconds * ASKED, -(-COUPONS // ROUNDS))
    options = ["--world", "load", "--coupons", str(bundles * ROUNDS), "--rounds", str(ROUNDS), "--rate-limit", "0"]
    with Sandbox(*options) as sandbox:
        loaded = memory(sandbox)
        firsts, count, listed = list_all(sandbox)
        print(f"sandbox  {count} coupons of one customer page by page in {listed:.1f} s: {count / listed:.0f}/s")
        orders = []
        for number, coupon in enumerate(firsts[:seconds * ASKED]):
            target, body = sandbox.bundle_order(coupon, f"BENCH_{number:08}")
            orders.append((target, json.dumps(body).encode()))
        del firsts
        before, sandbox_before = memory(sandbox), processor_seconds(sandbox.process.pid)
        results = multiprocessing.Queue()
        began = time.monotonic() + 0.5
        clients = [
            multiprocessing.Process(target=deactivate, args=(sandbox, orders, n, began, results))
            for n in range(CLIENTS)]
        for client in clients:
            client.start()
        finished = [results.get() for _ in clients]
        took = time.monotonic() - began
        latencies = sorted(latency for latencies, _ in finished for latency in latencies)
        in_sandbox = processor_seconds(sandbox.process.pid) - sandbox_before
        effects = sum(1 for _ in open(sandbox.ready["effects_log"], encoding="utf-8"))
        rate = len(latencies) / took
        print(f"sandbox  {len(latencies)} deactivations, signed and proved, in {took:.1f} s: {rate:.0f}/s "
              f"({ASKED} asked for); half within {1000 * latencies[len(latencies) // 2]:.1f} ms, "
              f"99 in 100 within {1000 * latencies[len(latencies) * 99 // 100]:.0f} ms")
        print(f"sandbox  processor: {in_sandbox / took:.2f} of a core in the sandbox, "
              f"{sum(used for _, used in finished) / took:.2f} in the {CLIENTS} clients")
        print(f"sandbox  memory: {loaded} MB with the world loaded, {before} before the minute, {memory(sandbox)} after, "
              f"{memory(sandbox, 'VmHWM')} at most")
        return count == bundles * ROUNDS and effects == len(latencies) == len(orders) and rate >= LIMIT


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    sys.exit(0 if run(parser.parse_args().seconds) else 1)
