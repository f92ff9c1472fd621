"""Edits to CPython's files, applied to a copy; each says what it is for, and stops
the build where it no longer applies."""

import hashlib
import sys

EDITS = []


def edit(path, old, new):
    EDITS.append((path, old, new))


def digest():
    return hashlib.sha256(repr(EDITS).encode()).hexdigest()


def apply(folder):
    for path, old, new in EDITS:
        text = (folder / path).read_text()
        if text.count(old) != 1:
            sys.exit(f"build.py: an edit of {path} applies {text.count(old)} times: {old[:60]!r}")
        (folder / path).write_text(text.replace(old, new))
