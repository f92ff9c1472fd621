def average():
    total = n = 0
    value = None
    while True:
        value = yield value
        if value is None:
            return total
        total += value; n += 1; value = total / n
g = average(); next(g)
print([g.send(x) for x in (10, 20, 60)])
try:
    g.send(None)
except StopIteration as stop:
    print("sum", stop.value)
def flat(x):
    for i in x:
        if isinstance(i, list): yield from flat(i)
        else: yield i
print(list(flat([1, [2, [3, []], 4]])), sum(x * x for x in range(10) if x % 2))
def guarded():
    try:
        yield 1
    finally:
        print("closed")
h = guarded(); next(h); h.close()
