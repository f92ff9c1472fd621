import contextlib
import sys
import traceback
import warnings


class AppError(Exception):
    code = 1

    def __init__(self, message, **details):
        super().__init__(message)
        self.details = details

    def __str__(self):
        return f"[{self.code}] {self.args[0]}" + "".join(f" {k}={v}" for k, v in self.details.items())


class NotFound(AppError):
    code = 404


def load(key, data):
    try:
        return data[key]
    except KeyError as error:
        raise NotFound("no entry", key=key) from error


def process(keys, data):
    results, errors = [], []
    for key in keys:
        try:
            value = load(key, data)
            results.append(100 / value)
        except NotFound as error:
            errors.append(error)
        except (ZeroDivisionError, TypeError) as error:
            error.add_note(f"while at {key!r}")
            errors.append(error)
        else:
            print("fine:", key)
        finally:
            print("done:", key)
    if errors:
        raise ExceptionGroup("some entries failed", errors)
    return results


try:
    process(["a", "b", "c", "d"], {"a": 4, "b": 0, "c": "x"})
except* NotFound as group:
    print("not found:", [str(e) for e in group.exceptions], repr(group.exceptions[0].__cause__))
except* ArithmeticError as group:
    print("arithmetic:", group.exceptions[0].__notes__)
except* TypeError as group:
    print("type:", group.exceptions)


def f():
    try:
        return "try"
    finally:
        print("finally runs")


def g():
    for i in range(3):
        try:
            continue
        finally:
            print("loop", i, end=" ")
    return "after"


print(f(), g())
try:
    try:
        int("x")
    except ValueError:
        raise RuntimeError("second") from None
except RuntimeError as error:
    print(error.__cause__, error.__suppress_context__, type(error.__context__).__name__)
with contextlib.suppress(FileNotFoundError, ZeroDivisionError):
    open("nothing here")
try:
    raise AppError("top", user="ann")
except AppError:
    text = traceback.format_exc().splitlines()
    print(text[0], text[-1], sep=" ... ")
    kind, value, tb = sys.exc_info()
    print(kind.__name__, value.details, tb.tb_lineno > 0, traceback.extract_tb(tb)[0].name)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("old", DeprecationWarning, stacklevel=1)
    print(caught[0].category.__name__, caught[0].message)
for source in ("1 +", "if x", "x = [1, 2", "def f(:", "f(a=1, a=2)", "return", "'abc", "a = 1\n  b = 2", "x = 5 y", "for in x: pass", "None = 1", "await x", "print 'a'", "f'{a b}'"):
    try:
        compile(source, "<test>", "exec")
        print("compiles:", source)
    except SyntaxError as error:
        print(f"{source!r}: {type(error).__name__}: {error.msg} ({error.lineno}:{error.offset})")
for action in ("{}['k']", "[][1]", "None.x", "'a' + 1", "1 + 'a'", "int('3.5')", "undefined", "(1, 2).append(3)", "len(5)", "[1] < ['a']", "{[]}", "'x' * 'y'", "f()(1)", "max([])", "next(iter(()))", "int('9' * 5000)", "a, b = 1, 2, 3", "float('x')", "chr(-1)", "range(1.5)", "''.join([1])", "dict([1])", "sorted([1, 'a'])", "abs('x')", "open('')", "object().x = 1", "print(1, sep=3)", "math", "lst"):
    try:
        exec(action, {"f": lambda: 3, "lst_": []})
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
assert_error = None
try:
    assert 1 == 2, "numbers differ"
except AssertionError as error:
    assert_error = error
print(repr(assert_error))


class Resource:
    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, kind, value, tb):
        print("exit", kind and kind.__name__)
        return kind is KeyError


with Resource():
    raise KeyError("swallowed")
try:
    with Resource(), Resource():
        raise OSError(2, "No such thing", "name.txt")
except FileNotFoundError as error:
    print(error, error.filename)
