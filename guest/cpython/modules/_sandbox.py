"""What the standard library says where it is asked for something that a sandbox
does not have: ordinary exceptions that name what to use instead."""

import errno
import sys


def no_threads(*args, **kwargs):
    raise RuntimeError(
        "can't start new thread: this is a sandbox of one thread; call the function "
        "directly, or use asyncio for tasks that wait"
    )


def _without_processes(what):
    return (
        f"{what} is not there: this is a sandbox without processes; do the work in Python "
        "(pathlib, shutil, zipfile...), or call one of the host's functions (tools.list())"
    )


def no_processes(what):
    raise OSError(errno.ENOTSUP, _without_processes(what))


def no_sockets(what):
    raise PermissionError(
        errno.EPERM,
        f"{what} is not there: this is a sandbox without sockets; urllib.request, "
        "http.client, requests and safe_http reach the addresses that the host allows",
    )


_NO_PROCESSES = frozenset(
    """
    abort execl execle execlp execlpe execv execve execvp execvpe fork forkpty getpgid getppid
    getpriority kill killpg nice pidfd_open pipe pipe2 plock posix_spawn posix_spawnp
    register_at_fork setpgid setpriority setsid spawnl spawnle spawnlp spawnlpe spawnv spawnve
    spawnvp spawnvpe wait wait3 wait4 waitid waitpid WNOHANG
    """.split()
)


def os_attribute(name):
    """What `os` says of a name that it lacks."""
    if name in _NO_PROCESSES:
        raise AttributeError(_without_processes(f"os.{name}"), name=name)
    raise AttributeError(f"module 'os' has no attribute {name!r}", name=name)


# Modules of the standard library that stand for what a sandbox has not, and what to
# use instead.
_LEFT_OUT = {
    "curses": "there is no terminal: use print()",
    "ensurepip": "nothing can be installed",
    "fcntl": "there is one program, so that files need no locks",
    "grp": "there are no users",
    "mmap": "read the file: open(path, 'rb').read()",
    "pwd": "there are no users",
    "readline": "there is no terminal: use input()",
    "resource": "the host sets the limits",
    "ssl": "the host does what TLS asks for: urllib.request, requests and safe_http take https:// URLs",
    "_ssl": "the host does what TLS asks for: urllib.request, requests and safe_http take https:// URLs",
    "syslog": "use print() or logging",
    "termios": "there is no terminal: use print() and input()",
    "tkinter": "there is no screen: use display(), with HTML or SVG for example",
    "turtle": "there is no screen: use display(), with HTML or SVG for example",
    "venv": "nothing can be installed",
}


def missing_module(name):
    """What else there is to say of a module that was not found, "" where nothing is."""
    version = f"CPython {sys.version_info[0]}.{sys.version_info[1]}"
    top = name.partition(".")[0]
    if top in _LEFT_OUT:
        return f": {version} in a sandbox has no {top}: {_LEFT_OUT[top]}"
    if "." in name or top.startswith("_"):
        return ""
    packages = _packages()
    there = f" and the packages {', '.join(packages)}" if packages else ""
    return (
        f": this sandbox has {version} with its standard library{there}; nothing can be installed, "
        "and the host adds packages of pure Python"
    )


# Where the host puts packages.
PACKAGES = "/packages"


def _packages():
    import os

    try:
        found = os.listdir(PACKAGES)
    except OSError:
        return []
    names = {name.removesuffix(".py") for name in found if "-info" not in name and not name.startswith("_")}
    return sorted(name for name in names if name.isidentifier())[:20]


def tell_of_missing_modules():
    """Puts missing_module() behind the message of each ModuleNotFoundError. The code
    is the import system's own by its file name, so that tracebacks leave it out."""
    import _frozen_importlib as bootstrap

    bootstrap._of_the_library = bootstrap._find_and_load_unlocked
    bootstrap._missing_module = missing_module
    code = (
        "def _find_and_load_unlocked(name, import_):\n"
        "    try:\n"
        "        return _of_the_library(name, import_)\n"
        "    except ModuleNotFoundError as error:\n"
        "        if error.name == name and error.msg == f'No module named {name!r}':\n"
        "            error.msg += _missing_module(name)\n"
        "            error.args = (error.msg,)\n"
        "        raise\n"
    )
    exec(compile(code, "<frozen importlib._bootstrap>", "exec"), bootstrap.__dict__)
