from bisect import bisect_left
from functools import cache
from itertools import accumulate


def knapsack(items, capacity):
    best = [(0, ())] * (capacity + 1)
    for name, weight, value in items:
        for room in range(capacity, weight - 1, -1):
            candidate = best[room - weight][0] + value
            if candidate > best[room][0]:
                best[room] = candidate, (*best[room - weight][1], name)
    return best[capacity]


def common(a, b):
    table = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i][j + 1], table[i + 1][j], key=len)
    return table[-1][-1]


def increasing(numbers):
    tails, before, ends = [], {}, []
    for i, n in enumerate(numbers):
        at = bisect_left(tails, n)
        tails[at : at + 1] = [n]
        ends[at : at + 1] = [i]
        before[i] = ends[at - 1] if at else None
    chain, i = [], ends[-1]
    while i is not None:
        chain.append(numbers[i])
        i = before[i]
    return chain[::-1]


def change(amount, coins):
    fewest = [0] + [None] * amount
    for n in range(1, amount + 1):
        options = [fewest[n - c] for c in coins if c <= n and fewest[n - c] is not None]
        fewest[n] = min(options) + 1 if options else None
    return fewest[amount]


@cache
def break_words(text, words):
    if not text:
        return [[]]
    return [[word, *rest] for word in words if text.startswith(word) for rest in break_words(text[len(word) :], words)]


@cache
def palindrome(text):
    if text == text[::-1]:
        return text
    return max(palindrome(text[1:]), palindrome(text[:-1]), key=len)


def partitions(n, largest=None):
    if n == 0:
        yield []
    for first in range(min(n, largest or n), 0, -1):
        for rest in partitions(n - first, first):
            yield [first, *rest]


def water(heights):
    left = list(accumulate(heights, max))
    right = list(accumulate(heights[::-1], max))[::-1]
    return sum(min(pair) - h for *pair, h in zip(left, right, heights))


def match(pattern, text):
    @cache
    def ok(i, j):
        if i == len(pattern):
            return j == len(text)
        if pattern[i] == "*":
            return ok(i + 1, j) or j < len(text) and ok(i, j + 1)
        return j < len(text) and pattern[i] in ("?", text[j]) and ok(i + 1, j + 1)

    return ok(0, 0)


print(knapsack([("tent", 5, 10), ("stove", 3, 7), ("rope", 2, 4), ("book", 1, 1)], 7))
print(common("AGGTABXY", "GXTXAYBY"), increasing([10, 9, 2, 5, 3, 7, 101, 18]), max(accumulate([-2, 1, -3, 4, -1, 2, 1, -5, 4], lambda t, n: max(n, t + n))))
print(change(63, (1, 5, 10, 21, 25)), change(3, (2,)), break_words("catsanddog", ("cat", "cats", "and", "sand", "dog")))
print(palindrome("forgeeksskeegfor"), list(partitions(4)), sum(1 for _ in partitions(20)), water([0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1]))
row = [1]
for _ in range(6):
    print(" ".join(map(str, row)).center(20).rstrip())
    row = [1, *map(sum, zip(row, row[1:])), 1]
print(match("a*c?e", "abbbcde"), match("*x", "abc"), match("*a*b", "aXab"))
print([n for n in range(1, 500) if sum(d for d in range(1, n) if n % d == 0) == n])
