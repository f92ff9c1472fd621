import enum

class Color(enum.Enum):
    RED = 1
    GREEN = "g"
    CRIMSON = 1

    @property
    def label(self):
        return self.name.title()

class Perm(enum.Flag):
    R = enum.auto()
    W = enum.auto()
    X = enum.auto()

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 3

print(list(Color), Color("g"), Color["RED"].label, Color.CRIMSON is Color.RED)
print(Perm.R | Perm.X, Perm.W in (Perm.R | Perm.W), ~Perm.R, bool(Perm(0)))
print(Level.HIGH > Level.LOW, Level.HIGH + 1, f"{Level.LOW}", repr(Level.LOW))
try:
    Color(9)
except ValueError as error:
    print(error)
