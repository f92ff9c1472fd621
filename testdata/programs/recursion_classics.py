import sys
from functools import cache, lru_cache
from itertools import permutations


@cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a, c
        yield from hanoi(n - 1, b, a, c)


def queens(n, columns=()):
    row = len(columns)
    if row == n:
        yield columns
        return
    for column in range(n):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(columns)):
            yield from queens(n, (*columns, column))


def quicksort(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quicksort([x for x in rest if x < pivot]) + [pivot] + quicksort([x for x in rest if x >= pivot])


def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


def subsets(items):
    if not items:
        return [[]]
    rest = subsets(items[1:])
    return rest + [[items[0], *subset] for subset in rest]


@lru_cache(maxsize=None)
def edits(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[-1] == b[-1]:
        return edits(a[:-1], b[:-1])
    return 1 + min(edits(a[:-1], b), edits(a, b[:-1]), edits(a[:-1], b[:-1]))


def coins(amount, kinds):
    if amount == 0:
        return 1
    if amount < 0 or not kinds:
        return 0
    return coins(amount - kinds[0], kinds) + coins(amount, kinds[1:])


print(fibonacci(90), fibonacci.cache_info())
print(len(list(hanoi(8))), *("".join(move) for move in hanoi(3)))
print(sum(1 for _ in queens(6)), next(queens(8)))
print(quicksort([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]))
print(ackermann(2, 3), subsets([1, 2, 3]), edits("kitten", "sitting"), coins(50, (25, 10, 5, 1)))
print(["".join(p) for p in permutations("abc")])


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


sys.setrecursionlimit(400)
print(350 < depth(0) < 400)
try:
    (lambda f: f(f))(lambda f: f(f))
except RecursionError as error:
    print(str(error).startswith("maximum recursion depth exceeded"))
sys.setrecursionlimit(5000)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


print(count(4500))


def flatten(value):
    for item in value:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


nested = [1]
for i in range(2, 200):
    nested = [nested, i]
print(sum(flatten(nested)))
