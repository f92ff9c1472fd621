"""What a program finds without an import, set up once at the interpreter's start."""

import builtins
import sys
import displays  # noqa: F401: display, safe_http, safe_http_get, tools


def input(prompt=""):
    """A line of standard input without its end. EOFError where there is none."""
    if prompt:
        print(prompt, end="")
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line[:-1] if line.endswith("\n") else line


builtins.input = input
