#!/usr/bin/env python3
"""Runs programs in the guest and compares what they print with what CPython does:

    programs.py [-g GUEST.wasm] [FOLDER or FILE.py ...]

A program NAME.py stands beside NAME.out and, where it reads input, NAME.in. In
differences.txt are those that a sandbox rules out, each with its reason; they must
differ. Without a folder, those of testdata/programs are run.
"""

import difflib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "guest" / "micropython" / "tests"))

import host  # noqa: E402
from wasmtime import component as wc  # noqa: E402

TIMEOUT = 60
MEMORY = 256 << 20


def known():
    """The programs that differ, and why."""
    found = {}
    for line in (HERE / "differences.txt").read_text().splitlines():
        name, _, reason = line.partition(": ")
        if reason and not line.startswith("#"):
            found[name] = reason
    return found


def run(guest, path):
    data = path.with_suffix(".in")
    instance = guest.new(memory=MEMORY, stdin=data.read_bytes() if data.exists() else b"")
    try:
        answer = instance.run(path.read_text(), timeout=TIMEOUT)
    except (host.Crash, host.Timeout) as failure:
        return f"{instance.stdout.decode(errors='replace')}{type(failure).__name__}: {failure}\n"
    printed = instance.stdout.decode(errors="replace")
    if isinstance(answer, wc.Variant) and answer.tag != "exit":
        printed += host.show(answer) + "\n"
    return printed


def main():
    words = sys.argv[1:]
    guest_path = ROOT / "build" / "guests" / "cpython.wasm"
    if words[:1] == ["-g"]:
        guest_path, words = pathlib.Path(words[1]), words[2:]
    paths = [pathlib.Path(word) for word in words] or [ROOT / "testdata" / "programs"]
    programs = [program for path in paths for program in (sorted(path.glob("*.py")) if path.is_dir() else [path])]
    guest = host.Guest(guest_path)
    differences, equal, failed = known(), 0, 0
    for program in programs:
        wanted, found = program.with_suffix(".out").read_text(), run(guest, program)
        if (wanted == found) != (program.stem in differences):
            equal += 1
            continue
        failed += 1
        if wanted == found:
            print(f"{program.stem}: equal, but differences.txt says: {differences[program.stem]}")
            continue
        print(f"{program.stem}:")
        print("\n".join(list(difflib.unified_diff(wanted.splitlines(), found.splitlines(), "CPython", "guest", lineterm="", n=0))[:12]))
    print(f"{equal} passed, {failed} failed")
    sys.exit(failed > 0)


main()
