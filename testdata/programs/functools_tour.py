import functools
@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info(), functools.reduce(lambda a, b: a | b, [{1}, {2}]))
@functools.singledispatch
def show(x):
    return f"object {x}"
@show.register
def _(x: int):
    return f"int {x}"
print(show(1), show("s"), functools.partial(print, "a", sep="-"))
functools.partial(print, "a", sep="-")("b")
@functools.total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) >= V(1), sorted([3, -2, 1], key=functools.cmp_to_key(lambda a, b: abs(a) - abs(b))))
class C:
    @functools.cached_property
    def p(self):
        print("computed"); return 1
c = C(); print(c.p + c.p)
