"""What the standard library says where it is asked for something that a sandbox
does not have: ordinary exceptions that name what to use instead."""

import errno


def no_threads(*args, **kwargs):
    raise RuntimeError(
        "can't start new thread: this is a sandbox of one thread; call the function "
        "directly, or use asyncio for tasks that wait"
    )


def no_processes(what):
    raise OSError(
        errno.ENOTSUP,
        f"{what} is not there: this is a sandbox without processes; do the work in Python "
        "(pathlib, shutil, zipfile...), or call one of the host's functions (tools.list())",
    )


def no_sockets(what):
    raise PermissionError(
        errno.EPERM,
        f"{what} is not there: this is a sandbox without sockets; urllib.request, "
        "http.client, requests and safe_http reach the addresses that the host allows",
    )
