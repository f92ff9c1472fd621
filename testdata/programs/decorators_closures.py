import functools, time
def retry(times):
    def wrap(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            for i in range(times):
                try:
                    return f(*args, **kwargs)
                except ValueError as error:
                    print("try", i, error)
            raise RuntimeError("gave up") from error if False else None
        return inner
    return wrap
left = 2
@retry(3)
def flaky(x, /, *, y=1):
    "Sometimes works."
    global left
    if left:
        left -= 1
        raise ValueError(x)
    return x + y
print(flaky(1, y=2), flaky.__name__, flaky.__doc__)
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    return up
u = counter(); u(); print(u(), [f() for f in [lambda i=i: i * i for i in range(3)]])
