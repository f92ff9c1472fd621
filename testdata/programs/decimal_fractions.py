from decimal import Decimal, getcontext, ROUND_HALF_UP, localcontext, InvalidOperation
from fractions import Fraction
print(Decimal("0.1") + Decimal("0.2"), Decimal(1) / Decimal(7), Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP))
with localcontext() as ctx:
    ctx.prec = 50
    print(Decimal(2).sqrt())
print(getcontext().prec, Decimal("1E+3"), Decimal("1234567.891").__format__(",.2f"), Decimal("NaN").is_nan(), sum([Decimal("1.10")] * 3))
print(Fraction(3, 9), Fraction("0.125") + Fraction(1, 3), Fraction(0.5), Fraction(22, 7).limit_denominator(5), float(Fraction(1, 3)))
try: Decimal("x")
except InvalidOperation as error: print(type(error).__name__)
