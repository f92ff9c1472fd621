import cmath
import math
from fractions import Fraction


def newton(f, x, tolerance=1e-12):
    for step in range(100):
        slope = (f(x + 1e-7) - f(x - 1e-7)) / 2e-7
        x, old = x - f(x) / slope, x
        if abs(x - old) < tolerance:
            return x
    raise ArithmeticError("does not converge")


def simpson(f, a, b, n=100):
    h = (b - a) / n
    return h / 3 * (f(a) + f(b) + sum((4 if i % 2 else 2) * f(a + i * h) for i in range(1, n)))


def runge_kutta(f, t, y, h, steps):
    for _ in range(steps):
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        t, y = t + h, y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


def fft(values):
    n = len(values)
    if n == 1:
        return values
    even, odd = fft(values[::2]), fft(values[1::2])
    twiddled = [cmath.exp(-2j * cmath.pi * k / n) * odd[k] for k in range(n // 2)]
    return [e + t for e, t in zip(even, twiddled)] + [e - t for e, t in zip(even, twiddled)]


print(f"{newton(lambda x: x**3 - 2, 1):.10f} {simpson(math.sin, 0, math.pi):.8f} {runge_kutta(lambda t, y: y, 0, 1, 0.1, 10):.6f}")
print([f"{abs(v):.4f}" for v in fft([1, 2, 3, 4, 0, 0, 0, 0])])
print(sum(Fraction(1, n) for n in range(1, 11)), math.fsum([0.1] * 10), sum([0.1] * 10), math.isclose(0.1 + 0.2, 0.3))


def is_prime(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n == a:
            return True
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


print([n for n in range(60) if is_prime(n)], is_prime(2**61 - 1), is_prime(2**61 + 1))


def egcd(a, b):
    return (a, 1, 0) if b == 0 else (lambda g, x, y: (g, y, x - a // b * y))(*egcd(b, a % b))


print(egcd(240, 46), pow(3, -1, 11), math.gcd(0, 5), math.factorial(25), 2**200 % 1000007, math.isqrt(10**40))
print(hex(2**100), bin(-10), oct(64), int("zz", 36), (-7) // 2, (-7) % 2, -7 & 0xFF, ~5, 1 << 70, f"{10**30:,}")
print(len(str(3**5000)), str(7**300)[-20:], (10**50 + 1) * (10**50 - 1) == 10**100 - 1, divmod(10**30, 7), math.comb(100, 50))
print(complex("1+2j") * 1j, abs(3 + 4j), cmath.sqrt(-1), 0.1.as_integer_ratio(), (0.5).hex(), float.fromhex("0x1.8p1"), math.nextafter(1, 2), math.ulp(1.0))
print(math.floor(-2.5), math.ceil(-2.5), math.copysign(1, -0.0), math.modf(3.25), math.frexp(8), math.inf > 10**400, math.nan != math.nan, math.remainder(7, 4), math.sumprod([1, 2], [3, 4]))
sieve = bytearray([1]) * 100_000
sieve[:2] = b"\0\0"
for i in range(2, math.isqrt(len(sieve)) + 1):
    if sieve[i]:
        sieve[i * i :: i] = bytes(len(range(i * i, len(sieve), i)))
found = [i for i, flag in enumerate(sieve) if flag]
print(len(found), found[-1], sum(found))
points = sorted([(1, 1), (2, 5), (5, 3), (3, 2), (4, 4), (0, 4), (2, 2)])


def half(points):
    hull = []
    for p in points:
        while len(hull) >= 2 and (hull[-1][0] - hull[-2][0]) * (p[1] - hull[-2][1]) <= (hull[-1][1] - hull[-2][1]) * (p[0] - hull[-2][0]):
            hull.pop()
        hull.append(p)
    return hull[:-1]


hull = half(points) + half(points[::-1])
print(hull, abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(hull, hull[1:] + hull[:1]))) / 2)
