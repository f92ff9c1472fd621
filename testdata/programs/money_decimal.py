from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext
from fractions import Fraction


def split(amount, parts):
    """Shares that add up to the amount, to the cent."""
    cents = int(amount * 100)
    base, rest = divmod(cents, parts)
    return [Decimal(base + (i < rest)) / 100 for i in range(parts)]


print(split(Decimal("100.00"), 3), sum(split(Decimal("100.00"), 3)))
print(0.1 + 0.2, Decimal("0.1") + Decimal("0.2"), Decimal(0.1))
for text in ("2.675", "2.665", "-2.675", "1e3", "0.005"):
    value = Decimal(text)
    print(text, *(value.quantize(Decimal("0.01"), rounding=r) for r in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)))


def schedule(principal, rate, months):
    monthly = Decimal(rate) / 12
    payment = (principal * monthly / (1 - (1 + monthly) ** -months)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    balance, interest_paid = principal, Decimal(0)
    for month in range(1, months + 1):
        interest = (balance * monthly).quantize(Decimal("0.01"), ROUND_HALF_UP)
        pay = min(payment, balance + interest)
        balance += interest - pay
        interest_paid += interest
        if month in (1, 2, months):
            yield month, pay, interest, balance
    yield "total", interest_paid, None, None


for row in schedule(Decimal("10000"), "0.05", 24):
    print(*row)
with localcontext() as context:
    context.prec = 50
    print(Decimal(2).sqrt(), Decimal(1).exp())
    context.prec = 6
    print(Decimal(1) / 7, Decimal("123456789") * 1)
try:
    Decimal(1) / 0
except DivisionByZero as error:
    print("division by zero", type(error).__mro__[1].__name__)
try:
    Decimal("abc")
except InvalidOperation as error:
    print("invalid", error)
print(f"{Decimal('1234567.891'):,.2f} {Decimal('-0.5'):+.0%} {Decimal('1E+5'):f} {Decimal('12.30').normalize()}")
print(Decimal("1.0") == 1 == Fraction(1), hash(Decimal("2.0")) == hash(2), Decimal("NaN") == Decimal("NaN"), max(Decimal("1"), 2))
print(Fraction("0.125"), Fraction(3, 4) + Fraction(1, 6), Fraction(0.1).limit_denominator(100), float(Fraction(1, 3)))
print(Decimal("3.14").as_tuple(), Decimal("7").adjusted(), round(Decimal("2.5")), round(Decimal("2.567"), 1))
