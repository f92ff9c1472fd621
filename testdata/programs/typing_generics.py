from typing import Protocol, TypedDict, Generic, TypeVar, NamedTuple, Optional, Literal, get_type_hints, runtime_checkable
T = TypeVar("T")
class Stack(Generic[T]):
    def __init__(self) -> None: self.items: list[T] = []
    def push(self, x: T) -> "Stack[T]": self.items.append(x); return self
@runtime_checkable
class Named(Protocol):
    name: str
class Movie(TypedDict, total=False):
    title: str
class Pair(NamedTuple):
    a: int
    b: Optional[str] = None
class Dog: name = "rex"
def first[K](xs: list[K]) -> K: return xs[0]
type Grid = list[list[int]]
print(Stack[int]().push(1).items, isinstance(Dog(), Named), Movie(title="x"), Pair(1), get_type_hints(Pair))
print(first([3]), Grid.__value__, Literal["a"], Optional[int], int | None, list[int], Stack[int])
