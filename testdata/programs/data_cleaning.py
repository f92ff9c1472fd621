"""Cleaning of messy records, as in a notebook without pandas."""
import statistics
from collections import Counter, OrderedDict, defaultdict
from datetime import datetime

RAW = [
    {"name": "  Ann  Smith", "email": "ANN@EXAMPLE.COM", "age": "34", "joined": "2021-03-04", "score": "88.5"},
    {"name": "bob jones", "email": "bob(at)example.com", "age": "n/a", "joined": "04/07/2020", "score": "91"},
    {"name": "Ann Smith", "email": "ann@example.com ", "age": "34", "joined": "2021-03-04", "score": ""},
    {"name": "ÉMILE zola", "email": "emile@zola.fr", "age": "-1", "joined": "yesterday", "score": "73,25"},
    {"name": "Dan", "email": None, "age": "40.0", "joined": "Jan 5 2022", "score": "1e2"},
]
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%b %d %Y")


def parse_date(text):
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def number(text, low=float("-inf")):
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if value >= low else None


def clean(record):
    email = (record["email"] or "").strip().lower()
    return OrderedDict(
        name=" ".join(record["name"].split()).title(),
        email=email if email.count("@") == 1 else None,
        age=int(age) if (age := number(record["age"], 0)) is not None else None,
        joined=parse_date(record["joined"]),
        score=number(record["score"]),
    )


rows = [clean(record) for record in RAW]
unique = {}
for row in rows:
    unique.setdefault((row["name"], row["email"]), row)
print(len(rows), "->", len(unique))
for row in unique.values():
    print(" | ".join(f"{'' if value is None else value!s:>15}" for value in row.values()))
missing = Counter(key for row in rows for key, value in row.items() if value is None)
print(missing)
scores = [row["score"] for row in unique.values() if row["score"] is not None]
print(f"mean {statistics.mean(scores):.3f} median {statistics.median(scores)} stdev {statistics.stdev(scores):.4f} quartiles {statistics.quantiles(scores, n=4)}")
print(statistics.mode("aabbbc"), statistics.multimode([1, 1, 2, 2]), statistics.fmean([1, 2, 4], weights=[1, 1, 2]), statistics.pvariance([1, 2, 3, 4]))
low, high = min(scores), max(scores)
print([round((s - low) / (high - low), 3) for s in scores])
xs, ys = [1, 2, 3, 4, 5], [2.1, 3.9, 6.2, 7.8, 10.1]
print(statistics.linear_regression(xs, ys), round(statistics.correlation(xs, ys), 6))
pivot = defaultdict(lambda: defaultdict(list))
for row in unique.values():
    pivot[row["joined"].year if row["joined"] else None]["adult" if (row["age"] or 0) > 35 else "other"].append(row["name"])
for year in sorted(pivot, key=lambda y: (y is None, y or 0)):
    print(year, dict(pivot[year]))
bins = Counter(int(s // 10) * 10 for s in scores)
for start in range(70, 101, 10):
    print(f"{start:>3}-{start + 9:<3} {'*' * bins[start]}")
moving = [sum(ys[i : i + 3]) / 3 for i in range(len(ys) - 2)]
print([f"{v:.2f}" for v in moving], sorted(rows, key=lambda r: (r["score"] is None, -(r["score"] or 0)))[0]["name"])
