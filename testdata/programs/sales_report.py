"""A report over sales: the kind of task that comes with a CSV file."""
import csv
import io
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

DATA = """date,region,product,units,price
2024-01-15,North,Widget,12,9.99
2024-01-20,South,Widget,7,9.99
2024-02-03,North,Gadget,3,24.50
2024-02-11,East,Gizmo,,4.25
2024-02-28,South,Gadget,5,24.50
2024-03-01,North,Widget,20,9.49
2024-03-09,East,"Gizmo, large",11,6.75
2024-03-30,South,Widget,-2,9.49
"""

CENT = Decimal("0.01")
by_month = defaultdict(Decimal)
by_region = defaultdict(lambda: defaultdict(int))
skipped = []
for number, row in enumerate(csv.DictReader(io.StringIO(DATA)), start=2):
    try:
        units = int(row["units"])
        price = Decimal(row["price"])
    except ValueError as error:
        skipped.append((number, str(error)))
        continue
    day = date.fromisoformat(row["date"])
    by_month[day.strftime("%Y-%m")] += units * price
    by_region[row["region"]][row["product"]] += units

print(f"{'Month':<10}{'Revenue':>12}")
for month, revenue in sorted(by_month.items()):
    print(f"{month:<10}{revenue.quantize(CENT, ROUND_HALF_UP):>12,}")
for region in sorted(by_region):
    products = ", ".join(f"{name} x{count}" for name, count in sorted(by_region[region].items(), key=lambda item: (-item[1], item[0])))
    print(f"{region}: {products}")
print("skipped:", skipped)
total = sum(by_month.values())
print(f"total {total:,.2f}, share of March {by_month['2024-03'] / total:.1%}")
