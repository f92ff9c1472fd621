import heapq
import random
from operator import attrgetter, itemgetter
from types import SimpleNamespace as Record


def bubble(items):
    items = list(items)
    for end in range(len(items) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swapped = True
        if not swapped:
            break
    return items


def insertion(items):
    items = list(items)
    for i in range(1, len(items)):
        key, j = items[i], i - 1
        while j >= 0 and items[j] > key:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = key
    return items


def merge(items):
    if len(items) <= 1:
        return list(items)
    middle = len(items) // 2
    left, right, out = merge(items[:middle]), merge(items[middle:]), []
    while left and right:
        out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right


def quick(items):
    if len(items) < 2:
        return list(items)
    pivot = items[len(items) // 2]
    return quick([x for x in items if x < pivot]) + [x for x in items if x == pivot] + quick([x for x in items if x > pivot])


def heap(items):
    items = list(items)
    heapq.heapify(items)
    return [heapq.heappop(items) for _ in range(len(items))]


def radix(items):
    shift, items = 0, [i + 1000 for i in items]
    while any(i >> shift for i in items):
        buckets = [[] for _ in range(16)]
        for item in items:
            buckets[item >> shift & 15].append(item)
        items, shift = sum(buckets, []), shift + 4
    return [i - 1000 for i in items]


rng = random.Random(1)
cases = [[], [1], [2, 1], [rng.randint(-99, 99) for _ in range(200)], list(range(50, 0, -1)), [7] * 20]
for sort in (bubble, insertion, merge, quick, heap, radix):
    print(f"{sort.__name__:<10}", all(sort(case) == sorted(case) for case in cases), sort([5, -3, 9, 0])[:4])
people = [Record(name="Bo", age=30), Record(name="al", age=25), Record(name="Cy", age=30)]
print([p.name for p in sorted(people, key=attrgetter("age"))], [p.name for p in sorted(people, key=lambda p: (-p.age, p.name.lower()))], [p.name for p in sorted(people, key=attrgetter("age"), reverse=True)])
pairs = [("b", 2), ("a", 2), ("c", 1)]
pairs.sort(key=itemgetter(1))
print(pairs, sorted("bAc", key=str.casefold), sorted(["10", "9", "2b", "2a"], key=lambda s: (int("".join(filter(str.isdigit, s))), s)))
print(sorted([3, 1, 2], key=[2, 3, 1].index), sorted({"b": 1, "a": 2}.items()), max(people, key=attrgetter("age")).name, sorted([True, 0, 2.5, -1]), sorted([(1, "b"), (1, "a")], reverse=True))
try:
    sorted([1, None])
except TypeError as error:
    print(error)
data = [3, 2, 1]
try:
    data.sort(key=lambda x: data.append(x) or x)
except ValueError as error:
    print(error)
