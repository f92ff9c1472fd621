data = [3, 8, 1, 9]
print([y for x in data if (y := x * 2) > 5], {k: v for k, v in zip("abc", data)}, {x % 3 for x in data}, [[i * j for j in range(3)] for i in range(3)])
a, *b, c = range(5); (d, e), f = (1, 2), 3; print(a, b, c, d, e, f, *[1, 2], sep=",")
def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{"c": 3}))
print([*range(3), *"ab"], {**{"a": 1}, "b": 2}, any(x > 8 for x in data), all(data), sum(data, 10), list(map(lambda x, y: x + y, [1], [2])), list(filter(None, [0, 1, ""])))
for i in range(3):
    if i == 5: break
else: print("no break")
x = 5; print("even" if x % 2 == 0 else "odd", x if x else None, (lambda *a, k=1: a + (k,))(1, 2))
i = 0
while True:
    i += 1
    if i < 3: continue
    break
print(i, list(enumerate("ab", 1)), list(reversed([1, 2])), dict(a=1) == {"a": 1}, [1, 2] < [1, 3], slice(1, 5, 2).indices(4))
