"""Shifts for a week: constraints, heaps and tables."""
import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import combinations
from typing import Iterable


@dataclass(frozen=True, order=True)
class Shift:
    start: datetime
    hours: int
    role: str = field(compare=False)

    @property
    def end(self):
        return self.start + timedelta(hours=self.hours)

    def overlaps(self, other: "Shift") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass
class Worker:
    name: str
    roles: set[str]
    limit: int
    shifts: list[Shift] = field(default_factory=list)

    @property
    def hours(self):
        return sum(shift.hours for shift in self.shifts)

    def can_take(self, shift):
        rest = timedelta(hours=8)
        return (
            shift.role in self.roles
            and self.hours + shift.hours <= self.limit
            and all(shift.start - rest >= mine.end or mine.start - rest >= shift.end for mine in self.shifts)
        )


def plan(shifts: Iterable[Shift], workers: list[Worker]):
    open_shifts, queue = [], [(0, i) for i in range(len(workers))]
    heapq.heapify(queue)
    for shift in sorted(shifts):
        tried = []
        while queue:
            hours, i = heapq.heappop(queue)
            if workers[i].can_take(shift):
                workers[i].shifts.append(shift)
                heapq.heappush(queue, (workers[i].hours, i))
                break
            tried.append((hours, i))
        else:
            open_shifts.append(shift)
        for entry in tried:
            heapq.heappush(queue, entry)
    return open_shifts


monday = datetime(2024, 6, 3)
shifts = [Shift(datetime.combine((monday + timedelta(days=d)).date(), time(h)), 8, role) for d in range(5) for h, role in ((6, "bar"), (14, "bar"), (14, "kitchen"))]
workers = [Worker("Ann", {"bar"}, 24), Worker("Bo", {"bar", "kitchen"}, 40), Worker("Cy", {"kitchen"}, 16), Worker("Di", {"bar"}, 32)]
left = plan(shifts, workers)
for worker in workers:
    print(f"{worker.name:<4}{worker.hours:>3} h  " + ", ".join(f"{s.start:%a %H}-{s.end:%H} {s.role}" for s in worker.shifts))
print("open:", [f"{s.start:%A} {s.role}" for s in left])
print(any(a.overlaps(b) for w in workers for a, b in combinations(w.shifts, 2)), Counter(s.role for w in workers for s in w.shifts))
table = defaultdict(dict)
for worker in workers:
    for s in worker.shifts:
        table[s.start.hour, s.role][s.start.weekday()] = worker.name
print(f"{'':<14}" + "".join(f"{d:>5}" for d in ("Mon", "Tue", "Wed", "Thu", "Fri")))
for (hour, role), days in sorted(table.items()):
    print(f"{hour:02}:00 {role:<8}" + "".join(f"{days.get(d, '-'):>5}" for d in range(5)))
events = sorted([(s.start, 1) for s in shifts] + [(s.end, -1) for s in shifts], key=lambda e: (e[0], e[1]))
busy = most = 0
for _, change in events:
    busy += change
    most = max(most, busy)
print("most at a time:", most)
