import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import getitem

DOCUMENT = """
{"users": [
  {"id": 1, "name": "Ada", "address": {"city": "London", "geo": {"lat": 51.5, "lng": -0.12}}, "tags": ["a", "b"]},
  {"id": 2, "name": "Linus \\u00e5", "address": {"city": "Helsinki", "geo": null}, "tags": []}
], "total": 12345678901234567890, "ratio": 0.1, "ok": true}
"""


def flatten(value, path=()):
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flatten(inner, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from flatten(inner, (*path, index))
    else:
        yield path, value


def merge(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a | {key: merge(a[key], value) if key in a else value for key, value in b.items()}
    return b


document = json.loads(DOCUMENT)
for path, value in flatten(document):
    print(".".join(map(str, path)), "=", repr(value))
print(reduce(getitem, ["users", 0, "address", "geo", "lat"], document))
print(merge({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}, "d": [4]}))
print(json.loads("[1.10, 2]", parse_float=Decimal, parse_int=str))
print(json.loads('{"a": 1, "a": 2}', object_pairs_hook=list))


class Encoder(json.JSONEncoder):
    def default(self, value):
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if isinstance(value, set):
            return sorted(value)
        return super().default(value)


print(json.dumps({"when": date(2024, 2, 29), "set": {3, 1, 2}}, cls=Encoder))
print(json.dumps(document["users"][1], indent=2, sort_keys=True, ensure_ascii=False))
print(json.dumps({1: "int", None: "none", True: "true", 1.5: "float"}), json.dumps("\u2028é😀"))
print(json.dumps([float("inf"), float("nan")]), json.dumps(3.0), json.dumps(1e100))
for bad in ("{'a': 1}", '{"a": 1,}', "[1, 2", "", "nul", '"\t"'):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(f"{bad!r}: {error.msg} at line {error.lineno} column {error.colno}")
try:
    json.dumps({"x": object})
except TypeError as error:
    print(error)
