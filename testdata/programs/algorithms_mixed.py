def primes(n):
    sieve = bytearray([1]) * (n + 1); sieve[:2] = b"\0\0"
    for i in range(2, int(n ** 0.5) + 1):
        if sieve[i]: sieve[i * i :: i] = bytes(len(range(i * i, n + 1, i)))
    return [i for i, p in enumerate(sieve) if p]
def bfs(graph, start):
    from collections import deque
    seen, todo = {start: 0}, deque([start])
    while todo:
        at = todo.popleft()
        for to in graph[at]:
            if to not in seen: seen[to] = seen[at] + 1; todo.append(to)
    return seen
def lcs(a, b):
    t = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b): t[i + 1][j + 1] = t[i][j] + x if x == y else max(t[i][j + 1], t[i + 1][j], key=len)
    return t[-1][-1]
def queens(n, row=0, cols=(), out=None):
    out = [] if out is None else out
    if row == n: out.append(cols)
    for c in range(n):
        if all(c != k and abs(c - k) != row - r for r, k in enumerate(cols)): queens(n, row + 1, cols + (c,), out)
    return out
print(primes(60), bfs({"a": "bc", "b": "d", "c": "d", "d": ""}, "a"), lcs("AGGTAB", "GXTXAYB"), len(queens(6)))
matrix = [[1, 2, 3], [4, 5, 6]]; print([list(r) for r in zip(*matrix)], sum(map(sum, matrix)), [[sum(a * b for a, b in zip(r, c)) for c in zip(*[[1, 0], [0, 1], [1, 1]])] for r in matrix])
def roman(n): return "".join((n // v) * s or "" if not (m := n // v) else s * m + ("" if (n := n - m * v) < 0 else "") for v, s in [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")])
print(roman(1994), sorted({w: "listen silent enlist".split().count(w) for w in "listen silent enlist".split()}.items()))
