import math, cmath, statistics as st
print(math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.gcd(12, 18, 27), math.lcm(4, 6), math.isqrt(99), math.prod([1.5, 2]))
print(math.hypot(3, 4), math.fsum([0.1] * 10), math.isclose(0.1 + 0.2, 0.3), math.floor(-2.5), math.trunc(-2.5), math.copysign(1, -0.0), math.dist([0, 0], [1, 1]))
print(round(math.sin(1), 12), round(math.log(10, 2), 12), math.log2(8), math.degrees(math.pi), math.modf(2.25), math.frexp(8), math.ulp(1.0), math.sumprod([1, 2], [3, 4]))
print(cmath.sqrt(-1), cmath.polar(1j), st.mean([1, 2, 4]), st.median([3, 1, 2, 10]), st.mode("aab"), round(st.stdev([1, 2, 3, 4]), 6), st.quantiles([1, 2, 3, 4], n=4))
print(st.linear_regression([1, 2, 3], [2, 4, 6]), st.correlation([1, 2, 3], [1, 2, 4]) > 0.9, st.fmean([1, 2]), st.multimode([1, 1, 2, 2]))
