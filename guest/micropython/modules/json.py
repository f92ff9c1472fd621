"""MicroPython's json, and what CPython's dumps lays out beyond it."""

import _host
from ujson import *
from ujson import dumps as _dumps

JSONDecodeError = ValueError


def _write(value, out, indent, depth, separators, sort_keys, default):
    if isinstance(value, dict):
        names = sorted(value) if sort_keys else list(value)
        ends, parts = "{}", [(_name(name) + separators[1], value[name]) for name in names]
    elif isinstance(value, (list, tuple)):
        ends, parts = "[]", [("", item) for item in value]
    else:
        if default is not None and not (value is None or isinstance(value, (str, bool, int, float))):
            _write(default(value), out, indent, depth, separators, sort_keys, default)
        else:
            out.append(_dumps(value))
        return
    if not parts:
        out.append(ends)
        return
    out.append(ends[0])
    between = "" if indent is None else "\n" + indent * (depth + 1)
    for i, (name, item) in enumerate(parts):
        out.append((separators[0] if i else "") + between + name)
        _write(item, out, indent, depth + 1, separators, sort_keys, default)
    if indent is not None:
        out.append("\n" + indent * depth)
    out.append(ends[1])


def _name(name):
    text = _dumps(name)
    return text if isinstance(name, str) else _dumps(text)


def dumps(value, *, indent=None, separators=None, sort_keys=False, default=None, ensure_ascii=True):
    if indent is None and not sort_keys and default is None:
        text = _dumps(value) if separators is None else _dumps(value, separators=separators)
        return _host.ascii_json(text) if ensure_ascii else text
    if isinstance(indent, int):
        indent = " " * indent
    if separators is None:
        separators = (", " if indent is None else ",", ": ")
    out = []
    _write(value, out, indent, 0, separators, sort_keys, default)
    text = "".join(out)
    return _host.ascii_json(text) if ensure_ascii else text


def load(file):
    return loads(file.read())


def dump(value, file, **how):
    file.write(dumps(value, **how))
