import types
from operator import attrgetter


class Field:
    def __init__(self, kind, *, default=None, check=None):
        self.kind, self.default, self.check = kind, default, check

    def __set_name__(self, owner, name):
        self.name = name
        owner.fields = {**getattr(owner, "fields", {}), name: self}

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        if self.check and not self.check(value):
            raise ValueError(f"{self.name}: {value!r} is not valid")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        instance.__dict__.pop(self.name, None)


class Model:
    registry = {}

    def __init_subclass__(cls, /, table=None, **options):
        super().__init_subclass__(**options)
        cls.table = table or cls.__name__.lower() + "s"
        Model.registry[cls.table] = cls

    def __init__(self, **values):
        for name, value in values.items():
            if name not in self.fields:
                raise AttributeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in self.fields)})"

    def insert(self):
        names = [n for n in self.fields if getattr(self, n) is not None]
        return f"INSERT INTO {self.table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [getattr(self, n) for n in names]


class User(Model):
    name = Field(str, check=str.strip)
    age = Field(int, default=18, check=lambda a: 0 <= a < 150)


class Admin(User, table="admins"):
    level = Field(int, default=1)


u = Admin(name="Ann", level=3)
print(u, u.insert(), sorted(Model.registry), list(Admin.fields))
for action in (lambda: setattr(u, "age", "x"), lambda: setattr(u, "age", 200), lambda: User(nme="x"), lambda: User(name="  ")):
    try:
        action()
    except (TypeError, ValueError, AttributeError) as error:
        print(type(error).__name__, error)
u.age = 40
del u.age
print(u.age, User.age is User.__dict__["age"])


class Singleton(type):
    _instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]

    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        return {"made_by": mcs.__name__}

    def __len__(cls):
        return 42

    def __contains__(cls, item):
        return item == cls.__name__


class Settings(metaclass=Singleton):
    def __init__(self, value=0):
        self.value = value


print(Settings(5) is Settings(9), Settings().value, Settings.made_by, len(Settings), "Settings" in Settings, type(Settings))


class Proxy:
    __slots__ = ("_target", "_calls")

    def __init__(self, target):
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_calls", [])

    def __getattr__(self, name):
        self._calls.append(name)
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        raise AttributeError(f"cannot set {name}")

    def __call__(self, *args, **kwargs):
        return self._target(*args, **kwargs)


p = Proxy([3, 1, 2])
p.sort()
print(p._target, p._calls, p.__len__())
try:
    p.x = 1
except AttributeError as error:
    print(error)


class Vector:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return NotImplemented if not isinstance(other, Vector) else (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __rmul__(self, k):
        return self * k

    def __bool__(self):
        return bool(self.x or self.y)

    def __iter__(self):
        yield from (self.x, self.y)

    def __getitem__(self, i):
        return tuple(self)[i]

    def __repr__(self):
        return f"<{self.x},{self.y}>"

    def __class_getitem__(cls, item):
        return f"{cls.__name__} of {item.__name__}"


v = Vector(1, 2)
print(sum([v, v]), 3 * v, v == (1, 2), len({v, Vector(1, 2)}), bool(Vector(0, 0)), [*v], v[1:], Vector[int])
match v:
    case Vector(x, 2):
        print("matched", x)
Made = types.new_class("Made", (Vector,), exec_body=lambda ns: ns.update(name="made"))
print(Made.name, Made(3, 4), Made.__mro__[1].__name__, attrgetter("x", "name")(Made(5, 6)), type("T", (), {"a": 1})().a)


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B", *super().who()]


class C(A):
    def who(self):
        return ["C", *super().who()]


class D(B, C):
    def who(self):
        return ["D", *super().who()]


print(D().who(), [c.__name__ for c in D.mro()])
try:
    type("X", (A, B), {})
except TypeError as error:
    print(str(error).splitlines()[0])
