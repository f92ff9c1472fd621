print(2 ** 100, -7 // 2, -7 % 3, divmod(-7, 3), 7 / 2, round(2.5), round(3.5), round(1.005, 2), 0.1 + 0.2, 1e16, 1e15, 123456789.123456789)
print(int("ff", 16), int("0b101", 0), bin(10), oct(8), hex(255), (255).bit_length(), (5).bit_count(), 10 ** -2, float("inf"), -float("nan") != 0)
print(5 .real, 3 + 4j, abs(3 + 4j), (1 + 2j) ** 2, complex("1+2j").conjugate(), float.hex(0.1), (0.5).as_integer_ratio(), 1_000)
print(1 < 2 < 3, True + True, not [], 3 and 0 or "x", int(-3.9), int(1e20), 7 ^ 2, ~5, 1 << 70, pow(3, -1, 7), pow(2, 100, 13))
print(1e308 * 10, 5e-324, 2.2250738585072014e-308, 1/3, 100000000000000000000.0, 0.00001, 1e5, str(1.0), repr(-0.0))
for code in ["1/0", "2**0.5", "int('12a')", "float('1e')", "10**400 * 1.0", "(-8) ** (1/3)"]:
    try: print(eval(code))
    except Exception as error: print(type(error).__name__, error)
