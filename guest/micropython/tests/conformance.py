"""MicroPython's own tests on the guest, under forced garbage collection.

    conformance.py [--guest F.wasm] [--source DIR] [--threshold N]... [--command C]
                   [--expected F] [--verbose] [NAME ...]

Runs tests/basics and tests/float of MicroPython's sources once for each
threshold: a collection every N blocks of 16 bytes allocated, 0 for none forced.
Only forced runs tell whether the collector sees every pointer: without them
hardly a test fails even when it sees none.

What a test must print stands beside it (.exp), or is what this machine's CPython
prints. The tests known to differ are listed by name in a file; any other
difference fails, and so does a listed test that passes.

--command runs each test by a command of yours, `COMMAND FILE`, which prints what
the program prints; without it the tests run in this process (host.py).
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import threading
import time

import host

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
FOLDERS = ["basics", "float"]
LIMIT = 30.0
# So many tests that hang say enough: those left are not run.
HANGS = 4


def expected_output(test):
    kept = pathlib.Path(str(test) + ".exp")
    if kept.exists():
        return kept.read_bytes().replace(b"\r\n", b"\n")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["python3", "-BS", test.name], cwd=test.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=LIMIT)
    return done.stdout if done.returncode == 0 else b"CPYTHON3 CRASH"


class InProcess:
    def __init__(self, path):
        self.guest = host.Guest(path)
        threading.Thread(target=self.guest.tick, daemon=True).start()

    def run(self, test, threshold):
        instance = self.guest.new()
        try:
            if threshold:
                instance.run(f"import gc; gc.threshold({16 * threshold})")
            answer = instance.run(test.read_text(), timeout=LIMIT)
        except host.Timeout:
            return bytes(instance.stdout) + b"TIMEOUT"
        except host.Crash as crash:
            return bytes(instance.stdout) + b"TRAP " + str(crash).encode()
        if type(answer).__name__ == "Variant" and answer.tag not in ("exit",):
            return bytes(instance.stdout) + host.show(answer).encode()
        return bytes(instance.stdout)


class ByCommand:
    def __init__(self, command):
        self.command = shlex.split(command)

    def run(self, test, threshold):
        text = test.read_text()
        if threshold:
            # On a comment's line, so that line numbers stay.
            text = f"import gc; gc.threshold({16 * threshold})" + ("" if text.startswith("#") else "\n") + text
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(text)
            file.flush()
            try:
                done = subprocess.run([*self.command, file.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=LIMIT)
            except subprocess.TimeoutExpired as late:
                return (late.stdout or b"") + b"TIMEOUT"
        return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def read_expected(path):
    """Test names by line, with what to know after a #."""
    known = {}
    for line in path.read_text().splitlines():
        name, _, why = line.partition("#")
        if name.strip():
            known[name.strip()] = why.strip()
    return known


def run_all(tests, runner, threshold):
    results = {}
    hangs = []

    def one(test):
        name = f"{test.parent.name}/{test.name}"
        start = time.monotonic()
        if len(hangs) >= HANGS:
            return name, "differs", 0, b"not run", b""
        got = runner.run(test, threshold)
        if got.endswith(b"TIMEOUT"):
            hangs.append(name)
        took = time.monotonic() - start
        if got.rstrip().endswith(b"SKIP"):
            return name, "skipped", took, b"", b""
        want = expected_cache[test]
        return name, "passed" if got == want else "differs", took, got, want

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, state, took, got, want in pool.map(one, tests):
            results[name] = (state, took, got, want)
    return results


expected_cache = {}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--guest", default=ROOT / "build/guests/micropython.wasm")
    options.add_argument("--source", default=os.environ.get("MICROPYTHON_SOURCE") or ROOT / ".tools/micropython", type=pathlib.Path)
    options.add_argument("--threshold", type=int, action="append")
    options.add_argument("--command")
    options.add_argument("--expected", default=HERE / "differences.txt", type=pathlib.Path)
    options.add_argument("--verbose", action="store_true")
    options.add_argument("names", nargs="*")
    options = options.parse_args()

    tests = [test for folder in FOLDERS for test in sorted((options.source / "tests" / folder).glob("*.py"))]
    if options.names:
        tests = [test for test in tests if f"{test.parent.name}/{test.name}" in options.names or test.stem in options.names]
    if not tests:
        sys.exit(f"conformance.py: no tests under {options.source}")
    known = read_expected(options.expected)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for test, output in zip(tests, pool.map(expected_output, tests)):
            expected_cache[test] = output

    runner = ByCommand(options.command) if options.command else InProcess(options.guest)
    failures = 0
    for threshold in options.threshold or [0, 64, 1]:
        start = time.monotonic()
        results = run_all(tests, runner, threshold)
        counts = collections.Counter(state for state, *_ in results.values())
        differing = {name for name, (state, *_) in results.items() if state == "differs"}
        expected = {name for name in known if name in results}
        new, gone = sorted(differing - expected), sorted(name for name in expected - differing if results[name][0] == "passed")
        kind = f"collection every {threshold} blocks" if threshold else "no forced collection"
        print(f"{kind}: {counts['passed']} passed, {len(new) + len(gone)} failed, {counts['skipped']} skipped, "
              f"{len(differing & expected)} differ as expected, {time.monotonic() - start:.0f} s", flush=True)
        for name in new:
            _, took, got, want = results[name]
            print(f"  FAILED {name} ({took:.1f} s)")
            if options.verbose:
                print("    got  ", got[-1500:])
                print("    wants", want[-1500:])
        for name in gone:
            print(f"  FAILED {name}: listed as a difference, and passes")
        if options.verbose:
            for took, name in sorted(((took, name) for name, (_, took, _, _) in results.items()), reverse=True)[:8]:
                print(f"  slow {name} {took:.1f} s")
        failures += len(new) + len(gone)
    names = ", ".join(sorted(name for name in known)) if not options.names else ""
    if names:
        print(f"expected differences: {names}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
