import contextlib
import itertools
import sys


def read(lines):
    for number, line in enumerate(lines, 1):
        yield number, line.rstrip()


def keep(pairs, word):
    return ((n, line) for n, line in pairs if word in line)


def running_average():
    total = count = 0
    average = None
    while True:
        value = yield average
        if value is None:
            return f"{count} values"
        total, count = total + value, count + 1
        average = total / count


def delegate(results):
    while True:
        results.append((yield from running_average()))


lines = ["alpha 1\n", "beta 2\n", "alphabet 3\n"]
print(list(keep(read(lines), "alpha")))
results = []
g = delegate(results)
next(g)
print([g.send(x) for x in (10, 20, 60)], g.send(None), g.send(5), results)


def cleanup():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closed")
        raise
    finally:
        print("finally")


c = cleanup()
print(next(c))
c.close()
print(next(c, "exhausted"))


def thrower():
    while True:
        try:
            received = yield
        except ValueError as error:
            print("caught", error)
        else:
            print("got", received)


t = thrower()
next(t)
t.send(1)
t.throw(ValueError("v"))
try:
    t.throw(KeyError("k"))
except KeyError as error:
    print("passed on", error)


class Tree:
    def __init__(self, value, *children):
        self.value, self.children = value, children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child

    def levels(self):
        level = [self]
        while level:
            yield [node.value for node in level]
            level = [child for node in level for child in node.children]


tree = Tree(1, Tree(2, Tree(4)), Tree(3, Tree(5), Tree(6)))
print(list(tree), list(tree.levels()), sum(tree), 5 in tree)


def windows(items, size):
    window = []
    for item in items:
        window.append(item)
        if len(window) == size:
            yield tuple(window)
            window.pop(0)


print(list(windows(range(6), 3)))
squares = (x * x for x in itertools.count())
print(list(itertools.islice(squares, 3)), next(squares), sys.getsizeof(squares) < 1000)


@contextlib.contextmanager
def tag(name, out):
    out.append(f"<{name}>")
    try:
        yield out.append
    except RuntimeError as error:
        out.append(f"!{error}")
    finally:
        out.append(f"</{name}>")


out = []
with tag("a", out) as add, tag("b", out):
    add("text")
    raise RuntimeError("oops")
print("".join(out))


def stop():
    yield 1
    raise StopIteration("no")


try:
    list(stop())
except RuntimeError as error:
    print(error, "|", type(error.__cause__).__name__)
with contextlib.ExitStack() as stack:
    for name in "xyz":
        stack.callback(print, "exit", name)
    print("inside")
print(dict(zip("abc", itertools.accumulate(range(1, 4)))), [*map(lambda a, b: a * b, [1, 2], [3, 4])])
iterator = iter([3, 0, 7, 0].pop, 0)
print(list(iterator))
