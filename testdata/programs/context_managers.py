from contextlib import contextmanager, suppress, ExitStack, redirect_stdout, closing, nullcontext
import io
@contextmanager
def step(name):
    print("enter", name)
    try:
        yield name.upper()
    except KeyError as error:
        print("swallowed", error)
    finally:
        print("leave", name)
with step("a") as a, step("b") as b:
    print(a, b); raise KeyError("k")
with suppress(ZeroDivisionError): 1 / 0
with ExitStack() as stack:
    for n in "xy": stack.enter_context(step(n))
    stack.callback(print, "callback")
with redirect_stdout(io.StringIO()) as out: print("hidden")
print(repr(out.getvalue()))
class M:
    def __enter__(self): return self
    def __exit__(self, *a): print(a[0].__name__ if a[0] else None); return True
with M(): raise OSError("x")
