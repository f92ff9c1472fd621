from abc import ABC, abstractmethod
class Base(ABC):
    registry = {}
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); Base.registry[tag] = cls.__name__
    @abstractmethod
    def area(self): ...
    @classmethod
    def make(cls, *a): return cls(*a)
    @staticmethod
    def unit(): return "cm"
class Sq(Base, tag="s"):
    def __init__(self, a): self.a = a
    def area(self): return self.a ** 2
class Loud:
    def area(self): print("loud"); return super().area()
class Both(Loud, Sq, tag="b"): pass
print(Both.make(3).area(), [c.__name__ for c in Both.__mro__], Base.registry, Sq.unit(), issubclass(Both, Base))
try: Base()
except TypeError as error: print(error)
class Meta(type):
    def __new__(m, name, bases, ns): ns["n"] = len(ns); return super().__new__(m, name, bases, ns)
class WithMeta(metaclass=Meta): a = 1
print(type(WithMeta).__name__, WithMeta.n > 1)
