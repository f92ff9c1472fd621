"""MicroPython's math, and what CPython's has for whole numbers and for vectors."""

from umath import *


def _whole(number):
    if not isinstance(number, int):
        raise TypeError("'%s' object cannot be interpreted as an integer" % type(number).__name__)
    return int(number)


def gcd(*numbers):
    a = 0
    for b in numbers:
        b = _whole(b)
        while b:
            a, b = b, a % b
    return abs(a)


def lcm(*numbers):
    a = 1
    for b in numbers:
        a = abs(a * _whole(b)) // (gcd(a, b) or 1)
    return a


def isqrt(n):
    n = _whole(n)
    if n < 0:
        raise ValueError("isqrt() argument must be nonnegative")
    if n == 0:
        return 0
    # Newton's method from above: each step at least halves the distance.
    root = 1 << (n.bit_length() + 1) // 2
    while True:
        better = (root + n // root) // 2
        if better >= root:
            return root
        root = better


def perm(n, k=None):
    n = _whole(n)
    k = n if k is None else _whole(k)
    if n < 0 or k < 0:
        raise ValueError("perm() arguments must be nonnegative")
    result = 1
    if k > n:
        return 0
    for i in range(k):
        result *= n - i
    return result


def comb(n, k):
    n, k = _whole(n), _whole(k)
    if n < 0 or k < 0:
        raise ValueError("comb() arguments must be nonnegative")
    if k > n:
        return 0
    result = 1
    for i in range(min(k, n - k)):
        result = result * (n - i) // (i + 1)
    return result


def prod(iterable, *, start=1):
    for item in iterable:
        start = start * item
    return start


def hypot(*coordinates):
    largest = max([abs(x) for x in coordinates] or [0.0])
    if largest == 0 or isinf(largest) or isnan(largest):
        return float(largest)
    return largest * sqrt(sum([(x / largest) ** 2 for x in coordinates]))


def dist(p, q):
    p, q = list(p), list(q)
    if len(p) != len(q):
        raise ValueError("both points must have the same number of dimensions")
    return hypot(*[a - b for a, b in zip(p, q)])
