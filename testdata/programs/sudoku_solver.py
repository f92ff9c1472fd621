GRID = """
53..7....
6..195...
.98....6.
8...6...3
4..8.3..1
7...2...6
.6....28.
...419..5
....8..79
""".split()

CELLS = [(r, c) for r in range(9) for c in range(9)]
UNITS = [[(r, c) for c in range(9)] for r in range(9)] + [[(r, c) for r in range(9)] for c in range(9)] + [
    [(r + i, c + j) for i in range(3) for j in range(3)] for r in (0, 3, 6) for c in (0, 3, 6)
]
PEERS = {cell: set().union(*(unit for unit in UNITS if cell in unit)) - {cell} for cell in CELLS}


def assign(options, cell, digit):
    return all(drop(options, cell, other) for other in options[cell] - {digit})


def drop(options, cell, digit):
    if digit not in options[cell]:
        return True
    options[cell] = options[cell] - {digit}
    if not options[cell]:
        return False
    if len(options[cell]) == 1:
        (last,) = options[cell]
        if not all(drop(options, peer, last) for peer in PEERS[cell]):
            return False
    for unit in UNITS:
        if cell in unit:
            places = [c for c in unit if digit in options[c]]
            if not places or len(places) == 1 and not assign(options, places[0], digit):
                return False
    return True


def search(options):
    if options is None:
        return None
    open_cells = [(len(options[c]), c) for c in CELLS if len(options[c]) > 1]
    if not open_cells:
        return options
    _, cell = min(open_cells)
    for digit in sorted(options[cell]):
        attempt = dict(options)
        if assign(attempt, cell, digit) and (found := search(attempt)):
            return found
    return None


def solve(rows):
    options = dict.fromkeys(CELLS, frozenset("123456789"))
    for (r, c), digit in zip(CELLS, "".join(rows)):
        if digit != "." and not assign(options, (r, c), digit):
            return None
    return search(options)


solved = solve(GRID)
for r in range(9):
    print(*(next(iter(solved[r, c])) for c in range(9)))
print(all({next(iter(solved[c])) for c in unit} == set("123456789") for unit in UNITS))
print(solve(["55......."] + GRID[1:]), len(PEERS[0, 0]))
