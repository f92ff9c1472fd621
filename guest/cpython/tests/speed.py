"""How fast an interpreter is: the best of several runs of each program, in ms.

    vivarium run --guest cpython --timeout 60s guest/cpython/tests/speed.py
    python3.13 guest/cpython/tests/speed.py
"""

import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def additions():
    total = 0
    for i in range(100_000):
        total += i
    return total


def strings():
    counted = {}
    for i in range(2_000):
        key = "k%d" % (i % 100)
        counted[key] = counted.get(key, 0) + len(key.upper())
    return ",".join(sorted(counted))


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, value):
        self.count += value
        return self.count


def method_calls():
    counter = Counter()
    for i in range(10_000):
        counter.add(i)
    return counter.count


def comprehension():
    return sum([x * x for x in range(10_000) if x % 3])


def best(function, *arguments):
    found = []
    for _ in range(200):
        began = time.perf_counter()
        function(*arguments)
        found.append(time.perf_counter() - began)
    return min(found) * 1000


for name, function, *arguments in [
    ("fib(20)", fib, 20), ("100,000 additions", additions), ("strings", strings),
    ("10,000 method calls", method_calls), ("a comprehension over 10,000 numbers", comprehension),
]:
    print(f"{name:40}{best(function, *arguments):8.2f}")
