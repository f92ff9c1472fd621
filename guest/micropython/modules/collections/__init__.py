"""MicroPython's collections and the two of CPython's that it lacks."""

from ucollections import *


class defaultdict(dict):
    def __init__(self, default_factory=None, *arguments, **names):
        super().__init__(*arguments, **names)
        self.default_factory = default_factory

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            if self.default_factory is None:
                raise
            value = self.default_factory()
            self[key] = value
            return value

    def copy(self):
        return defaultdict(self.default_factory, self)

    def __repr__(self):
        return "defaultdict(%r, %r)" % (self.default_factory, dict(self))


class Counter(dict):
    def __init__(self, iterable=None, **counts):
        super().__init__()
        self.update(iterable, **counts)

    def __getitem__(self, key):
        return self.get(key, 0)

    def update(self, iterable=None, **counts):
        self._add(iterable, 1)
        self._add(counts, 1)

    def subtract(self, iterable=None, **counts):
        self._add(iterable, -1)
        self._add(counts, -1)

    def _add(self, iterable, sign):
        if iterable is None:
            return
        if isinstance(iterable, dict):
            for key, count in iterable.items():
                self[key] = self.get(key, 0) + sign * count
        else:
            for key in iterable:
                self[key] = self.get(key, 0) + sign

    def most_common(self, n=None):
        found = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return found if n is None else found[:n]

    def elements(self):
        for key, count in self.items():
            for _ in range(count):
                yield key

    def total(self):
        return sum(self.values())

    def copy(self):
        return Counter(self)

    def _with(self, other, keep):
        made = Counter()
        for key in set(self) | set(other):
            count = keep(self[key], other[key])
            if count > 0:
                made[key] = count
        return made

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __and__(self, other):
        return self._with(other, min)

    def __or__(self, other):
        return self._with(other, max)

    def __repr__(self):
        return "Counter({%s})" % ", ".join("%r: %r" % item for item in self.most_common())


class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for known in self.maps:
            if key in known:
                return known[key]
        raise KeyError(key)

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __contains__(self, key):
        return any(key in known for known in self.maps)

    def __iter__(self):
        seen = {}
        for known in reversed(self.maps):
            seen.update(known)
        return iter(seen)

    def __len__(self):
        return len(list(iter(self)))

    def new_child(self, m=None):
        return ChainMap({} if m is None else m, *self.maps)
