"""Compiles the standard library to byte code in one file, as port/start.c reads it:

    python freeze.py OUTPUT FOLDER...

run by a CPython of the same version. A module of a later folder takes the place
of one of the same name.
"""

import marshal
import pathlib
import sys

import library

# What has no place here: tests, what draws on a screen, what installs.
LEFT_OUT = {
    "test", "tests", "idlelib", "idle_test", "tkinter", "turtle", "turtledemo", "ensurepip",
    "venv", "curses", "lib2to3", "pydoc_data", "__phello__", "__hello__",
    "_ios_support", "_android_support", "_aix_support", "_osx_support", "antigravity", "this",
    "ctypes", "nt", "nturl2path", "_apple_support", "site-packages", "msilib",
}
# Where a traceback says that they are.
PLACE = "/usr/lib/python3.13"


def modules(folder):
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if LEFT_OUT & set(parts) and folder.name == "Lib":
            continue
        package = parts[-1] == "__init__"
        yield ".".join(parts[:-1] if package else parts), package, path, path.relative_to(folder)


def words(*numbers):
    return b"".join(int(number).to_bytes(4, "little") for number in numbers)


def main():
    output, *folders = map(pathlib.Path, sys.argv[1:])
    found = {}
    for folder in folders:
        for name, package, path, relative in modules(folder):
            text = library.apply(name, path.read_text(encoding="utf-8")) if folder.name == "Lib" else path.read_text(encoding="utf-8")
            code = compile(text, f"{PLACE}/{relative}", "exec", dont_inherit=True, optimize=0)
            found[name] = package, marshal.dumps(code)
    library.check()

    head = 4 + 16 * len(found)
    table, data = [words(len(found))], []
    at = head

    def put(piece):
        nonlocal at
        start = at
        piece += bytes(-len(piece) % 4)
        data.append(piece)
        at += len(piece)
        return start

    for name, (package, code) in sorted(found.items()):
        table.append(words(put(name.encode() + b"\0"), put(code), len(code), package))
    output.write_bytes(b"".join(table + data))


main()
