def what(value):
    match value:
        case []:
            return "empty"
        case [x, *rest] if rest:
            return f"{x} and {len(rest)} more"
        case {"type": "circle", "r": r, **others}:
            return f"circle {r} {others}"
        case str() as text:
            return text.upper()
        case int(n) | float(n) if n < 0:
            return f"minus {-n}"
        case (a,):
            return f"one {a!r}"
        case None:
            return "none"
        case _:
            return "other"

for value in [[], [1, 2, 3], {"type": "circle", "r": 2, "c": 0}, "abc", -3, -2.5, (None,), None, 7]:
    print(what(value))
