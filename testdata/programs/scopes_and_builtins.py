x = "global"
def f():
    x = "local"
    class C: y = x
    return C.y, [x for _ in range(1)], (lambda: x)()
print(f(), vars()["x"], "x" in globals(), type(f).__name__, id(x) == id(x), hash(1) == hash(1.0) == hash(True))
print(isinstance(True, int), issubclass(bool, int), getattr(1, "foo", "none"), hasattr("", "join"), abs(-3), pow(2, 3), divmod(7, 2), round(-2.567, 1), sum([0.1] * 3))
print(sorted(dir([]))[-2:], callable(print), bool(""), str(b"x", "ascii"), list(zip("ab", [1, 2], strict=True)), chr(97), ord("a"), format(3.14159, ".2f"), iter([]).__length_hint__())
try: list(zip("a", []  , strict=True))
except ValueError as error: print(error)
print(max([], default=None), min(3, 1, key=lambda v: -v), type("T", (), {"a": 1}).a, object.__new__(object) is not None, next(iter([]), "end"), frozenset([1]) | {2}, complex(1, 2), bytearray(2))
