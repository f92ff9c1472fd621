"""What `http.client` connects to here: the host, which sends the request by its
policy (safe-http). The end of http/client.py puts it in its place."""

import io

import _host
import safe_http

_FETCH = 5

# Of the connection, which is the host's affair.
_OF_THE_CONNECTION = frozenset(
    ("host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade", "keep-alive")
)


class Exchange:
    """In place of a socket: one request goes in as HTTP/1.1, its answer comes out."""

    def __init__(self, scheme, host, port, default_port):
        if ":" in host:
            host = f"[{host}]"
        self._origin = f"{scheme}://{host}" if port == default_port else f"{scheme}://{host}:{port}"
        self._sent = bytearray()

    def sendall(self, data):
        self._sent += data

    def makefile(self, mode, *args, **kwargs):
        return io.BufferedReader(_Answer(self._fetch))

    def _fetch(self):
        head, _, body = bytes(self._sent).partition(b"\r\n\r\n")
        self._sent.clear()
        line, *lines = head.decode("iso-8859-1").split("\r\n")
        method, target, _ = line.split(" ", 2)
        headers, chunked = [], False
        for text in lines:
            name, _, value = text.partition(":")
            value = value.strip()
            if name.lower() == "transfer-encoding" and value.lower() == "chunked":
                chunked = True
            if name.lower() not in _OF_THE_CONNECTION:
                headers += [name, value]
        if chunked:
            body = _joined(body)
        url = target if "://" in target else self._origin + target
        has_body = bool(body) or method in ("POST", "PUT", "PATCH")
        status, found = _host.call(_FETCH, method, url, b"1" if has_body else b"0", body, *headers)
        if status:
            safe_http._fail(status, str(found[0], "utf-8") if found else "", url)
        return _answer(method, found)

    def settimeout(self, timeout):
        pass

    def setsockopt(self, *args):
        pass

    def shutdown(self, how):
        pass

    def close(self):
        pass


class _Answer(io.RawIOBase):
    """The bytes of an answer. They are asked for when the first is read: what then
    fails finds its reader whole."""

    def __init__(self, fetch):
        self._fetch = fetch
        self._bytes = None

    def readable(self):
        return True

    def readinto(self, buffer):
        if self._bytes is None:
            self._bytes = io.BytesIO(self._fetch())
        return self._bytes.readinto(buffer)


def _joined(data):
    """The body that was sent in chunks."""
    body = bytearray()
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            break
        body += data[:length]
        data = data[length + 2 :]
    return bytes(body)


def _answer(method, found):
    import http

    number, body, *headers = found
    try:
        phrase = http.HTTPStatus(int(number)).phrase
    except ValueError:
        phrase = ""
    lines = [b"HTTP/1.1 %s %s" % (number, phrase.encode())]
    for name, value in zip(headers[::2], headers[1::2]):
        lower = name.lower()
        if lower in (b"connection", b"transfer-encoding", b"keep-alive"):
            continue
        if lower == b"content-length" and method != "HEAD":
            continue
        lines.append(name + b": " + value)
    if method != "HEAD":
        lines.append(b"Content-Length: %d" % len(body))
    lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def connect(connection):
    """HTTPConnection.connect: nothing is sent before the answer is asked for."""
    if connection._tunnel_host:
        raise OSError("a tunnel is not there: the host makes the connections of this sandbox")
    scheme = "https" if connection.default_port == 443 else "http"
    connection.sock = Exchange(scheme, connection.host, connection.port, connection.default_port)
