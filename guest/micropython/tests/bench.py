"""Times the guest in this process: bench.py [GUEST.wasm] [ROUNDS]

Milliseconds of processor time, the median and the least of the rounds, with epochs on as the
sandbox has them. For comparing builds; what the project publishes is measured by
its own benchmarks.
"""

import pathlib
import statistics
import sys
import threading
import time

import host

CASES = {
    "fib(24)": "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(24)",
    "1 M additions, module": "x = 0\nfor i in range(1000000):\n    x += i",
    "1 M additions, function": "def f():\n    x = 0\n    for i in range(1000000):\n        x += i\n    return x\nf()",
    "strings": "out = []\nfor i in range(20000):\n    s = 'item %d' % i\n    out.append(s.upper().replace('I', 'j') + str(i))\n','.join(out).split(',')[-1]",
    "method calls": "class P:\n    def __init__(self):\n        self.v = 0\n    def add(self, k):\n        self.v += k\n        return self\np = P()\nfor i in range(100000):\n    p.add(i)\np.v",
    "dict and list": "d = {}\nfor i in range(50000):\n    d[i % 997] = d.get(i % 997, 0) + i\nsorted(d.items(), key=lambda kv: -kv[1])[0]",
    "floats": "x = 0.0\nfor i in range(200000):\n    x = x * 0.5 + i / 3.0\nx",
    "exceptions": "n = 0\nfor i in range(50000):\n    try:\n        raise ValueError(i)\n    except ValueError:\n        n += 1\nn",
}


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[3] / "build/guests/micropython.wasm"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    start = time.thread_time()
    guest = host.Guest(path)
    print(f"{'compile':26}{(time.thread_time() - start) * 1000:10.1f}")
    threading.Thread(target=guest.tick, args=(0.01,), daemon=True).start()
    for name, code in CASES.items():
        times = []
        for _ in range(rounds):
            instance = guest.new()
            instance.run("1")
            start = time.thread_time()
            answer = instance.run(code)
            times.append((time.thread_time() - start) * 1000)
            if type(answer).__name__ == "Variant":
                sys.exit(f"{name}: {host.show(answer)}")
        print(f"{name:26}{statistics.median(times):10.1f}{min(times):10.1f}")


if __name__ == "__main__":
    main()
