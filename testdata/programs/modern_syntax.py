from contextlib import nullcontext
from dataclasses import KW_ONLY, dataclass


def f(a, b=2, /, c=3, *args, d, e=5, **rest):
    return a, b, c, args, d, e, rest


print(f(1, d=4), f(1, 2, 3, 4, 5, d=6, x=7), f(*[1], **{"d": 0, "a": "allowed"}))
for call in ("f()", "f(1)", "f(a=1, d=2)", "f(1, d=1, d=2)", "f(1, 2, c=3, d=4, **{'d': 5})", "f(1, *3, d=1)"):
    try:
        print(eval(call))
    except (TypeError, SyntaxError) as error:
        print(type(error).__name__, getattr(error, "msg", error))
first, *middle, last = "abcde"
(x, (y, *z)), w = (1, (2, 3, 4)), 5
print(first, middle, last, x, y, z, w, [*range(2), *"ab"], {**{"a": 1}, "a": 2}, (*[], 1), {*[1, 1]})
if (n := len("walrus")) > 3:
    print(n, [m for s in ("a", "bbb") if (m := len(s)) > 1], m)
print({k: v for k, v in zip("ab", (1, 2))} | {"c": 3}, {x % 3 for x in range(9)}, [(i, j) for i in range(3) for j in range(i)], sum(x for x in range(5) if x % 2))
with nullcontext(1) as one, nullcontext("two") as two, (
    nullcontext(3)
) as three:
    print(one, two, three)


@dataclass
class Options:
    name: str
    _: KW_ONLY
    size: int = 1
    deep: bool = False


print(Options("x", size=2), Options.__match_args__)
for value in (Options("q", deep=True), {"kind": "move", "to": (1, 2)}, ["go", "north", 3], "text", b"bytes", 3.0, (), {"kind": "x"}, [[1, 2], [3]], range(2), -1, None):
    match value:
        case Options(name, deep=True):
            result = f"deep {name}"
        case {"kind": "move", "to": (x, y), **extra}:
            result = f"move {x},{y} {extra}"
        case {"kind": str(kind)}:
            result = f"kind {kind}"
        case ["go", ("north" | "south") as way, *count]:
            result = f"{way} {count}"
        case [[a, b], [c]]:
            result = f"nested {a + b + c}"
        case []:
            result = "empty"
        case str() | bytes() as text:
            result = f"texty {text!r}"
        case float(v) | int(v) if v > 0:
            result = f"positive {v}"
        case None:
            result = "none"
        case other:
            result = f"other {other}"
    print(result)
total = 0
for i in range(5):
    if i == 3:
        break
    total += i
else:
    total = -1
while total > 0:
    total -= 1
else:
    print("while ended", total)
print(1 < 2 < 3, 1 < 3 > 2, not 0 == False, 1 if [] else 2, "a" "b", 0x_ff, 1_0.5, ..., True + True, "ab" in "cab", [g() for g in [lambda i=i: i for i in range(3)]])
a = b = []
a += [1]
a = a + [2]
print(a, b)
del b
try:
    b
except NameError as error:
    print(error)
i, k = [0, 0], 0
k, i[k] = 1, 5
print(i, r"\n", b"\x41", "\N{GREEK SMALL LETTER PI}\u00e9\x41\101")
type Tree[T] = tuple[T, list[Tree[T]]]


def depth[T](tree: Tree[T]) -> int:
    return 1 + max((depth(child) for child in tree[1]), default=0)


print(depth((1, [(2, []), (3, [(4, [])])])), Tree.__name__, depth.__type_params__)
print(f"{'quotes: ' + ", ".join(["a", 'b'])} {f"{f"{1 + 1}"}"} {
    x  # a comment
}")
items = [1, 2, 3, 4, 5, 6]
items[1:3] = ["x"]
del items[::2]
print(items, items[-1:], [1, 2, 3][::-1], "hello"[1:-1:2], list(range(10))[8:2:-3])
