from dataclasses import dataclass, field, asdict, replace, astuple

@dataclass(order=True)
class Item:
    price: float
    name: str = field(compare=False)
    tags: list[str] = field(default_factory=list, compare=False)
    total: float = field(init=False)

    def __post_init__(self):
        self.total = round(self.price * 1.19, 2)

a, b = Item(3.5, "pen"), Item(2, "cup", ["blue"])
a.tags.append("red")
print(sorted([a, b]))
print(asdict(b), astuple(a), replace(a, name="ink"))

@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0

try:
    Point(1).x = 2
except Exception as error:
    print(type(error).__name__, error, {Point(1): "found"}[Point(1, 0)])
