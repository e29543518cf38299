"""Deactivations by the real client against every fault in every place, and what it told compared with what happened.

A run is one deactivation of one bundle. Whatever strikes, there is at most one effect, "deactivated" is told only of a
bundle that is, "not deactivated" only of one that will stay as it is, and UNKNOWN settles once no request can arrive any
more. What is forged lies: a look-up says that all is deactivated already, a deactivation that took no effect says that it
did. Whoever believes it is found out here.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import random
import re
import subprocess
import sys
import time

from sandbox import PROGRAM, ROOT, Sandbox

CLIENT = os.environ.get("COUPON_FAULT_RUNS", str(ROOT / ".build/debug/FaultRuns"))
ROUNDS = 3
# Agents at once against one sandbox. Most of them wait for an answer that never comes.
AGENTS = 64

# Where a fault strikes, as rules: KIND and BUNDLE are filled in. A first and a second look-up precede the request, a third
# one settles it.
PLACES = {
    "the first look-up": ["1 GET *=BUNDLE* KIND"],
    "the second look-up": ["2 GET *=BUNDLE* KIND"],
    "the request": ["1 POST *BUNDLE* KIND"],
    "the request, twice": ["1-2 POST *BUNDLE* KIND"],
    "the request, always": ["* POST *BUNDLE* KIND"],
    "the look-up after one that was applied": ["1 POST *BUNDLE* applied-500", "3 GET *=BUNDLE* KIND"],
    "the look-ups after some that were not": ["* POST *BUNDLE* http-503", "3+ GET *=BUNDLE* KIND"],
}
# In a handshake a connection is struck, not a request. The look-ups share one, each request has one of its own.
CONNECTIONS = {"the first connection": "1 KIND", "the request's connection": "2 KIND",
               "three connections": "2-4 KIND", "all that follow": "2+ KIND"}
AMOUNTS = {
    "late": [20, 21_000, 60_000, 290_000], "straggler": [5, 61, 299, 600], "stall": [0, 1, 40, 200],
    "cut": [0, 1, 40, 200], "slow": [1, 20], "refuse": [50, 1000], "clock": [600, -600, 90, -90],
    "http-": [500, 202, 400, 401, 403, 404, 409, 429, 502, 503], "applied-": [500, 202, 400, 401, 403, 404, 429, 502, 503],
    "unsigned-": [200, 400, 403, 404, 429], "html-": [502, 200, 404], "retry-after": [1, 90],
    "stale-timestamp": [900, -900, 301], "lagging-list": [60, 600], "redirect": [307, 302, 308], "deep-json": [100_000, 40],
    "huge-json": [1, 8], "gzip-bomb": [64], "huge-header": [1 << 20], "many-headers": [10_000], "wrong-total": [1, 100],
}


def kinds():
    """Kind without its number, and phase, for all that the sandbox lists."""
    lines = subprocess.run([PROGRAM, "faults"], capture_output=True, text=True, check=True).stdout.splitlines()
    for line in lines:
        name, phases = line.split()[:2]
        for known in sorted(AMOUNTS, key=len, reverse=True):
            if name.startswith(known):
                name = known
        for phase in phases.split(","):
            yield name, phase


def faults(phases):
    """Kinds with their numbers, each number in its turn, without an end."""
    listed = [(kind, phase) for kind, phase in kinds() if phases(phase)]
    for turn in itertools.count():
        for kind, phase in listed:
            amounts = AMOUNTS.get(kind)
            number = "" if amounts is None else str(amounts[turn % len(amounts)])
            yield f"{kind}{'' if not number or kind.endswith('-') else ':'}{number}@{phase}"


class Runs:
    """Deactivations against one sandbox: what was told, and what happened."""

    def __init__(self, count, agents, *options):
        self.told, self.first_told, self.findings = {}, {}, []
        self.options = options
        self.count, self.agents = count, agents

    def run(self, rules=None):
        """`rules` says for a bundle and its place in the list what goes wrong with it."""
        world = ["--world", "load", "--coupons", str(self.count * ROUNDS), "--rounds", str(ROUNDS)]
        with Sandbox(*world) as calm:
            bundles = self.bundles(calm)
        options = [*world, "--rate-limit", "0", *self.options]
        if rules:
            script = pathlib.Path(calm.keeper.name).with_suffix(".faults")
            script.write_text("\n".join(line for n, b in enumerate(bundles) for line in rules(n, b)), encoding="utf-8")
            options += ["--faults", str(script)]
        with Sandbox(*options) as sandbox:
            configurations = self.configurations(sandbox)
            self.listen("deactivate", configurations, bundles, sandbox)
            self.first_told = dict(self.told)
            # What is still under way arrives now, or is too old.
            said, status = sandbox.act("calm")
            assert status == 0, said
            said, status = sandbox.act("clock", "+601s")
            assert status == 0, said
            self.listen("settle", configurations, {}, sandbox)
            self.compare(bundles, sandbox)
        if rules:
            script.unlink()
        return self

    @staticmethod
    def bundles(sandbox):
        found = {}
        for coupon in sandbox.all_coupons():
            bundle = coupon["user_product_coupon_bundle_info"]["user_coupon_bundle_id"]
            found.setdefault(bundle, []).append(coupon)
        return found

    def configurations(self, sandbox):
        text = (sandbox.folder / "config.toml").read_text(encoding="utf-8")
        paths = []
        for agent in range(min(self.agents, self.count)):
            path = sandbox.folder / f"agent-{agent}.toml"
            path.touch(0o600)
            path.write_text(text.replace('state_dir = "state"', f'state_dir = "state-{agent}"'), encoding="utf-8")
            paths.append(str(path))
        return paths

    def listen(self, word, configurations, bundles, sandbox):
        wishes = "".join(
            f"{sandbox.openid} {c[0]['product_coupon']['product_coupon_id']} {b} "
            f"{c[0]['stock']['stock_bundle_info']['stock_bundle_id']}\n" for b, c in bundles.items())
        done = subprocess.run(
            [CLIENT, word, *configurations], input=wishes, capture_output=True, text=True,
            timeout=3600)
        if done.returncode != 0 or done.stderr:
            self.findings.append(f"the client ended with {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
        for line in done.stdout.splitlines():
            bundle, _, said = line.partition(" ")
            if said.startswith(("told ", "refused ")):
                self.told[bundle] = said
            else:
                self.findings.append(line)

    def compare(self, bundles, sandbox):
        effects, faults_met = collections.defaultdict(list), collections.defaultdict(set)
        for effect in sandbox.effects():
            effects[effect["user_coupon_bundle_id"]].append(effect)
        for request in sandbox.requests_seen():
            if about := re.search(r"coupon-bundles/(\d+)/|user_coupon_bundle_id=(\d+)", request["target"]):
                faults_met[about[1] or about[2]].add(request.get("fault"))
        # Which deactivation a connection belongs to is known only where there is but one.
        self.struck = sum(any(f for f in met) for met in faults_met.values())
        if self.count == 1 and not self.struck:
            self.struck = min(1, len(sandbox.log("connections_log")))
        for bundle, coupons in bundles.items():
            first, last, done = self.first_told.get(bundle, "nothing"), self.told.get(bundle, "nothing"), effects[bundle]
            whole = [sorted(e["coupon_codes"]) for e in done] == [sorted(c["coupon_code"] for c in coupons)]
            wrong = None
            if len(done) > 1:
                wrong = f"{len(done)} effects"
            elif last.startswith(("told CONFIRMED", "told ALREADY")) and not done:
                wrong = "nothing was deactivated"
            elif last.startswith(("told CONFIRMED", "told ALREADY")) and last.endswith("wholly") and not whole:
                wrong = "only a part was deactivated"
            elif last.startswith(("told NOT_APPLIED", "told REJECTED")) and done:
                wrong = "it was deactivated"
            elif last.startswith("refused nothing_to_deactivate"):
                wrong = "a forged look-up was believed"
            elif last.startswith("refused") and done:
                wrong = "it was deactivated, and said not to have been sent"
            elif last.startswith(("told UNKNOWN", "told SENDING", "told INTENT")) and (not done or whole):
                wrong = "it did not settle"
            elif last == "nothing":
                wrong = "nothing was told"
            elif first.startswith(("told CONFIRMED", "told NOT_APPLIED", "told REJECTED", "told ALREADY")) and first != last:
                wrong = "what was settled changed"
            if wrong:
                self.findings.append(f"{bundle}: {wrong}; told first {first!r}, last {last!r}; met {faults_met[bundle]}")


def summary(name, many, began, leaves_unknown=False):
    findings = [finding for runs in many for finding in runs.findings]
    told = collections.Counter(said.split()[1] for runs in many for said in runs.first_told.values())
    unknown = sum(said.startswith("told UNKNOWN") for runs in many for said in runs.first_told.values())
    left = sum(said.startswith("told UNKNOWN") for runs in many for said in runs.told.values())
    count, struck = sum(runs.count for runs in many), sum(runs.struck for runs in many)
    # Without these the runs would not have met what they are there for.
    if struck * 4 < count:
        findings.append(f"only {struck} of {count} runs were struck")
    if not told["CONFIRMED"]:
        findings.append("nothing was ever deactivated")
    if leaves_unknown and unknown == left:
        findings.append("nothing that was unknown was ever settled")
    for finding in findings[:20]:
        print(f"faults   {finding}")
    print(f"faults   {name}: {count} runs, {struck} of them struck, {len(findings)} findings; told at first: "
          f"{', '.join(f'{number} {state}' for state, number in told.most_common())}; of {unknown} unknown {unknown - left} "
          f"settled ({time.monotonic() - began:.0f} s)", flush=True)
    return not findings


def crossed(count):
    """Every kind and phase after the handshake, in every place; then all of them again, with other numbers."""
    began = time.monotonic()
    listed = sum(1 for _, phase in kinds() if phase != "handshake")
    endless = faults(lambda phase: phase != "handshake")
    drawn = []
    while len(drawn) < count:
        # A run that is too short for all of them meets some of each.
        turn = list(itertools.product(itertools.islice(endless, listed), PLACES.values()))
        random.Random(len(drawn)).shuffle(turn)
        drawn += turn

    def rules(number, bundle):
        kind, place = drawn[number]
        return [rule.replace("KIND", kind).replace("BUNDLE", bundle) for rule in place]

    return summary("every kind and phase in every place", [Runs(count, AGENTS).run(rules)], began, leaves_unknown=True)


def handshakes(count):
    """Every kind of fault in a handshake, at every connection: a sandbox each, so that connections can be counted."""
    began = time.monotonic()
    listed = sum(1 for _, phase in kinds() if phase == "handshake")
    drawn = list(itertools.islice(faults(lambda phase: phase == "handshake"), count))
    rules = list(CONNECTIONS.values())
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        many = list(pool.map(lambda n: Runs(1, 1, "--fault", rules[n // listed % len(rules)].replace("KIND", drawn[n])).run(),
                             range(count)))
    return summary("every kind in the handshake", many, began)


def mixtures(count):
    """Faults by lot, several in one deactivation."""
    began = time.monotonic()
    many = [Runs(min(64, count - done), 32, "--fault-seed", str(1 + done // 64)).run() for done in range(0, count, 64)]
    return summary("faults by lot", many, began)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=3000, help="how many deactivations, 100 or more")
    runs = max(100, parser.parse_args().runs)
    in_handshakes, by_lot = runs // 10, runs // 5
    passed = [crossed(runs - in_handshakes - by_lot), handshakes(in_handshakes), mixtures(by_lot)]
    sys.exit(0 if all(passed) else 1)
