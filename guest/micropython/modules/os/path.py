"""Paths of the workspace."""

import _host

sep = "/"


def join(first, *rest):
    path = first
    for part in rest:
        if part.startswith("/"):
            path = part
        elif not path or path.endswith("/"):
            path += part
        else:
            path += "/" + part
    return path


def split(path):
    head, slash, tail = path.rpartition("/")
    head += slash
    return (head.rstrip("/") or head), tail


def splitext(path):
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem.strip("."):
        return path, ""
    return folder + slash + stem, dot + extension


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def normpath(path):
    parts = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and path.startswith("/"):
            pass
        elif part not in ("", "."):
            parts.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(parts) or "."


def isabs(path):
    return path.startswith("/")


def abspath(path):
    return normpath(join("/", path))


realpath = abspath


def relpath(path, start="/"):
    here, there = [[part for part in abspath(name).split("/") if part] for name in (start, path)]
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:]) or "."


def _kind(path):
    status, found = _host.call(6, path)
    return b"" if status else found[0]


def exists(path):
    return _kind(path) != b""


lexists = exists


def isfile(path):
    return _kind(path) == b"f"


def isdir(path):
    return _kind(path) == b"d"


def islink(path):
    return False


def getsize(path):
    status, found = _host.call(6, path)
    if status:
        _host.os_error(status, path)
    return int(found[1])


def expanduser(path):
    return path


def commonprefix(paths):
    if not paths:
        return ""
    low, high = min(paths), max(paths)
    for i in range(len(low)):
        if low[i] != high[i : i + 1]:
            return low[:i]
    return low
