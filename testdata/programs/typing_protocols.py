from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Literal, NamedTuple, NewType, NotRequired, Protocol, Self, TypedDict, TypeVar, Union, cast, get_args, get_origin, get_type_hints, overload, runtime_checkable

T = TypeVar("T")
UserId = NewType("UserId", int)
type Pair[X] = tuple[X, X]


@runtime_checkable
class Drawable(Protocol):
    def draw(self) -> str: ...


class Square:
    def draw(self) -> str:
        return "[]"


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Point(NamedTuple):
    x: int
    y: int = 0

    def scaled(self, k: int) -> Point:
        return self._replace(x=self.x * k, y=self.y * k)


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> Self:
        self.items.append(item)
        return self

    def __iter__(self) -> Iterator[T]:
        return reversed(self.items)


class Box[V: (int, str)]:
    def __init__(self, value: V):
        self.value = value

    def map[W](self, function: Callable[[V], W]) -> W:
        return function(self.value)


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return x * 2


def first[Item](items: Iterable[Item], default: Item | None = None) -> Item | None:
    return next(iter(items), default)


@dataclass
class Node[Value]:
    value: Value
    next: Node[Value] | None = None


def describe(value: int | str | list[int] | None) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "bool"
        case int(n) if n < 0:
            return "negative"
        case int() | str():
            return type(value).__name__
        case [int(), *_] as numbers:
            return f"{len(numbers)} numbers"
        case _:
            return "?"


print(isinstance(Square(), Drawable), isinstance(3, Drawable), issubclass(list, Sized))
movie: Movie = {"title": "Alien", "year": 1979}
print(movie, sorted(Movie.__required_keys__), sorted(Movie.__optional_keys__), type(movie).__name__)
p = Point(1, 2)
print(p, p.scaled(3), Point(5), Point._fields, p._asdict(), Point.__annotations__ != {})
print(list(Stack[int]().push(1).push(2)), Stack[int], Box(3).map(str), Box.__type_params__, double("ab"), double(4))
print(first([]), first("xyz"), Node(1, Node(2)))
print([describe(v) for v in (None, True, -5, 7, "s", [1, 2], [], 2.5)])
print(get_type_hints(describe)["return"], get_type_hints(Node)["next"] if False else "skipped")
print(get_origin(dict[str, list[int]]), get_args(dict[str, list[int]]), get_args(Literal["a", 1]), get_origin(Union[int, None]), int | None)
print(Annotated[int, "positive"].__metadata__, get_type_hints(Movie, include_extras=True)["year"], UserId(5) + 1, UserId.__name__)
print(Pair.__value__, Pair.__type_params__, typing.Optional[int] == int | None, Callable[[int], str], cast(str, 5))
LIMIT: Final = 10
print(typing.get_type_hints(Stack.push), Any, __annotations__)
try:
    list[int]()[0]
except IndexError as error:
    print(error)
try:
    isinstance([], list[int])
except TypeError as error:
    print(error)
try:
    Point()
except TypeError as error:
    print(error)
