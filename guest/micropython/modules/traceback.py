"""Tracebacks as text."""

import io
import sys


def format_exception(error, value=None, tb=None, limit=None, chain=True):
    error = error if value is None else value
    out = io.StringIO()
    sys.print_exception(error, out)
    return [line + "\n" for line in out.getvalue().split("\n")[:-1]]


def format_exception_only(error, value=None):
    return format_exception(error, value)[-1:]


def format_exc(limit=None, chain=True):
    error = sys.exc_info()[1]
    return "NoneType: None\n" if error is None else "".join(format_exception(error))


def print_exception(error, value=None, tb=None, limit=None, file=None, chain=True):
    print("".join(format_exception(error, value)), end="", file=file or sys.stderr)


def print_exc(limit=None, file=None, chain=True):
    print(format_exc(), end="", file=file or sys.stderr)
