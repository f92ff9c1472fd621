"""MicroPython's heapq, and what CPython's module builds on one."""

from uheapq import *


def heappushpop(heap, item):
    heappush(heap, item)
    return heappop(heap)


def heapreplace(heap, item):
    least = heappop(heap)
    heappush(heap, item)
    return least


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[: max(n, 0)]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    heads = []
    for iterable in iterables:
        rest = iter(iterable)
        for item in rest:
            heads.append([item if key is None else key(item), item, rest])
            break
    while heads:
        first = heads[0]
        for head in heads:
            if head[0] > first[0] if reverse else head[0] < first[0]:
                first = head
        yield first[1]
        for item in first[2]:
            first[0], first[1] = item if key is None else key(item), item
            break
        else:
            heads = [head for head in heads if head is not first]
