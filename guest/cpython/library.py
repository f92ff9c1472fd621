"""Edits to the standard library's modules; each says what it is for, and stops the
build where it no longer applies."""

import sys

EDITS = []
_applied = set()


def edit(module, old, new):
    """Replaces the one place where `old` stands in a module."""
    EDITS.append((module, old, new))


def extend(module, text):
    """Adds text to the end of a module."""
    EDITS.append((module, None, text))


def apply(module, text):
    for number, (name, old, new) in enumerate(EDITS):
        if name != module:
            continue
        if old is None:
            text += "\n\n" + new
        elif text.count(old) == 1:
            text = text.replace(old, new)
        else:
            sys.exit(f"freeze.py: an edit of {module} applies {text.count(old)} times: {old[:60]!r}")
        _applied.add(number)
    return text


def check():
    missing = [EDITS[number][0] for number in range(len(EDITS)) if number not in _applied]
    if missing:
        sys.exit(f"freeze.py: no such modules to edit: {missing}")


# Threads and processes: what starts one says what to use instead.
edit("threading", "_start_joinable_thread = _thread.start_joinable_thread\n", "from _sandbox import no_threads as _start_joinable_thread\n")
edit(
    "subprocess",
    'f"{sys.platform} does not support processes."',
    '"a subprocess is not there: this is a sandbox without processes; do the work in Python "\n'
    '                "(pathlib, shutil, zipfile...), or call one of the host\'s functions (tools.list())"',
)

extend("os", '''\
from _sandbox import no_processes as _no_processes, os_attribute as __getattr__


def system(command):
    "Raises OSError: there are no processes."
    _no_processes("os.system()")
''')

# An event loop without sockets.
edit("asyncio", "    from .unix_events import *  # pragma: no cover\n    __all__ += unix_events.__all__\n", """\
    from _sandbox_loop import EventLoop, EventLoopPolicy as DefaultEventLoopPolicy
    SelectorEventLoop = EventLoop
    __all__ += ("DefaultEventLoopPolicy", "EventLoop", "SelectorEventLoop")
    events.set_event_loop_policy(DefaultEventLoopPolicy())
""")

# The type of capsules, of one that is there.
edit("types", "        import _socket\n        return type(_socket.CAPI)\n", "        import _datetime\n        return type(_datetime.datetime_CAPI)\n")

# HTTP goes through the host.
extend("http.client", '''\
from _safe_connection import connect as _connect

HTTPConnection.connect = _connect


class HTTPSConnection(HTTPConnection):
    "Like HTTPConnection; the host does what TLS asks for."

    default_port = HTTPS_PORT

    def __init__(self, host, port=None, *, timeout=None, source_address=None,
                 context=None, check_hostname=None, blocksize=8192):
        super().__init__(host, port, timeout, source_address, blocksize)
        self._context = context


def _create_https_context(http_version):
    return None


__all__.append("HTTPSConnection")
''')

# What OpenSSL gives elsewhere.
extend("hashlib", '''\
def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """A key of dklen bytes from a password (RFC 8018, PBKDF2)."""
    import hmac

    if iterations < 1:
        raise ValueError("iterations must be greater than 0")
    inner = hmac.new(password, None, hash_name)
    size = inner.digest_size
    dklen = size if dklen is None else dklen
    if dklen < 1:
        raise ValueError("key length must be greater than 0")

    def code(message):
        mac = inner.copy()
        mac.update(message)
        return mac.digest()

    key = b""
    for block in range(1, (dklen + size - 1) // size + 1):
        last = code(salt + block.to_bytes(4, "big"))
        total = int.from_bytes(last, "big")
        for _ in range(iterations - 1):
            last = code(last)
            total ^= int.from_bytes(last, "big")
        key += total.to_bytes(size, "big")
    return key[:dklen]


__all__ += ("pbkdf2_hmac",)
''')
