"""Functions over functions."""


def reduce(function, iterable, *initial):
    iterator = iter(iterable)
    if initial:
        value = initial[0]
    else:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        value = function(value, item)
    return value


class partial:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, *args, **keywords):
        merged = self.keywords.copy()
        merged.update(keywords)
        return self.func(*(self.args + args), **merged)


def wraps(wrapped, assigned=None, updated=None):
    # A function has no attributes to copy to here.
    return lambda wrapper: wrapper


def update_wrapper(wrapper, wrapped, assigned=None, updated=None):
    return wrapper


class _Cached:
    def __init__(self, function, maxsize):
        self.__wrapped__ = function
        self._maxsize = maxsize
        self.cache_clear()

    def cache_clear(self):
        from collections import OrderedDict

        self._known = OrderedDict()
        self._hits = self._misses = 0

    def cache_info(self):
        from collections import namedtuple

        info = namedtuple("CacheInfo", ("hits", "misses", "maxsize", "currsize"))
        return info(self._hits, self._misses, self._maxsize, len(self._known))

    def __get__(self, instance, owner=None):
        return self if instance is None else partial(self, instance)

    def __call__(self, *args, **keywords):
        key = (args, tuple(sorted(keywords.items()))) if keywords else args
        known = self._known
        if key in known:
            self._hits += 1
            if self._maxsize is None:
                return known[key]
            value = known.pop(key)
        else:
            self._misses += 1
            value = self.__wrapped__(*args, **keywords)
            if self._maxsize is not None and len(known) >= self._maxsize:
                if not self._maxsize:
                    return value
                known.pop(next(iter(known)))
        known[key] = value
        return value


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _Cached(maxsize, 128)
    return lambda function: _Cached(function, maxsize)


def cache(function):
    return lru_cache(None)(function)


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

        def __gt__(self, other):
            return compare(self.value, other.value) > 0

        def __eq__(self, other):
            return compare(self.value, other.value) == 0

        def __le__(self, other):
            return compare(self.value, other.value) <= 0

        def __ge__(self, other):
            return compare(self.value, other.value) >= 0

    return Key


def total_ordering(cls):
    if hasattr(cls, "__lt__"):
        cls.__gt__ = lambda self, other: not (self < other or self == other)
        cls.__le__ = lambda self, other: self < other or self == other
        cls.__ge__ = lambda self, other: not self < other
    return cls


class cached_property:
    def __init__(self, function):
        self._function = function

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self._function(instance)
        setattr(instance, self._function.__name__, value)
        return value
