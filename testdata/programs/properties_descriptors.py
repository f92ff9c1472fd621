class Positive:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, kind=None): return self if obj is None else getattr(obj, self.name)
    def __set__(self, obj, value):
        if value <= 0: raise ValueError(f"{self.name[1:]} must be positive, not {value}")
        setattr(obj, self.name, value)
class Box:
    w = Positive(); h = Positive()
    def __init__(self, w, h): self.w, self.h = w, h
    @property
    def area(self): return self.w * self.h
    @area.setter
    def area(self, value): self.w = value / self.h
    def __getattr__(self, name): return f"no {name}"
b = Box(2, 3); b.area = 12
print(b.area, b.w, b.depth)
for bad in [lambda: Box(0, 1), lambda: delattr(b, "area")]:
    try: bad()
    except Exception as error: print(type(error).__name__, error)
