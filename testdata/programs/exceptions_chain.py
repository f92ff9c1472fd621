class AppError(Exception):
    def __init__(self, code, message): super().__init__(message); self.code = code
def load(x):
    try:
        return {"a": 1}[x]
    except KeyError as error:
        raise AppError(7, f"no {x}") from error
try:
    load("z")
except AppError as error:
    print(error, error.code, repr(error.__cause__), error.args)
try:
    try: raise ExceptionGroup("many", [ValueError(1), TypeError("t"), OSError(2, "no")])
    except* (ValueError, TypeError) as group: print(group.exceptions)
except ExceptionGroup as rest:
    print(rest, rest.exceptions)
error = ValueError("v"); error.add_note("a note"); print(error.__notes__)
def f():
    try: return "try"
    finally: print("finally")
print(f())
try: assert 1 == 2, "unequal"
except AssertionError as error: print(repr(error))
for code in ["int('x')", "[][1]", "{}['k']", "None.x", "1 + 'a'", "undefined", "len(5)", "'a'.foo", "open('/nope')"]:
    try: eval(code)
    except Exception as error: print(type(error).__name__, error)
