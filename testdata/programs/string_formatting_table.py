import datetime
import string
from decimal import Decimal

value, text, n = 1234567.891, "naïve", 255
for spec in (",.2f", "_.1f", "012.3f", "e", ".3g", "%", "+,d", "x", "#b", "08b", "o", "c", "<10", "^+12,.1f", "*^15.2f", ".0f", "g", "n", "G"):
    for item in (value, n):
        try:
            print(f"{spec!r:<12}{item!r:<14}[{item:{spec}}]")
        except ValueError as error:
            print(f"{spec!r:<12}{item!r:<14}{error}")
for spec in ("", "10", ">10", "^10", "-<10", ".3", "*>8.2", "s", "d", "=10"):
    try:
        print(f"{spec!r:<10}[{text:{spec}}]")
    except ValueError as error:
        print(f"{spec!r:<10}{error}")
print(f"{text!r} {text!a} {text!s:>8} {n=} {value = :,.1f} {text.upper()=}")
print(f"{'nested ' + f'{n:x}'!r} {{literal}} {[i for i in range(3)]} {(lambda x: x * 2)(4)} {'a' if n else 'b'}")
width, precision = 12, 3
print(f"[{value:{width}.{precision}f}] [{'mid':^{width}}] {datetime.date(2024, 2, 5):%d.%m.%y}")
print("%s|%5d|%-5s|%05.1f|%x|%r|%%|%+d|%c|%10.3e" % ("s", 42, "ab", 3.14159, 255, "q", 7, "z", 12345.678))
print("%(a)s and %(b)04d" % {"a": 1, "b": 2}, "{0} {1} {0}".format("x", "y"), "{a.real} {b[0]} {c[k]}".format(a=3, b=[9], c={"k": "v"}))
print(string.Template("$who owes $$${amount} to ${other}").safe_substitute(who="A", amount=5))
print(format(Decimal("1234.5"), ",.3f"), format(True, "d"), format(3 + 4j, ".1f"), format(-0.0, "z.1f"), format(1e16, ","), format(10**20, ","))
print(repr(0.1 + 0.2), 1e22, 1e-5, 123456789012345680.0, float("1e400"), -float("inf"), 5e-324, 2**0.5, 100.0, 1e16)
print(round(2.5), round(3.5), round(2.675, 2), round(-1234.567, -2), round(1e20), int(-3.9), 7 // -2, -7 % 3, divmod(-7, 2))


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return f"${self.amount:{spec or ',.2f'}}"


print(f"{Money(1234.5)} {Money(2):.0f} {Money(3)!r:.6}")
rows = [("apples", 3, 1.5), ("kiwis", 12, 0.25), ("watermelon", 1, 4)]
head = f"{'item':<12}|{'n':>4}|{'price':>8}|{'sum':>8}"
print(head, "-" * len(head), sep="\n")
for name, count, price in rows:
    print(f"{name:<12.10}|{count:>4}|{price:>8.2f}|{count * price:>8.2f}")
print(f"{'total':<12}|{sum(r[1] for r in rows):>4}|{'':>8}|{sum(r[1] * r[2] for r in rows):>8.2f}")
print("tab\tend".expandtabs(8), "a-b_c".replace("-", "+"), "x".join("abc"), "Title Case".swapcase(), "abc".center(9, "*"), "42".zfill(5), "-42".zfill(5))
print("one,two,,three".split(","), "  a  b ".split(), "a,b,c".rsplit(",", 1), "k=v=w".partition("="), "line\nbreak\r\nend".splitlines(), "prefix_x".removeprefix("prefix_"))
for bad in ("{:d}", "{0} {}", "{x}", "{", "{0.missing}"):
    try:
        print(bad.format("s"))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        print(bad, "->", type(error).__name__, error)
