from collections import Counter
from itertools import accumulate, batched, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest
from math import gcd, isqrt, lcm, perm, comb, prod
from operator import itemgetter, mul


def send_more_money():
    for s, e, n, d, m, o, r, y in permutations(range(10), 8):
        if m == 1 and s and s * 1000 + e * 100 + n * 10 + d + 1000 + o * 100 + r * 10 + e == 10000 + o * 1000 + n * 100 + e * 10 + y:
            return f"{s}{e}{n}{d} + 1{o}{r}{e} = 1{o}{n}{e}{y}"


def primes():
    composites = {}
    for n in count(2):
        if factors := composites.pop(n, None):
            for p in factors:
                composites.setdefault(n + p, []).append(p)
        else:
            yield n
            composites[n * n] = [n]


def collatz(n):
    while n != 1:
        yield n
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    yield 1


def look_and_say(term="1"):
    while True:
        yield term
        term = "".join(f"{len(list(group))}{digit}" for digit, group in groupby(term))


print(send_more_money())
print(list(islice(primes(), 15)), next(p for p in primes() if p > 1000))
print(max(range(1, 1000), key=lambda n: len(list(collatz(n)))), list(collatz(6)))
print(*islice(look_and_say(), 7))
print([(a, b, c) for a, b in combinations(range(1, 30), 2) if (c := isqrt(a * a + b * b)) ** 2 == a * a + b * b and gcd(a, b) == 1])
print(*("FizzBuzz"[i * i % 3 * 4 : 8 - -(i**4) % 5] or i for i in range(1, 16)))
print(list(accumulate([3, 1, 4, 1, 5], max)), list(accumulate(range(1, 6), mul, initial=1)), list(pairwise("abcd")))
print(list(batched("ABCDEFG", 3)), list(zip_longest("ab", "xyz", fillvalue="-")), list(chain.from_iterable([[1], [2, 3]])))
print(list(takewhile(lambda x: x < 4, count())), list(dropwhile(str.isalpha, "ab1c")), list(filterfalse(None, [0, 1, "", 2])), list(compress("ABCD", [1, 0, 1, 1])))
print(list(starmap(pow, [(2, 5), (3, 2)])), ["".join(p) for p in product("ab", repeat=2)], list(combinations_with_replacement("ab", 2)))
print(list(islice(cycle("xy"), 5)), list(repeat("z", 3)), prod(range(1, 8)), lcm(4, 6, 10), perm(5, 2), comb(52, 5))
first, second = tee(iter([1, 2, 3]))
print(list(first), next(second), list(second))
people = [("eng", "Ann"), ("ops", "Bob"), ("eng", "Cyd")]
print({team: [name for _, name in members] for team, members in groupby(sorted(people), key=itemgetter(0))})
rolls = Counter(sum(dice) for dice in product(range(1, 7), repeat=3))
print(rolls.most_common(2), rolls[18], sum(rolls.values()))
anagrams = {}
for word in "listen silent enlist google elgoog abc cab".split():
    anagrams.setdefault("".join(sorted(word)), []).append(word)
print([group for group in anagrams.values() if len(group) > 1])
magic = [p for p in permutations(range(1, 10)) if p[0] + p[1] + p[2] == 15 == p[3] + p[4] + p[5] and p[0] + p[3] + p[6] == 15 == p[1] + p[4] + p[7] and p[0] + p[4] + p[8] == 15 == p[2] + p[4] + p[6]]
print(len(magic), magic[0])
