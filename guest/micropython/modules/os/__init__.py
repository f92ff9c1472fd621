"""The files of the workspace and the environment that the host gives: nothing of
a real system is behind any of this."""

import _host
from . import path

_ENVIRONMENT = 2
_STAT, _LIST, _MAKE, _REMOVE, _RENAME = 6, 7, 8, 9, 10

name = "posix"
sep = "/"
linesep = "\n"
curdir = "."
pardir = ".."
pathsep = ":"
F_OK, R_OK, W_OK, X_OK = 0, 4, 2, 1

error = OSError


def _call(operation, *arguments):
    status, found = _host.call(operation, *arguments)
    if status:
        _host.os_error(status, arguments[0])
    return found


class stat_result:
    """Size and kind of a file; a workspace knows nothing else of one."""

    def __init__(self, kind, size):
        self.st_mode = (0o040755 if kind == b"d" else 0o100644)
        self.st_size = size
        self.st_mtime = self.st_atime = self.st_ctime = 0
        self.st_nlink = 1
        self.st_uid = self.st_gid = self.st_ino = self.st_dev = 0

    def __getitem__(self, i):
        return (self.st_mode, 0, 0, 1, 0, 0, self.st_size, 0, 0, 0)[i]

    def __repr__(self):
        return "os.stat_result(st_mode=%d, st_size=%d)" % (self.st_mode, self.st_size)


def stat(path):
    kind, size = _call(_STAT, path)
    return stat_result(kind, int(size))


lstat = stat


def listdir(path="."):
    return [str(name, "utf-8") for name in _call(_LIST, path)[::2]]


class DirEntry:
    def __init__(self, folder, name, kind):
        self.name = name
        self.path = path.join(folder, name)
        self._kind = kind

    def is_dir(self):
        return self._kind == b"d"

    def is_file(self):
        return self._kind == b"f"

    def stat(self):
        return stat(self.path)

    def __repr__(self):
        return "<DirEntry %r>" % self.name


class _Scan:
    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self._entries

    def __enter__(self):
        return self._entries

    def __exit__(self, *_):
        pass


def scandir(path="."):
    found = _call(_LIST, path)
    return _Scan([DirEntry(path, str(found[i], "utf-8"), found[i + 1]) for i in range(0, len(found), 2)])


def mkdir(path, mode=0o777):
    _call(_MAKE, path)


def makedirs(name, mode=0o777, exist_ok=False):
    head, _ = path.split(path.normpath(name))
    if head and not path.exists(head):
        makedirs(head, exist_ok=True)
    try:
        mkdir(name)
    except FileExistsError:
        if not (exist_ok and path.isdir(name)):
            raise


def remove(path):
    if stat(path).st_mode & 0o040000:
        _host.os_error(21, path)
    _call(_REMOVE, path)


unlink = remove


def rmdir(path):
    if not stat(path).st_mode & 0o040000:
        _host.os_error(20, path)
    _call(_REMOVE, path)


def removedirs(name):
    rmdir(name)
    head, _ = path.split(name)
    while head:
        try:
            rmdir(head)
        except OSError:
            break
        head, _ = path.split(head)


def rename(source, target):
    _call(_RENAME, source, target)


replace = rename


def walk(top, topdown=True):
    folders, files = [], []
    for entry in scandir(top):
        (folders if entry.is_dir() else files).append(entry.name)
    if topdown:
        yield top, folders, files
    for folder in folders:
        yield from walk(path.join(top, folder), topdown)
    if not topdown:
        yield top, folders, files


def access(path, mode):
    return _host.call(_STAT, path)[0] == 0


def getcwd():
    return "/"


def getpid():
    return 1


def cpu_count():
    return 1


urandom = _host.random_bytes


def fspath(path):
    return path if isinstance(path, (str, bytes)) else path.__fspath__()


_environ = {}
_environ_in = 0


def getenv(name, default=None):
    return __getattr__("environ").get(name, default)


def __getattr__(name):
    # The host gives each run its environment.
    global _environ, _environ_in
    if name != "environ":
        raise AttributeError("module 'os' has no attribute '%s'" % name)
    if _environ_in != _host.runs():
        found = [str(part, "utf-8") for part in _host.call(_ENVIRONMENT)[1]]
        _environ = dict(zip(found[::2], found[1::2]))
        _environ_in = _host.runs()
    return _environ
