"""Names for annotations, which MicroPython reads and drops."""

TYPE_CHECKING = False


class _Any:
    def __init__(self, name):
        self._name = name

    def __getitem__(self, _):
        return self

    def __call__(self, *_, **__):
        return self

    def __or__(self, _):
        return self

    __ror__ = __or__

    def __repr__(self):
        return "typing." + self._name


def _names(text):
    for name in text.split():
        globals()[name] = _Any(name)


_names(
    "Any Callable ClassVar Final Literal Optional Union List Dict Set FrozenSet Tuple Type Iterable Iterator "
    "Generator Sequence Mapping MutableMapping Awaitable Coroutine AsyncIterator Annotated Self NoReturn Never "
    "Hashable Sized Text AnyStr Required NotRequired Concatenate ParamSpec Collection Deque DefaultDict Counter"
)


class Generic:
    pass


class Protocol:
    pass


class TypedDict(dict):
    pass


def TypeVar(name, *bounds, **options):
    return _Any(name)


def NewType(name, kind):
    return kind


def cast(kind, value):
    return value


def overload(function):
    return function


final = no_type_check = runtime_checkable = overload


def NamedTuple(name, fields):
    from collections import namedtuple

    return namedtuple(name, [field for field, _ in fields])
