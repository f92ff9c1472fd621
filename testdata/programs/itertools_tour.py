import itertools as it
print(list(it.chain("ab", [1])), list(it.combinations("abcd", 2))[:3], list(it.permutations([1, 2, 3]))[-1])
print([(k, list(v)) for k, v in it.groupby("aaabbc")], list(it.accumulate([1, 2, 3, 4], lambda a, b: a * b)))
print(list(it.islice(it.count(5, 5), 3)), list(it.zip_longest("ab", "c", fillvalue="-")), list(it.pairwise("abc")))
print(list(it.product([0, 1], repeat=2)), list(it.batched("abcdefg", 3)), list(it.starmap(pow, [(2, 3), (3, 2)])))
a, b = it.tee(iter([1, 2])); print(list(a), list(b), list(it.takewhile(lambda x: x < 3, it.cycle([1, 2, 3]))))
