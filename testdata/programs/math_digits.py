"""Every digit of what the mathematical functions give."""
import cmath
import math
import random
import statistics

rng = random.Random(2024)
for name in ["sin", "cos", "tan", "atan", "exp", "expm1"]:
    function = getattr(math, name)
    print(name, *(function(x / 8) for x in range(-12, 13)))
for name in ["asin", "acos", "atanh"]:
    function = getattr(math, name)
    print(name, *(function(x / 13) for x in range(-12, 13)))
for name in ["log", "log2", "sqrt", "gamma", "lgamma", "acosh", "asinh", "log1p"]:
    function = getattr(math, name)
    print(name, *(function(1 + x / 3) for x in range(20)))
print("atan2", *(math.atan2(y, x) for y in (-2, -0.3, 0.7, 5) for x in (-3, -0.1, 0.4, 9)))
print("pow", *(a**b for a in (1.1, 2.5, 9.99, 0.003) for b in (0.1, 1.7, -2.2, 15.5)))
print("compound", *(round(1000 * (1 + 0.05 / n) ** (n * 10), 10) for n in (1, 4, 12, 365)))
print("hypot", *(math.hypot(rng.random(), rng.random()) for _ in range(5)))
print("gauss", *(rng.gauss(0, 1) for _ in range(8)))
print("vonmises", *(rng.vonmisesvariate(1, 2) for _ in range(4)))
print("complex", cmath.exp(1 + 2j), cmath.sqrt(-3 + 1j), cmath.polar(3 - 7j), (1 + 2j) ** 0.5)
samples = [math.sin(x) * math.exp(-x / 40) for x in range(100)]
print("signal", *(f"{x:.12f}" for x in (sum(samples), statistics.stdev(samples), math.fsum(s * s for s in samples))))
earth = 6371.0088
lat1, lon1, lat2, lon2 = map(math.radians, (52.52, 13.405, 48.8566, 2.3522))
a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
print("distance", 2 * earth * math.asin(math.sqrt(a)))
normal = statistics.NormalDist(100, 15)
print("normal", normal.cdf(130), normal.inv_cdf(0.975), normal.pdf(88))
