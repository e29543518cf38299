#!/usr/bin/env python3
"""Measures terminal programs as an agent on SSH feels them, and prints ratios to a bare ncurses list in C.

Every run of a program is paired with a run of the list right before it, and what is printed is the median of the pairs'
ratios: on a busy machine the times drift, the ratios hold. Linux only, as it reads /proc.
"""

import argparse
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

DOWN, UP, PAGE_DOWN, HOME = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[H"
# ncurses puts the keypad into application mode where terminfo has one; a real terminal then sends these.
APPLICATION = {DOWN: b"\x1bOB", UP: b"\x1bOA", HOME: b"\x1bOH"}
# Seconds without output that end the answer to a key, and those after which there is none.
QUIET, PATIENCE = 0.02, 0.2


class Screen:
    """A program on a pseudo-terminal of its own, from exec to its end."""

    def __init__(self, argv, size, home):
        columns, rows = size
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(argv[0], argv, {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": home, "PATH": os.environ["PATH"]})
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def read(self, timeout):
        """The next chunk of output; empty when there is none in time."""
        if not select.select([self.fd], [], [], timeout)[0]:
            return b""
        try:
            return os.read(self.fd, 65536)
        except OSError:
            raise RuntimeError("the program ended: " + self.seen[-300:].decode(errors="replace")) from None

    def wait_for(self, pattern, timeout=120):
        """Milliseconds from exec until the pattern stands in the output; output is then read until it is quiet."""
        text = b""
        while not pattern.search(text):
            chunk = self.read(timeout)
            if not chunk:
                raise RuntimeError("never seen: " + pattern.pattern.decode() + "\n" + text[-300:].decode(errors="replace"))
            text += chunk
            self.seen = text
        elapsed = 1000 * (time.perf_counter() - self.began)
        return elapsed, len(text) + self.drain()

    def drain(self, quiet=QUIET):
        """Reads until nothing has come for so many seconds. Returns how many bytes came."""
        count = 0
        while chunk := self.read(quiet):
            count += len(chunk)
        return count

    def press(self, keys):
        """Sends keys at once. Returns ms to the first byte, ms to the last, and the bytes of the answer."""
        if b"\x1b[?1h" in self.seen:
            for plain, other in APPLICATION.items():
                keys = keys.replace(plain, other)
        start = time.perf_counter()
        os.write(self.fd, keys)
        chunk = self.read(PATIENCE)
        first = last = time.perf_counter()
        count = len(chunk)
        while chunk and (chunk := self.read(QUIET)):
            last = time.perf_counter()
            count += len(chunk)
        return 1000 * (first - start), 1000 * (last - start), count

    def processes(self):
        """The program and its children: coupon-tui runs under a guardian that gives the terminal back."""
        found = [str(self.pid)]
        for process in found:
            found += Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return found

    def tasks(self, file):
        for process in self.processes():
            for task in os.listdir(f"/proc/{process}/task"):
                try:
                    yield Path(f"/proc/{process}/task/{task}/{file}").read_text()
                except FileNotFoundError:
                    continue

    def cpu_ms(self):
        return sum(int(text.split()[0]) for text in self.tasks("schedstat")) / 1e6

    def wake_ups(self):
        """How often each thread has gone to sleep of its own accord."""
        counts = {}
        for text in self.tasks("status"):
            counts[re.search(r"\nPid:\s*(\d+)", text)[1]] = int(re.search(r"\nvoluntary_ctxt_switches:\s*(\d+)", text)[1])
        return counts

    def resident_mib(self):
        """Of the largest process, as most pages of a guardian are those of its child."""
        return max(kibibytes("VmRSS", f"/proc/{process}/status") for process in self.processes()) / 1024

    def own_mib(self):
        """Of all processes, and without the pages that any other agent's coupon-tui would share; None if not root."""
        try:
            names = [f"/proc/{process}/smaps_rollup" for process in self.processes()]
            return sum(kibibytes("Private_Dirty", name) for name in names) / 1024
        except PermissionError:
            return None


def kibibytes(name, file):
    return int(re.search(rf"{name}:\s*(\d+)", Path(file).read_text())[1])


class Program:
    def __init__(self, name, argv, ready, loading_quiet=QUIET, has_list=True):
        self.name, self.argv, self.loading_quiet, self.has_list = name, argv, loading_quiet, has_list
        self.ready = re.compile(ready.encode())


def measured(program, size, home, moves, idle_seconds):
    """One run of a program: every figure by its name."""
    figures = {}
    with Screen(program.argv, size, home) as screen:
        figures["first frame ms"], figures["its bytes"] = screen.wait_for(program.ready)
        # Pages that are still streaming in repaint their count several times a second.
        screen.drain(program.loading_quiet)
        figures["RSS MiB"], figures["its own MiB"] = screen.resident_mib(), screen.own_mib()
        if not program.has_list:
            return figures
        # The first moves pay for what is made once.
        for key in (DOWN, DOWN, UP, UP):
            screen.press(key)
        steps = 5
        before = screen.cpu_ms()
        answers = [screen.press(key) for _ in range(max(1, moves // (2 * steps))) for key in [DOWN] * steps + [UP] * steps]
        figures["CPU a move µs"] = 1000 * (screen.cpu_ms() - before) / len(answers)
        firsts = sorted(answer[0] for answer in answers)
        figures["key → byte p50 ms"] = firsts[len(firsts) // 2]
        figures["p99 ms"] = firsts[len(firsts) * 99 // 100]
        figures["bytes a move"] = statistics.mean(answer[2] for answer in answers)
        figures["bytes a page"] = mean_bytes(screen, PAGE_DOWN, 5)
        screen.press(HOME)
        screen.press(DOWN * (size[1] - 2))
        figures["bytes a scroll"] = mean_bytes(screen, DOWN, size[1])
        screen.press(HOME)
        _, figures["50 keys ms"], figures["their bytes"] = screen.press(DOWN * 50)
        if idle_seconds:
            before = screen.wake_ups()
            figures["idle bytes"] = len(screen.read(idle_seconds))
            # A thread that ends meanwhile takes its count with it.
            woken = sum(count - before.get(thread, 0) for thread, count in screen.wake_ups().items())
            figures["idle wake-ups/s"] = woken / idle_seconds
    return figures


def mean_bytes(screen, key, count):
    """Of the presses that were answered: at the end of a short list nothing moves any more."""
    answered = [answer[2] for answer in (screen.press(key) for _ in range(count)) if answer[2]]
    return statistics.mean(answered) if len(answered) > count / 2 else None


def compared(program, base, size, arguments, home):
    """Medians of the program, of the base, and of the ratios within each pair."""
    pairs = []
    for turn in range(arguments.rounds):
        idle = arguments.idle if turn == 0 else 0
        floor = measured(base, size, home, arguments.moves, idle)
        pairs.append((floor, measured(program, size, home, arguments.moves, idle)))
    rows = {}
    for name in pairs[0][1]:
        values = [(floor[name], own[name]) for floor, own in pairs if own.get(name) is not None]
        if not values:
            continue
        ratios = [own / floor for floor, own in values if floor]
        rows[name] = (
            statistics.median(own for _, own in values), statistics.median(floor for floor, _ in values),
            statistics.median(ratios) if ratios else None)
    return rows


def shown(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def print_table(size, results, base):
    longest = max(results.values(), key=len)
    names = list(longest) + [name for rows in results.values() for name in rows if name not in longest]
    print(f"\n## {size[0]}×{size[1]}: the figure, and its ratio to `{base.name}` in the same run\n")
    print("| | " + base.name + " | " + " | ".join(results) + " |")
    print("| --- " * (len(results) + 2) + "|")
    for name in names:
        floor = next(rows[name][1] for rows in results.values() if name in rows)
        cells = []
        for rows in results.values():
            own, _, ratio = rows.get(name, (None, None, None))
            cells.append(shown(own) + ("" if ratio is None else f" (**{shown(ratio)}×**)"))
        print(f"| {name} | {shown(floor)} | " + " | ".join(cells) + " |", flush=True)


class Sandbox:
    """The sandbox gateway on a world, and a configuration file that leads to it."""

    def __init__(self, program, options):
        self.process = subprocess.Popen(
            [program, "serve", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        facts = json.loads(self.process.stdout.readline())
        self.config, self.openid = facts["config_file"], facts["openid"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # The end of its input is what ends it.
        self.process.stdin.close()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True, help="the folder of the built coupon-tui, coupon-sandbox and list")
    parser.add_argument("--sizes", default="80x24,200x60")
    parser.add_argument("--coupons", default="100,2000,100000", help="how many coupons the customers hold")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--idle", type=float, default=3, help="seconds in which nothing is pressed; 0 leaves that out")
    arguments = parser.parse_args()
    folder = Path(arguments.programs).resolve()
    base = Program("list", [str(folder / "list")], "of 1000")
    for text in arguments.sizes.split(","):
        size = tuple(int(part) for part in text.split("x"))
        print_table(size, dict(comparisons(folder, size, base, arguments)), base)


def comparisons(folder, size, base, arguments):
    tui = str(folder / "coupon-tui")
    with tempfile.TemporaryDirectory() as home:
        with Sandbox(str(folder / "coupon-sandbox"), []) as sandbox:
            plain = [tui, "--config", sandbox.config]
            yield "form", compared(Program("form", plain, "OpenID", has_list=False), base, size, arguments, home)
            demo = Program("demo", plain + ["--openid", sandbox.openid], "1/", loading_quiet=1)
            yield "demo", compared(demo, base, size, arguments, home)
        for count in arguments.coupons.split(","):
            with Sandbox(str(folder / "coupon-sandbox"), ["--world", "load", "--coupons", count]) as sandbox:
                program = Program(
                    f"{int(count):,} coupons", [tui, "--config", sandbox.config, "--openid", sandbox.openid], "1/",
                    loading_quiet=1)
                yield program.name, compared(program, base, size, arguments, home)
        for name, ready in (("tig", r"\[main\]"), ("htop", "F10")):
            if path := shutil.which(name):
                yield name, compared(Program(name, [path], ready), base, size, arguments, home)


if __name__ == "__main__":
    sys.exit(main())
