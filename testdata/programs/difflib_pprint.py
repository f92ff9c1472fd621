import difflib
import pprint
import reprlib
import textwrap
from collections import OrderedDict, defaultdict

OLD = "one\ntwo\nthree\nfour\nfive\n".splitlines(keepends=True)
NEW = "one\n2\nthree\nfour and a half\nfive\nsix\n".splitlines(keepends=True)
print("".join(difflib.unified_diff(OLD, NEW, "old.txt", "new.txt", n=1)), end="")
print("".join(difflib.ndiff(OLD[:2], NEW[:2])), end="")
print(difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]), round(difflib.SequenceMatcher(None, "private Thread", "private volatile Thread").ratio(), 3))
for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a="qabxcd", b="abycdf").get_opcodes():
    print(f"{tag:8} a[{i1}:{i2}] b[{j1}:{j2}]")
data = {
    "users": [{"name": "Ann", "roles": ["admin", "editor", "viewer"], "active": True}, {"name": "Bob", "roles": [], "active": None}],
    "matrix": [[i * j for j in range(8)] for i in range(3)],
    "text": "a long text that goes over the width of the page and has to be broken into pieces somewhere",
    "set": {"x"},
}
pprint.pprint(data, width=60)
pprint.pp(data["users"], depth=2, sort_dicts=False)
pprint.pprint([OrderedDict(b=1, a=2), defaultdict(list, k=[1]), frozenset({1}), b"x" * 100], width=50)
print(pprint.pformat(list(range(40)), compact=True, width=50), pprint.saferepr({"b": 1, "a": 2}))
loop = [1]
loop.append(loop)
print(loop, reprlib.repr(list(range(100))), reprlib.repr("x" * 100))
print(textwrap.dedent("    def f():\n        return 1\n\n    print(f())\n"), end="")
print(textwrap.indent("a\n\nb\n", "> ", lambda line: True), end="")
print(textwrap.wrap("The quick brown-fox jumped over thelazydogsandwenthome", 12), textwrap.fill("x y " * 10, 15, max_lines=2))
