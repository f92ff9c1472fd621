import heapq
from collections import defaultdict, deque
from graphlib import CycleError, TopologicalSorter

EDGES = [("A", "B", 4), ("A", "C", 2), ("C", "B", 1), ("B", "D", 5), ("C", "D", 8), ("D", "E", 3), ("F", "G", 1)]
graph = defaultdict(dict)
for a, b, weight in EDGES:
    graph[a][b] = graph[b][a] = weight


def shortest(start):
    distance, before, queue = {start: 0}, {}, [(0, start)]
    while queue:
        d, node = heapq.heappop(queue)
        if d > distance[node]:
            continue
        for neighbour, weight in graph[node].items():
            if d + weight < distance.get(neighbour, float("inf")):
                distance[neighbour] = d + weight
                before[neighbour] = node
                heapq.heappush(queue, (d + weight, neighbour))
    return distance, before


def path(before, end):
    steps = [end]
    while steps[-1] in before:
        steps.append(before[steps[-1]])
    return steps[::-1]


distance, before = shortest("A")
print(distance, "->".join(path(before, "E")))


def components():
    seen = set()
    for start in graph:
        if start not in seen:
            queue, found = deque([start]), []
            seen.add(start)
            while queue:
                node = queue.popleft()
                found.append(node)
                for neighbour in graph[node]:
                    if neighbour not in seen:
                        seen.add(neighbour)
                        queue.append(neighbour)
            yield found


print(list(components()))


class Union:
    def __init__(self, items):
        self.parent = {item: item for item in items}

    def find(self, item):
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[a] = b
        return a != b


union = Union(graph)
print("tree", [(a, b) for a, b, w in sorted(EDGES, key=lambda e: e[2]) if union.join(a, b)])
print(list(TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}}).static_order())[0::3])
try:
    list(TopologicalSorter({"a": ["b"], "b": ["a"]}).static_order())
except CycleError as error:
    print(error.args[0])

MAZE = """\
S.#.....
..#.##.#
.#..#..#
...##.#.
.#....E.
"""
grid = MAZE.split()
places = {c: (y, x) for y, row in enumerate(grid) for x, c in enumerate(row)}
start, end = places["S"], places["E"]
queue, came = deque([start]), {start: None}
while queue:
    y, x = queue.popleft()
    for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        there = y + dy, x + dx
        if 0 <= there[0] < len(grid) and 0 <= there[1] < len(grid[0]) and grid[there[0]][there[1]] != "#" and there not in came:
            came[there] = (y, x)
            queue.append(there)
steps, at = set(), end
while at:
    steps.add(at)
    at = came[at]
print(len(steps) - 1)
for y, row in enumerate(grid):
    print("".join("*" if (y, x) in steps and c == "." else c for x, c in enumerate(row)))


def life(cells):
    counts = defaultdict(int)
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                counts[x + dx, y + dy] += (dx, dy) != (0, 0)
    return {cell for cell, n in counts.items() if n == 3 or n == 2 and cell in cells}


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(4):
    glider = life(glider)
print(sorted(glider))
