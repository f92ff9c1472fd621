people = [("Ann", 30), ("Bob", 25), ("Cid", 30), ("Dee", 25)]
print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: (-p[1], p[0])))
people.sort(key=lambda p: p[1], reverse=True); print(people)
print(sorted("bAaB", key=str.lower), sorted([True, 0, 1.5, -1]), max(people, key=lambda p: p[1]), min("abc", "ab"))
try: sorted([1, "a"])
except TypeError as error: print(error)
import bisect, heapq
xs = [1, 3, 3, 7]; bisect.insort(xs, 4); print(xs, bisect.bisect_left(xs, 3), bisect.bisect(xs, 3))
h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(4)], heapq.nlargest(2, xs), list(heapq.merge([1, 4], [2, 3])))
