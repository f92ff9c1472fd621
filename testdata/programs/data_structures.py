import bisect
import heapq
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import MutableMapping
from dataclasses import dataclass, field


class LRU(MutableMapping):
    def __init__(self, size):
        self.size, self.data = size, OrderedDict()

    def __getitem__(self, key):
        self.data.move_to_end(key)
        return self.data[key]

    def __setitem__(self, key, value):
        self.data[key] = value
        self.data.move_to_end(key)
        if len(self.data) > self.size:
            print("evict", self.data.popitem(last=False))

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


lru = LRU(2)
lru.update(a=1, b=2)
lru["a"]
lru["c"] = 3
print(dict(lru), lru.get("b", "gone"), lru.pop("a"), lru.setdefault("z", 9), "c" in lru)


class Trie:
    def __init__(self):
        self.root = {}

    def add(self, word):
        node = self.root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = True

    def complete(self, prefix):
        node = self.root
        for letter in prefix:
            if letter not in node:
                return
            node = node[letter]
        stack = [(prefix, node)]
        while stack:
            word, node = stack.pop()
            if "" in node:
                yield word
            stack.extend((word + c, child) for c, child in sorted(node.items(), reverse=True) if c)


trie = Trie()
for word in "car card care cat dog".split():
    trie.add(word)
print(list(trie.complete("car")), list(trie.complete("x")))


@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)


heap = []
for job in (Job(3, "c"), Job(1, "a"), Job(2, "b")):
    heapq.heappush(heap, job)
print([heapq.heappop(heap).name for _ in range(3)], heapq.nlargest(2, [5, 1, 9, 3]), heapq.nsmallest(2, "hello"), list(heapq.merge([1, 4], [2, 3])))
print(["FDCBA"[bisect.bisect([60, 70, 80, 90], s)] for s in (55, 60, 79, 95)], bisect.bisect_left([1, 3, 3, 5], 3))
ordered = []
for n in (5, 1, 4, 2):
    bisect.insort(ordered, n)
print(ordered)
c = Counter("abracadabra")
c.update("aaa")
c.subtract("b")
print(c, c - Counter(a=5), c & Counter(a=2, z=1), c.total(), list(Counter(x=2).elements()))
chain = ChainMap({"a": 1}, {"a": 2, "b": 3})
chain["c"] = 4
print(chain["a"], chain["b"], chain.maps[0], dict(chain.parents), sorted(chain))
tree = lambda: defaultdict(tree)
t = tree()
t["x"]["y"]["z"] = 1
print(t["x"]["y"]["z"], len(t), deque("abc", 2), namedtuple("P", "x def y", rename=True)(1, 2, 3))


class BST:
    def __init__(self, items=()):
        self.root = None
        for item in items:
            self.root = self._insert(self.root, item)

    def _insert(self, node, item):
        if node is None:
            return [item, None, None]
        side = 1 if item < node[0] else 2
        node[side] = self._insert(node[side], item)
        return node

    def __iter__(self):
        def walk(node):
            if node:
                yield from walk(node[1])
                yield node[0]
                yield from walk(node[2])

        return walk(self.root)

    def __contains__(self, item):
        node = self.root
        while node and node[0] != item:
            node = node[1 if item < node[0] else 2]
        return node is not None


bst = BST([50, 30, 70, 20, 40, 60, 80, 10])
print(list(bst), 40 in bst, 45 in bst, min(bst), sum(bst))
