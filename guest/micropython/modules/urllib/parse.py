"""Quoting and taking apart of URLs."""

from collections import namedtuple

_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"

SplitResult = namedtuple("SplitResult", ("scheme", "netloc", "path", "query", "fragment"))
ParseResult = namedtuple("ParseResult", ("scheme", "netloc", "path", "params", "query", "fragment"))


def quote(text, safe="/"):
    data = text.encode() if isinstance(text, str) else text
    keep = _SAFE + safe.encode()
    return "".join(chr(byte) if byte in keep else "%%%02X" % byte for byte in data)


def quote_plus(text, safe=""):
    return quote(text, safe + " ").replace(" ", "+")


def unquote(text):
    parts = text.split("%")
    if len(parts) == 1:
        return text
    data = bytearray(parts[0].encode())
    for part in parts[1:]:
        try:
            data.append(int(part[:2], 16))
            data.extend(part[2:].encode())
        except ValueError:
            data.extend(b"%" + part.encode())
    return str(data, "utf-8")


def unquote_plus(text):
    return unquote(text.replace("+", " "))


def urlencode(query, doseq=False):
    pairs = []
    for key, value in query.items() if hasattr(query, "items") else query:
        values = value if doseq and isinstance(value, (list, tuple)) else [value]
        for one in values:
            one = one if isinstance(one, (str, bytes)) else str(one)
            pairs.append(quote_plus(key if isinstance(key, str) else str(key)) + "=" + quote_plus(one))
    return "&".join(pairs)


def parse_qsl(query, keep_blank_values=False):
    pairs = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if part and (value or keep_blank_values):
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(query, keep_blank_values=False):
    found = {}
    for name, value in parse_qsl(query, keep_blank_values):
        found.setdefault(name, []).append(value)
    return found


def urlsplit(url):
    url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    scheme, colon, rest = url.partition(":")
    if not colon or "/" in scheme:
        scheme, rest = "", url
    netloc = ""
    if rest.startswith("//"):
        netloc, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    return SplitResult(scheme.lower(), netloc, rest, query, fragment)


def urlparse(url):
    parts = urlsplit(url)
    path, _, params = parts.path.partition(";")
    return ParseResult(parts.scheme, parts.netloc, path, params, parts.query, parts.fragment)


def urlunsplit(parts):
    scheme, netloc, path, query, fragment = parts
    url = (scheme + ":" if scheme else "") + ("//" + netloc if netloc else "") + path
    return url + ("?" + query if query else "") + ("#" + fragment if fragment else "")


def urljoin(base, url):
    there = urlsplit(url)
    if there.scheme:
        return url
    here = urlsplit(base)
    if there.netloc:
        return here.scheme + ":" + url
    if not there.path:
        return urlunsplit((here.scheme, here.netloc, here.path, there.query or here.query, there.fragment))
    path = there.path if there.path.startswith("/") else here.path.rpartition("/")[0] + "/" + there.path
    parts = []
    for part in path.split("/")[1:]:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return urlunsplit((here.scheme, here.netloc, "/" + "/".join(parts), there.query, there.fragment))
