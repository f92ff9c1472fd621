import functools
import inspect
import time
from collections import defaultdict


def retry(times, exceptions=(Exception,)):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return function(*args, **kwargs)
                except exceptions as error:
                    print(f"  attempt {attempt} of {function.__name__}: {error!r}")
                    if attempt == times:
                        raise
        wrapper.attempts = times
        return wrapper
    return decorate


def typed(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for name, value in bound.arguments.items():
            wanted = signature.parameters[name].annotation
            if isinstance(wanted, type) and not isinstance(value, wanted):
                raise TypeError(f"{name} is {type(value).__name__}, not {wanted.__name__}")
        return function(*args, **kwargs)
    return wrapper


class Counted:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)

    def __get__(self, instance, owner=None):
        return self if instance is None else functools.partial(self, instance)


def register(event, registry=defaultdict(list)):
    def decorate(function):
        registry[event].append(function)
        return function
    decorate.registry = registry
    return decorate


fails = iter([ValueError("one"), KeyError("two"), None])


@retry(3, (ValueError, KeyError))
def unstable(x):
    """Fails twice."""
    if error := next(fails):
        raise error
    return x


print(unstable(7), unstable.__doc__, unstable.__name__, unstable.attempts)


@retry(2, (ZeroDivisionError,))
def hopeless():
    1 / 0


try:
    hopeless()
except ZeroDivisionError as error:
    print("gave up:", error)


@typed
def area(width: int, height: int = 2, *, unit: str = "m") -> str:
    return f"{width * height} {unit}2"


print(area(3), area(3, height=4, unit="cm"), inspect.signature(area))
for call in (lambda: area("3"), lambda: area(1, 2, 3), lambda: area(unit="m"), lambda: area(1, depth=2)):
    try:
        call()
    except TypeError as error:
        print(error)


class Greeter:
    def __init__(self, name):
        self.name = name

    @Counted
    def greet(self, word):
        return f"{word}, {self.name}"

    @functools.cached_property
    def expensive(self):
        print("  computing")
        return len(self.name) ** 2

    @functools.singledispatchmethod
    def show(self, value):
        return f"object {value}"

    @show.register
    def _(self, value: int):
        return f"int {value:#x}"

    @show.register(list)
    def _(self, value):
        return [self.show(v) for v in value]


g = Greeter("Ann")
print(g.greet("Hi"), g.greet("Bye"), Greeter.greet.calls, g.expensive, g.expensive, g.show([255, "x", None]))


@register("start")
@register("stop")
def handler(event):
    return f"handled {event}"


print({name: [f.__name__ for f in functions] for name, functions in register("x").registry.items()})


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __hash__(self):
        return hash(self.parts)


print(Version("1.10") > Version("1.9"), max(map(Version, ["1.2", "1.10", "1.9.9"])).parts, Version("2.0") >= Version("2.0"))


def timed(function):
    @functools.wraps(function)
    def wrapper(*args):
        began = time.perf_counter()
        try:
            return function(*args)
        finally:
            assert time.perf_counter() >= began
    return wrapper


compose = lambda *fs: functools.reduce(lambda f, g: lambda x: f(g(x)), fs)
print(timed(compose(str, lambda x: x + 1, abs))(-41), functools.partial(int, base=2)("1010"), functools.cmp_to_key(lambda a, b: b - a)(3) < functools.cmp_to_key(lambda a, b: b - a)(2))
