from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto
from typing import ClassVar


class Category(Enum):
    TOOL = auto()
    TOY = auto()
    BOOK = auto()


@dataclass(order=True)
class Item:
    sort_index: tuple = field(init=False, repr=False)
    name: str
    price: Decimal
    quantity: int = 0
    category: Category = Category.TOOL
    tags: list[str] = field(default_factory=list)
    registry: ClassVar[dict[str, Item]] = {}

    def __post_init__(self):
        if self.price < 0:
            raise ValueError(f"negative price for {self.name!r}: {self.price}")
        self.sort_index = (self.category.value, self.name)
        Item.registry[self.name] = self

    @property
    def value(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Movement:
    item: str
    change: int


class OutOfStock(Exception):
    def __init__(self, item, wanted):
        super().__init__(f"{item.name}: wanted {wanted}, have {item.quantity}")
        self.item = item


def apply(movement: Movement) -> None:
    item = Item.registry[movement.item]
    if item.quantity + movement.change < 0:
        raise OutOfStock(item, -movement.change)
    item.quantity += movement.change


items = [
    Item("hammer", Decimal("12.50"), 4, tags=["steel"]),
    Item("puzzle", Decimal("8.00"), 10, Category.TOY),
    Item("atlas", Decimal("30.00"), 1, Category.BOOK),
]
for movement in [Movement("hammer", -3), Movement("atlas", -2), Movement("saw", 1)]:
    try:
        apply(movement)
        print("done", movement)
    except OutOfStock as error:
        print("out of stock:", error)
    except KeyError as error:
        print("unknown item:", error)
for item in sorted(items, reverse=True):
    print(item)
print(asdict(items[0])["tags"], astuple(Movement("x", 1)))
cheaper = replace(items[1], price=Decimal("7.25"))
print(cheaper.value, cheaper == items[1], cheaper > items[0])
try:
    Item("broken", Decimal(-1))
except ValueError as error:
    print(error)
try:
    Movement("x", 1).change = 2
except Exception as error:
    print(type(error).__name__, error)
print(items[0].tags is not items[1].tags, hash(Movement("x", 1)) == hash(Movement("x", 1)))
