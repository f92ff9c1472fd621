"""The names that `socket` builds on, in a place without a network of its own."""

from _sandbox import no_sockets as _refuse

AF_UNSPEC, AF_INET, AF_INET6 = 0, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW = 1, 2, 3
SOL_SOCKET, SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_ERROR, SO_TYPE = 1, 2, 9, 6, 4, 3
SO_RCVBUF, SO_SNDBUF = 8, 7
IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6, TCP_NODELAY, IPV6_V6ONLY = 0, 6, 17, 41, 1, 26
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_NUMERICSERV, AI_ADDRCONFIG = 1, 2, 4, 1024, 32
EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_FAMILY = -2, -3, -4, -6
NI_NUMERICHOST, NI_NUMERICSERV = 1, 2
MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_WAITALL, MSG_DONTWAIT, MSG_NOSIGNAL = 1, 2, 4, 256, 64, 16384
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
INADDR_ANY, INADDR_LOOPBACK, INADDR_BROADCAST, INADDR_NONE = 0, 0x7F000001, 0xFFFFFFFF, 0xFFFFFFFF
has_ipv6 = False

error = OSError
timeout = TimeoutError


class herror(OSError):
    """An address could not be resolved."""


class gaierror(OSError):
    """An address could not be resolved."""


class socket:
    """There are none."""

    __slots__ = ("family", "type", "proto", "timeout")

    def __init__(self, *args, **kwargs):
        _refuse("a socket")


SocketType = socket
_default_timeout = None


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout):
    global _default_timeout
    _default_timeout = None if timeout is None else float(timeout)


def gethostname():
    return "sandbox"


def _refusing(name):
    def function(*args, **kwargs):
        _refuse(f"socket.{name}()")

    function.__name__ = function.__qualname__ = name
    return function


for _name in """
    getaddrinfo getnameinfo gethostbyname gethostbyname_ex gethostbyaddr getservbyname
    getservbyport getprotobyname sethostname socketpair dup if_nameindex if_nametoindex
    if_indextoname CMSG_LEN CMSG_SPACE
""".split():
    globals()[_name] = _refusing(_name)


def close(fd):
    raise OSError(9, "Bad file descriptor")


def _swap(size):
    def convert(number):
        if not 0 <= number < 1 << 8 * size:
            raise OverflowError("int does not fit")
        return int.from_bytes(number.to_bytes(size, "little"), "big")

    return convert


ntohs = htons = _swap(2)
ntohl = htonl = _swap(4)


def inet_aton(text):
    parts = text.split(".")
    try:
        numbers = [int(part, 0) for part in parts]
        *heads, last = numbers
        if len(numbers) > 4 or any(not 0 <= head < 256 for head in heads):
            raise ValueError
        return bytes(heads) + last.to_bytes(4 - len(heads), "big")
    except (ValueError, OverflowError):
        raise OSError("illegal IP address string passed to inet_aton") from None


def inet_ntoa(packed):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(str(byte) for byte in bytes(packed))


def inet_pton(family, text):
    import ipaddress

    try:
        return (ipaddress.IPv4Address if family == AF_INET else ipaddress.IPv6Address)(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, packed):
    import ipaddress

    try:
        return str((ipaddress.IPv4Address if family == AF_INET else ipaddress.IPv6Address)(bytes(packed)))
    except ValueError:
        raise ValueError("invalid length of packed IP address string") from None
