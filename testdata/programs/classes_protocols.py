class Vector:
    __slots__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vector(self.x + o.x, self.y + o.y)
    def __mul__(self, k): return Vector(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __iter__(self): yield self.x; yield self.y
    def __repr__(self): return f"Vector({self.x}, {self.y})"
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __len__(self): return 2
    def __bool__(self): return bool(self.x or self.y)
    def __format__(self, spec): return f"<{self.x:{spec}}|{self.y:{spec}}>"
    def __call__(self, k): return self * k
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
v = Vector(1, 2)
print(3 * v + v, v @ v, [*v], f"{v:.1f}", v(2), len({v, Vector(1, 2)}), v[-1], bool(Vector(0, 0)))
try: v.z = 1
except AttributeError as error: print(error)
