"""The iterators of CPython's itertools."""


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def repeat(item, times=None):
    if times is None:
        while True:
            yield item
    for _ in range(times):
        yield item


def accumulate(iterable, func=None, *, initial=None):
    iterator = iter(iterable)
    if initial is not None:
        total = initial
    else:
        try:
            total = next(iterator)
        except StopIteration:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def batched(iterable, n):
    if n < 1:
        raise ValueError("n must be at least one")
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


class chain:
    def __init__(self, *iterables):
        self._items = self._all(iterables)

    @staticmethod
    def _all(iterables):
        for iterable in iterables:
            yield from iterable

    @classmethod
    def from_iterable(cls, iterables):
        made = cls()
        made._items = cls._all(iterables)
        return made

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def dropwhile(predicate, iterable):
    iterator = iter(iterable)
    for item in iterator:
        if not predicate(item):
            yield item
            break
    yield from iterator


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def groupby(iterable, key=None):
    # Each group is read as a whole: one read late is not lost, as CPython's is.
    group = []
    current = None
    for item in iterable:
        value = item if key is None else key(item)
        if group and value != current:
            yield current, iter(group)
            group = []
        current = value
        group.append(item)
    if group:
        yield current, iter(group)


def islice(iterable, *bounds):
    if len(bounds) == 1:
        start, stop, step = 0, bounds[0], 1
    else:
        start, stop = bounds[0] or 0, bounds[1]
        step = bounds[2] if len(bounds) > 2 and bounds[2] is not None else 1
    if start < 0 or (stop is not None and stop < 0) or step < 1:
        raise ValueError("indices for islice() must be None or non-negative")
    if stop is not None and stop <= start:
        return
    wanted = start
    i = 0
    for item in iterable:
        if i == wanted:
            yield item
            wanted += step
        i += 1
        if stop is not None and i >= stop:
            return


def pairwise(iterable):
    iterator = iter(iterable)
    try:
        last = next(iterator)
    except StopIteration:
        return
    for item in iterator:
        yield last, item
        last = item


def starmap(function, iterable):
    for arguments in iterable:
        yield function(*arguments)


def tee(iterable, n=2):
    iterator = iter(iterable)
    queues = [[] for _ in range(n)]

    def one(mine):
        while True:
            if not mine:
                try:
                    item = next(iterator)
                except StopIteration:
                    return
                for queue in queues:
                    queue.append(item)
            yield mine.pop(0)

    return tuple(one(queue) for queue in queues)


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(iterable) for iterable in iterables]
    live = len(iterators)
    while live:
        row = []
        for i, iterator in enumerate(iterators):
            if iterator is None:
                row.append(fillvalue)
                continue
            try:
                row.append(next(iterator))
            except StopIteration:
                iterators[i] = None
                live -= 1
                if not live:
                    return
                row.append(fillvalue)
        yield tuple(row)


def product(*iterables, repeat=1):
    pools = [tuple(iterable) for iterable in iterables] * repeat
    if any(not pool for pool in pools):
        return
    at = [0] * len(pools)
    while True:
        yield tuple(pool[i] for pool, i in zip(pools, at))
        for place in range(len(pools) - 1, -1, -1):
            at[place] += 1
            if at[place] < len(pools[place]):
                break
            at[place] = 0
        else:
            return


def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    if r > n:
        return
    indices = list(range(n))
    cycles = list(range(n, n - r, -1))
    yield tuple(pool[i] for i in indices[:r])
    while n:
        for i in reversed(range(r)):
            cycles[i] -= 1
            if cycles[i] == 0:
                indices[i:] = indices[i + 1 :] + indices[i : i + 1]
                cycles[i] = n - i
            else:
                j = cycles[i]
                indices[i], indices[-j] = indices[-j], indices[i]
                yield tuple(pool[i] for i in indices[:r])
                break
        else:
            return


def combinations(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    if r > n:
        return
    at = list(range(r))
    while True:
        yield tuple(pool[i] for i in at)
        for i in reversed(range(r)):
            if at[i] != i + n - r:
                break
        else:
            return
        at[i] += 1
        for j in range(i + 1, r):
            at[j] = at[j - 1] + 1


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    if not n and r:
        return
    at = [0] * r
    while True:
        yield tuple(pool[i] for i in at)
        for i in reversed(range(r)):
            if at[i] != n - 1:
                break
        else:
            return
        at[i:] = [at[i] + 1] * (r - i)
