"""An order that goes through states, with match and enum."""
from dataclasses import dataclass, field
from enum import Enum, Flag, IntEnum, StrEnum, auto, unique


@unique
class State(StrEnum):
    NEW = auto()
    PAID = auto()
    SHIPPED = auto()
    CANCELLED = auto()

    @property
    def final(self):
        return self in {State.SHIPPED, State.CANCELLED}


class Priority(IntEnum):
    LOW = 1
    HIGH = 10

    @classmethod
    def _missing_(cls, value):
        return cls.HIGH if isinstance(value, int) and value > 10 else None


class Allowed(Flag):
    READ = auto()
    WRITE = auto()
    EXECUTE = auto()
    ALL = READ | WRITE | EXECUTE


@dataclass
class Pay:
    amount: int


@dataclass
class Ship:
    address: dict


@dataclass
class Order:
    total: int
    state: State = State.NEW
    log: list = field(default_factory=list)

    def handle(self, event):
        match self.state, event:
            case State.NEW, Pay(amount) if amount >= self.total:
                self.state = State.PAID
                return f"paid, change {amount - self.total}"
            case State.NEW, Pay(amount=short):
                return f"{self.total - short} short"
            case State.PAID, Ship(address={"city": str(city), **rest}):
                self.state = State.SHIPPED
                return f"to {city} {sorted(rest)}"
            case (State.NEW | State.PAID) as state, "cancel":
                self.state = State.CANCELLED
                return f"cancelled from {state}"
            case state, [*events] if not state.final:
                return [self.handle(e) for e in events]
            case _, None:
                return "nothing"
            case _:
                raise ValueError(f"{event!r} not allowed in {self.state!r}")


order = Order(100)
for event in (Pay(70), None, [Pay(120), Ship({"city": "Oslo", "zip": "0150", "note": ""})], "cancel"):
    try:
        print(order.handle(event))
    except ValueError as error:
        print("error:", error)
print(order, Order(5).handle("cancel"))
print([s.value for s in State], State("paid") is State.PAID, State["NEW"].final, f"{State.NEW} {State.NEW!r}", State.NEW == "new")
print(Priority(99), Priority.LOW < 5, sorted(Priority, reverse=True), Priority.HIGH + 1)
for bad in (lambda: Priority("x"), lambda: State("lost")):
    try:
        bad()
    except ValueError as error:
        print(error)
rights = Allowed.READ | Allowed.EXECUTE
print(rights, Allowed.WRITE in rights, ~rights, [r.name for r in Allowed.ALL], Allowed(0), bool(Allowed.READ & Allowed.WRITE))
Shape = Enum("Shape", "SQUARE CIRCLE", start=0)
print(list(Shape), Shape.CIRCLE.value, Shape.__members__.keys() == {"SQUARE", "CIRCLE"})
try:
    unique(Enum("Twice", {"A": 1, "B": 1}))
except ValueError as error:
    print(error)
try:
    State.NEW = "x"
except AttributeError as error:
    print(error)
