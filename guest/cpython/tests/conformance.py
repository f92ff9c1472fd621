#!/usr/bin/env python3
"""Runs CPython's own tests, of the same version, in the guest:

    conformance.py [-g GUEST.wasm] [MODULE ...]

failures.txt names the tests that are known to fail, each with its reason; any other
failure, and one that is named and passes, fails the run. What a test itself skips
in a place without threads, processes and sockets is counted as skipped.
"""

import pathlib
import re
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "guest" / "micropython" / "tests"))

import host  # noqa: E402

SOURCE = pathlib.Path((ROOT / ".tools" / "cpython-source").read_text().strip())
TIMEOUT = 300
MEMORY = 1 << 30

MODULES = """
    test_json test_re test_datetime test_collections test_itertools test_functools
    test_operator test_string test_str test_struct test_array test_fractions
    test_textwrap test_heapq test_bisect test_base64 test_binascii test_csv
    test_dataclasses test_enum
    test_shutil test_contextlib test_copy test_generators test_grammar
    test_syntax test_patma test_fstring test_exceptions test_dict test_set test_list
    test_tuple test_int test_float test_complex test_sort test_iter test_super
    test_descr test_weakref test_gc test_tokenize test_html test_configparser
    test_glob test_urlparse test_tempfile test_zlib test_gzip test_bz2 test_lzma
    test_calendar test_time test_uuid test_secrets test_xml_etree test_typing
    test_difflib test_hashlib test_random
""".split()

# The parts of one that is large, or whose parts can break it.
PACKAGES = {"test_asyncio", "test_json", "test_sqlite3", "test_zoneinfo", "test_zipfile"}

PROGRAM = """
import io, sys, unittest
sys.path_importer_cache.clear()
names = {names!r}

class Result(unittest.TextTestResult):
    passed = 0
    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

stream = io.StringIO()
suite = unittest.TestSuite()
for name in names:
    try:
        suite.addTests(unittest.defaultTestLoader.loadTestsFromName(name))
    except unittest.SkipTest as reason:
        print("SKIPPED", name, reason)
result = unittest.TextTestRunner(stream, resultclass=Result, verbosity=0).run(suite)
for kind, pairs in (("FAIL", result.failures), ("ERROR", result.errors)):
    for test, text in pairs:
        print(kind, test.id(), "|", text.strip().splitlines()[-1][:200])
for test in result.unexpectedSuccesses:
    print("FAIL", test.id(), "| unexpected success")
print("RESULT", result.testsRun, len(result.skipped) + len(result.expectedFailures))
"""


def files():
    """CPython's tests as the files of a workspace."""
    tests = SOURCE / "Lib" / "test"
    return {
        f"test/{path.relative_to(tests)}": path.read_bytes()
        for path in tests.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.stat().st_size < 4 << 20
    }


def folders(found):
    made = {}
    for name in found:
        parts = name.split("/")
        for i in range(1, len(parts)):
            made["/".join(parts[:i])] = None
    return made


def run(guest, tests, names):
    instance = guest.new(memory=MEMORY, environment={"HOME": "/"})
    instance.workspace.entries.update(folders(tests))
    instance.workspace.entries.update({name: bytearray(data) for name, data in tests.items()})
    try:
        instance.run(PROGRAM.format(names=names), timeout=TIMEOUT)
    except (host.Crash, host.Timeout) as failure:
        return f"{instance.stdout.decode(errors='replace')}\nCRASH {names[0]} | {type(failure).__name__}: {str(failure).splitlines()[0]}"
    return instance.stdout.decode(errors="replace")


def known():
    found = {}
    for line in (HERE / "failures.txt").read_text().splitlines():
        name, _, reason = line.partition(": ")
        if reason and not line.startswith("#"):
            found[name] = reason
    return found


def parts(module):
    folder = SOURCE / "Lib" / "test" / module
    if module in PACKAGES and folder.is_dir():
        return [f"test.{module}.{path.stem}" for path in sorted(folder.glob("test_*.py"))]
    return [f"test.{module}"]


def main():
    words = sys.argv[1:]
    path = ROOT / "build" / "guests" / "cpython.wasm"
    if words[:1] == ["-g"]:
        path, words = pathlib.Path(words[1]), words[2:]
    guest = host.Guest(path)
    threading.Thread(target=guest.tick, daemon=True).start()
    tests, expected = files(), known()
    total = skipped = 0
    failed = {}
    for module in words or MODULES:
        for part in parts(module):
            began = time.monotonic()
            said = run(guest, tests, [part])
            count = re.search(r"^RESULT (\d+) (\d+)$", said, re.M)
            ran, left_out = (int(count[1]), int(count[2])) if count else (0, 0)
            bad = dict(re.findall(r"^(?:FAIL|ERROR|CRASH) (\S+) (?:\(.*?\) )?\| (.*)$", said, re.M))
            if not count and not bad and "SKIPPED" not in said:
                bad[part] = "no result: " + said.strip()[-200:]
            total, skipped = total + ran, skipped + left_out
            failed |= bad
            print(f"{part}: {ran} run, {left_out} skipped, {len(bad)} failed, {time.monotonic() - began:.0f} s", flush=True)
            for name, why in bad.items():
                if name not in expected:
                    print(f"  {name}: {why}", flush=True)
    passed = total - skipped - len(failed)
    print(f"{passed} passed, {len(failed)} failed, {skipped} skipped")
    unexpected = [name for name in failed if name not in expected]
    cured = [name for name in expected if name not in failed and not words]
    for name in cured:
        print(f"passes, but is in failures.txt: {name}")
    sys.exit(bool(unexpected or cured))


if __name__ == "__main__":
    main()
