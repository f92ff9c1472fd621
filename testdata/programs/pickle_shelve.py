import copyreg
import io
import pickle
import shelve
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum

Point = namedtuple("Point", "x y")


class Color(Enum):
    RED = 1


@dataclass
class Task:
    title: str
    done: bool = False

    def __getstate__(self):
        return {**self.__dict__, "version": 2}

    def __setstate__(self, state):
        state.pop("version")
        self.__dict__.update(state)


class Old:
    def __init__(self, value):
        self.value = value


copyreg.pickle(Old, lambda old: (Old, (old.value * 10,)))
values = [None, 12345678901234567890, 1.5, "é", b"x", (1, [2, {3}]), {"k": Point(1, 2)}, Color.RED, Decimal("1.10"), datetime(2024, 1, 1, tzinfo=timezone.utc), Task("t"), OrderedDict(a=1), range(3), frozenset("a"), len, Task]
for protocol in (0, 2, 5):
    print(protocol, all(pickle.loads(pickle.dumps(v, protocol)) == v for v in values))
shared = ["s"]
a, b = pickle.loads(pickle.dumps([shared, shared]))
print(a is b, pickle.loads(pickle.dumps(Color.RED)) is Color.RED, pickle.loads(pickle.dumps(Old(4))).value)
for bad in (lambda: pickle.loads(b"junk"), lambda: pickle.dumps(x for x in "a"), lambda: pickle.loads(pickle.dumps([1])[:-1])):
    try:
        bad()
    except (pickle.PickleError, AttributeError, TypeError, EOFError) as error:
        print(type(error).__name__, error)


class Safe(pickle.Unpickler):
    def find_class(self, module, name):
        if module == "builtins" and name in {"set", "range"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


for value in (range(3), print):
    try:
        print(Safe(io.BytesIO(pickle.dumps(value))).load())
    except pickle.UnpicklingError as error:
        print(error)
with shelve.open("store", writeback=True) as store:
    store["tasks"] = [Task("one")]
    store["tasks"].append(Task("two", True))
    store["n"] = 1
with shelve.open("store") as store:
    print(sorted(store), store["tasks"], "x" in store, len(store))
    del store["n"]
    print(list(store.keys()))
with open("many.pkl", "wb") as f:
    for i in range(3):
        pickle.dump({"i": i}, f)
loaded = []
with open("many.pkl", "rb") as f:
    while True:
        try:
            loaded.append(pickle.load(f)["i"])
        except EOFError:
            break
print(loaded)
