"""Who owes whom: decimals, heaps and a little text report."""
import heapq
import io
from collections import defaultdict
from contextlib import redirect_stdout
from decimal import Decimal
from functools import reduce

EXPENSES = """
Ann 120.00 dinner: Ann Bob Cyd
Bob 45.50 taxi: Ann Bob
Cyd 10.01 snacks: Ann Bob Cyd
Dee 0 nothing: Dee
Bob x tickets: Bob Cyd
"""


def parse(text):
    for number, line in enumerate(text.strip().splitlines(), 1):
        try:
            head, people = line.split(": ")
            who, amount, what = head.split(maxsplit=2)
            yield who, Decimal(amount), what, people.split()
        except (ValueError, ArithmeticError) as error:
            print(f"line {number}: {type(error).__name__} in {line!r}")


def shares(amount, people):
    cents = int(amount * 100)
    return {p: Decimal(cents // len(people) + (i < cents % len(people))) / 100 for i, p in enumerate(people)}


def balances(expenses):
    def add(total, expense):
        who, amount, _, people = expense
        total[who] += amount
        for person, share in shares(amount, people).items():
            total[person] -= share
        return total

    return reduce(add, expenses, defaultdict(Decimal))


def settle(balance):
    owed = [(-v, k) for k, v in balance.items() if v > 0]
    owing = [(v, k) for k, v in balance.items() if v < 0]
    heapq.heapify(owed)
    heapq.heapify(owing)
    while owed and owing:
        credit, creditor = heapq.heappop(owed)
        debt, debtor = heapq.heappop(owing)
        amount = min(-credit, -debt)
        yield debtor, creditor, amount
        if rest := -credit - amount:
            heapq.heappush(owed, (-rest, creditor))
        if rest := -debt - amount:
            heapq.heappush(owing, (-rest, debtor))


expenses = list(parse(EXPENSES))
balance = balances(expenses)
print({k: str(v) for k, v in sorted(balance.items())}, sum(balance.values()))
report = io.StringIO()
with redirect_stdout(report):
    for debtor, creditor, amount in settle(balance):
        print(f"{debtor:>4} -> {creditor:<4} {amount:>8.2f}")
print(report.getvalue(), end="")
biggest = max(expenses, key=lambda e: e[1])
print(f"{biggest[2]!r} was the largest: {biggest[1]:,} by {biggest[0]}; average {sum(e[1] for e in expenses) / len(expenses):.3f}")
