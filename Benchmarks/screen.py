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
# Programs of others that are measured beside ours, and what their first whole screen shows.
OTHERS = {"tig": r"\[main\]", "htop": "F10"}
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
        """Sends keys at once. Returns ms to the first byte, ms to the last, the bytes of the answer, and in how many pieces
        they came: over SSH each may become a packet."""
        if b"\x1b[?1h" in self.seen:
            for plain, other in APPLICATION.items():
                keys = keys.replace(plain, other)
        start = time.perf_counter()
        os.write(self.fd, keys)
        chunk = self.read(PATIENCE)
        first = last = time.perf_counter()
        count, pieces = len(chunk), bool(chunk)
        while chunk and (chunk := self.read(QUIET)):
            last = time.perf_counter()
            count += len(chunk)
            pieces += bool(chunk)
        return 1000 * (first - start), 1000 * (last - start), count, pieces

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
    def __init__(self, name, argv, ready, loading_quiet=QUIET, has_list=True, has_detail=False):
        self.name, self.argv, self.loading_quiet = name, argv, loading_quiet
        self.has_list, self.has_detail = has_list, has_detail
        self.ready = re.compile(ready.encode())


def measured(program, size, home, moves, idle_seconds):
    """One run of a program: every figure by its name. Those of single keys are lists, one entry a key."""
    figures = {}
    with Screen(program.argv, size, home) as screen:
        figures["first frame ms"], figures["bytes of the first frame"] = screen.wait_for(program.ready)
        # Pages that are still streaming in repaint their count several times a second.
        screen.drain(program.loading_quiet)
        figures["RSS MiB"], figures["its own MiB"] = screen.resident_mib(), screen.own_mib()
        if not program.has_list:
            return figures
        # The first moves pay for what is made once.
        for key in (DOWN, DOWN, UP, UP):
            screen.press(key)
        before = screen.cpu_ms()
        answers = up_and_down(screen, moves)
        figures["CPU µs a move"] = 1000 * (screen.cpu_ms() - before) / len(answers)
        figures["key → byte ms"] = [answer[0] for answer in answers]
        figures["key → last byte ms"] = statistics.median(answer[1] for answer in answers)
        figures["bytes a move"] = statistics.mean(answer[2] for answer in answers)
        figures["pieces a move"] = statistics.mean(answer[3] for answer in answers)
        figures["bytes a page"] = mean_bytes(screen, PAGE_DOWN, 5)
        screen.press(HOME)
        screen.press(DOWN * (size[1] - 2))
        figures["bytes a scrolled row"] = mean_bytes(screen, DOWN, size[1])
        screen.press(HOME)
        _, figures["50 keys at once ms"], figures["bytes of 50 keys"], _ = screen.press(DOWN * 50)
        if program.has_detail:
            screen.press(HOME)
            screen.press(b"1")
            answers = up_and_down(screen, 20)
            figures["bytes a move in the detail"] = statistics.mean(answer[2] for answer in answers)
        else:
            figures["bytes a move in the detail"] = figures["bytes a move"]
        if idle_seconds:
            before = screen.wake_ups()
            figures["idle bytes"] = len(screen.read(idle_seconds))
            # A thread that ends meanwhile takes its count with it.
            woken = sum(count - before.get(thread, 0) for thread, count in screen.wake_ups().items())
            figures["idle wake-ups/s"] = woken / idle_seconds
    return figures


