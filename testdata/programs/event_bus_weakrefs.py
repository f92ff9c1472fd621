import copy
import gc
import weakref
from collections import UserDict, defaultdict
from functools import partial
from types import MappingProxyType, MethodType, SimpleNamespace


class Bus:
    def __init__(self):
        self.handlers = defaultdict(list)

    def on(self, event, handler=None):
        if handler is None:
            return partial(self.on, event)
        reference = weakref.WeakMethod(handler) if isinstance(handler, MethodType) else lambda: handler
        self.handlers[event].append(reference)
        return handler

    def emit(self, event, /, **data):
        alive = [(ref, handler) for ref in self.handlers[event] if (handler := ref())]
        self.handlers[event] = [ref for ref, _ in alive]
        return [handler(SimpleNamespace(**data)) for _, handler in alive]


class Listener:
    def __init__(self, name):
        self.name = name

    def heard(self, data):
        return f"{self.name} heard {data.what}"

    def __del__(self):
        print("gone:", self.name)


bus = Bus()
a, b = Listener("a"), Listener("b")
bus.on("ring", a.heard)
bus.on("ring", b.heard)


@bus.on("ring")
def logger(data):
    return vars(data)


print(bus.emit("ring", what="bell"))
del a
print(bus.emit("ring", what="horn"), len(bus.handlers["ring"]))
cache = weakref.WeakValueDictionary(b=b)
seen = weakref.WeakSet([b])
weakref.finalize(b, print, "finalized b")
print(len(cache), b in seen)
b = None
print(dict(cache), len(seen), bus.emit("ring", what="x"))


class Node:
    def __init__(self):
        self.me = self


node = weakref.ref(Node())
print(node() is not None, gc.collect() > 0, node())


class Lower(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __missing__(self, key):
        return f"<{key}>"


d = Lower(A=1, b=2)
d.update(C=3)
print(d, d["zz"], "a" in d, d | {"E": 5})
view = MappingProxyType({"x": [1]})
try:
    view["y"] = 2
except TypeError as error:
    print(error)
view["x"].append(2)
print(view, SimpleNamespace(a=1, b=[2]) == SimpleNamespace(a=1, b=[2]))


class Config:
    def __init__(self, **options):
        self.options, self.parent = options, None

    def __deepcopy__(self, memo):
        made = type(self)(**copy.deepcopy(self.options, memo))
        made.parent = self.parent
        return made


original = Config(nested={"list": [1, 2]})
shallow, deep = copy.copy(original), copy.deepcopy(original)
original.options["nested"]["list"].append(3)
print(shallow.options, deep.options)
loop = [1]
loop.append(loop)
twin = copy.deepcopy(loop)
print(twin, twin[1] is twin, copy.replace(SimpleNamespace(a=1, b=2), b=3))
