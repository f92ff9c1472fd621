from collections import Counter, defaultdict, deque, namedtuple, OrderedDict, ChainMap
c = Counter("mississippi")
print(c, c.most_common(2), c - Counter("miss"), +Counter(a=1, b=-1), c.total())
g = defaultdict(list)
for w in "apple avocado banana blueberry cherry".split():
    g[w[0]].append(w)
print(dict(g), g)
d = deque(range(5), maxlen=5)
d.append(9); d.rotate(2); d.appendleft(7)
print(d, list(reversed(d)))
P = namedtuple("P", "x y", defaults=[0])
p = P(3)
print(p, p._replace(y=5), p._asdict(), P._fields, p == (3, 0))
o = OrderedDict(a=1, b=2); o.move_to_end("a"); print(o, list(ChainMap({"a": 1}, {"b": 2, "a": 3}).items()))