def up_and_down(screen, moves, steps=5):
    return [screen.press(key) for _ in range(max(1, moves // (2 * steps))) for key in [DOWN] * steps + [UP] * steps]


def mean_bytes(screen, key, count):
    """Of the presses that were answered: at the end of a short list nothing moves any more."""
    answered = [answer[2] for answer in (screen.press(key) for _ in range(count)) if answer[2]]
    return statistics.mean(answered) if len(answered) > count / 2 else None


class Figure:
    """What a program did, what the list did, and the ratio of the two within the same run."""

    def __init__(self, own, base, ratio):
        self.own, self.base, self.ratio = own, base, ratio


def compared(program, base, size, arguments, home):
    """Medians of the program, of the base, and of the ratios within each pair, by the name of the figure."""
    pairs = []
    for turn in range(arguments.rounds):
        idle = arguments.idle if turn == 0 else 0
        floor = measured(base, size, home, arguments.moves, idle)
        pairs.append((floor, measured(program, size, home, arguments.moves, idle)))
    figures = {}
    for name in pairs[0][1]:
        values = [(floor[name], own[name]) for floor, own in pairs if own.get(name) is not None]
        if not values:
            continue
        if isinstance(values[0][0], list):
            figures["key → first byte, p50 ms"] = paired([(percentile(f, 50), percentile(o, 50)) for f, o in values])
            # One run has too few keys for its slowest hundredth: that is taken of all runs together.
            figures["key → first byte, p99 ms"] = paired(
                [(percentile(sum((f for f, _ in values), []), 99), percentile(sum((o for _, o in values), []), 99))])
        else:
            figures[name] = paired(values)
    return figures


def paired(values):
    ratios = [own / floor for floor, own in values if floor]
    return Figure(
        statistics.median(own for _, own in values), statistics.median(floor for floor, _ in values),
        statistics.median(ratios) if ratios else None)


def percentile(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def shown(value):
    return "–" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Goal:
    """A row of the table. The bound is on the ratio to the list, or on the figure itself."""

    def __init__(self, name, bound, programs, is_ratio=True, figure=None):
        self.name, self.bound, self.programs, self.is_ratio = name, bound, programs, is_ratio
        self.figure = figure or name

    def __str__(self):
        return f"≤ {self.bound:g}" + ("×" if self.is_ratio else "")

    def cell(self, program, results):
        figure = results.get(program, {}).get(self.figure)
        if figure is None:
            return ""
        value = figure.ratio if self.is_ratio else figure.own
        text = f"{shown(value)}× ({shown(figure.own)})" if self.is_ratio else shown(value)
        if program not in self.programs or value is None:
            return text
        return text + (" ✓" if value <= self.bound else " ✗")


# What the names in the goals mean: the form, the demo customer, and how many coupons a customer holds.
def goals(loads):
    lists = ["demo", *loads]
    return [
        Goal("first frame, the form, ms", 2.0, ["form"], figure="first frame ms"),
        Goal("first frame, the demo customer, ms", 8, ["demo"], figure="first frame ms"),
        Goal("key → first byte, p50 ms", 1.3, lists),
        Goal("key → first byte, p99 ms", 1.5, lists),
        Goal("bytes a move", 2.0, lists),
        Goal("bytes a move in the detail", 1.2, lists),
        Goal("bytes a scrolled row", 2.0, lists),
        Goal("CPU µs a move", 1.6, lists),
        Goal("RSS MiB, the demo customer", 16, ["demo"], is_ratio=False, figure="RSS MiB"),
        Goal("RSS MiB, 2,000 coupons", 40, ["2,000"], is_ratio=False, figure="RSS MiB"),
        Goal("50 keys at once ms", 1.5, lists),
        Goal("idle bytes", 0, lists, is_ratio=False),
        Goal("idle wake-ups/s", 0, lists, is_ratio=False),
    ]


def print_goals(size, results, loads):
    print(f"\n## {size[0]}×{size[1]}: ratio to the list in C in the same run (and the figure itself); ✓ goal met, ✗ not\n")
    print("| | goal | " + " | ".join(results) + " |")
    print("| --- " * (len(results) + 2) + "|")
    for goal in goals(loads):
        alone = [name for name in results if name in goal.programs or name in OTHERS] if len(goal.programs) == 1 else results
        cells = [goal.cell(name, results) if name in alone else "" for name in results]
        print(f"| {goal.name} | {goal} | " + " | ".join(cells) + " |")
    fewest, most = results.get(loads[0], {}).get("CPU µs a move"), results.get(loads[-1], {}).get("CPU µs a move")
    if fewest and most and len(loads) > 1:
        print(f"\nA move with {loads[-1]} coupons takes {shown(most.ratio / fewest.ratio)} times the CPU of one with {loads[0]}.")
    print("\nBeside the goals:\n")
    rest = ["key → last byte ms", "pieces a move", "bytes of the first frame", "bytes a page", "bytes of 50 keys", "its own MiB"]
    for name in rest:
        found = {program: figures[name] for program, figures in results.items() if name in figures}
        base = statistics.median(figure.base for figure in found.values())
        print(f"{name}: list {shown(base)}, " + ", ".join(f"{program} {shown(figure.own)}" for program, figure in found.items()), flush=True)


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
    loads = [f"{int(count):,}" for count in arguments.coupons.split(",")]
    for text in arguments.sizes.split(","):
        size = tuple(int(part) for part in text.split("x"))
        print_goals(size, dict(comparisons(folder, size, base, arguments)), loads)


def comparisons(folder, size, base, arguments):
    tui, gateway = str(folder / "coupon-tui"), str(folder / "coupon-sandbox")

    def customer(name, sandbox):
        argv = [tui, "--config", sandbox.config, "--openid", sandbox.openid]
        return name, compared(
            Program(name, argv, "1/", loading_quiet=1, has_detail=True), base, size, arguments, home)

    with tempfile.TemporaryDirectory() as home:
        with Sandbox(gateway, []) as sandbox:
            form = Program("form", [tui, "--config", sandbox.config], "OpenID", has_list=False)
            yield "form", compared(form, base, size, arguments, home)
            yield customer("demo", sandbox)
        for count in arguments.coupons.split(","):
            with Sandbox(gateway, ["--world", "load", "--coupons", count]) as sandbox:
                yield customer(f"{int(count):,}", sandbox)
        for name, ready in OTHERS.items():
            try:
                if path := shutil.which(name):
                    yield name, compared(Program(name, [path], ready), base, size, arguments, home)
            except RuntimeError as problem:
                # tig, where this folder is no clone of a repository.
                print(f"{name} is left out: {problem}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
