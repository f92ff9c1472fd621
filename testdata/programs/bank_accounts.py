"""Classes, properties, inheritance and exceptions of one's own."""
from abc import ABC, abstractmethod
from contextlib import contextmanager
from decimal import Decimal, getcontext


class InsufficientFunds(Exception):
    def __init__(self, needed, available):
        self.needed, self.available = needed, available
        super().__init__(f"need {needed}, have {available}")


class Account(ABC):
    bank = "First Bank"
    _next = 1000

    def __init__(self, owner, balance="0"):
        self.owner = owner
        self._balance = Decimal(balance)
        self._history = []
        self.number = Account._next
        Account._next += 1

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(-value, self._balance)
        self._history.append(value - self._balance)
        self._balance = value

    @abstractmethod
    def month_end(self): ...

    def __iadd__(self, amount):
        self.balance += Decimal(amount)
        return self

    def __isub__(self, amount):
        self.balance -= Decimal(amount)
        return self

    def __len__(self):
        return len(self._history)

    def __iter__(self):
        return iter(self._history)

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance})"

    @classmethod
    def parse(cls, text):
        owner, _, amount = text.partition(":")
        return cls(owner.strip(), amount.strip() or "0")


class Savings(Account):
    rate = Decimal("0.015")

    def month_end(self):
        self.balance += (self.balance * self.rate / 12).quantize(Decimal("0.01"))


class Checking(Account):
    fee = Decimal("2.50")

    def month_end(self):
        try:
            self.balance -= self.fee
        except InsufficientFunds as error:
            raise RuntimeError(f"cannot charge {self.owner}") from error


@contextmanager
def transaction(*accounts):
    saved = [(account, account._balance, list(account._history)) for account in accounts]
    try:
        yield
    except Exception as error:
        for account, balance, history in saved:
            account._balance, account._history = balance, history
        print("rolled back:", error)


a, b = Savings.parse("Ann : 1200.00"), Checking("Bob")
with transaction(a, b):
    a -= "200"
    b += "200"
with transaction(a, b):
    b += "50"
    a -= "5000"
print(a, b, len(a), list(b))
a.month_end()
b.balance = Decimal(1)
try:
    b.month_end()
except RuntimeError as error:
    print(error, "|", repr(error.__cause__))
print(a.balance, a.number, b.number, Account.bank, Savings.mro()[1].__name__)
try:
    Account("nobody")
except TypeError as error:
    print(error)
try:
    a.number.missing
except AttributeError as error:
    print(error)
print(getcontext().prec, isinstance(a, Account), issubclass(Checking, Savings))
