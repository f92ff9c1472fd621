"""MicroPython's re, and the functions of CPython's that go over a whole text."""

import ure as _re
from ure import PatternError

error = PatternError


class Pattern:
    def __init__(self, pattern, *flags):
        regex = _re.compile(pattern, *flags)
        self.pattern = pattern
        self.match, self.search, self.sub, self.split = regex.match, regex.search, regex.sub, regex.split

    def _visit(self, text, see):
        def visit(found):
            see(found)
            return text[:0]

        self.sub(visit, text)

    def findall(self, text):
        out = []

        def see(found):
            groups = found.groups()
            if not groups:
                out.append(found.group(0))
                return
            groups = tuple([text[:0] if group is None else group for group in groups])
            out.append(groups if len(groups) > 1 else groups[0])

        self._visit(text, see)
        return out

    def finditer(self, text):
        out = []
        self._visit(text, out.append)
        return iter(out)

    def fullmatch(self, text):
        if isinstance(self.pattern, bytes):
            return _re.match(b"(?:" + self.pattern + b")\\Z", text)
        return _re.match("(?:" + self.pattern + ")\\Z", text)


compile = Pattern


def _pattern(pattern):
    return pattern if isinstance(pattern, Pattern) else Pattern(pattern)


def match(pattern, text):
    return pattern.match(text) if isinstance(pattern, Pattern) else _re.match(pattern, text)


def search(pattern, text):
    return pattern.search(text) if isinstance(pattern, Pattern) else _re.search(pattern, text)


def sub(pattern, replace, text, count=0):
    if isinstance(pattern, Pattern):
        return pattern.sub(replace, text, count)
    return _re.sub(pattern, replace, text, count)


def findall(pattern, text):
    return _pattern(pattern).findall(text)


def finditer(pattern, text):
    return _pattern(pattern).finditer(text)


def fullmatch(pattern, text):
    return _pattern(pattern).fullmatch(text)


def split(pattern, text, maxsplit=0):
    return _pattern(pattern).split(text, maxsplit) if maxsplit else _pattern(pattern).split(text)


def escape(text):
    if isinstance(text, bytes):
        return escape(text.decode()).encode()
    return "".join(["\\" + char if char in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f" else char for char in text])
