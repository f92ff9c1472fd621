"""HTTP through the host, which decides what may be asked.

    safe_http.get("https://example.com/data").json()

A request that the policy refuses is a PermissionError, one that takes too long
a TimeoutError, one that finds no server a ConnectionError; every failure is an
OSError. An answer of status 4xx or 5xx is an answer.
"""

import _host

_FETCH = 5


class HTTPError(OSError):
    """The request failed, or raise_for_status() found a status of 4xx or 5xx."""


class Headers:
    """The headers of an answer: a mapping whose names have no case. Where one
    came more than once its values are joined by commas; `pairs` has each."""

    def __init__(self, pairs):
        self.pairs = pairs

    def get(self, name, default=None):
        name = name.lower()
        found = [value for known, value in self.pairs if known.lower() == name]
        return ", ".join(found) if found else default

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        return self.get(name) is not None

    def keys(self):
        names = []
        for name, _ in self.pairs:
            if name not in names:
                names.append(name)
        return names

    def items(self):
        return [(name, self[name]) for name in self.keys()]

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __repr__(self):
        return repr(dict(self.items()))


class Response:
    """An answer: status, headers and body."""

    def __init__(self, url, status, headers, body):
        self.url = url
        self.status = self.status_code = status
        self.headers = headers
        self.body = self.content = body

    @property
    def ok(self):
        return self.status < 400

    @property
    def text(self):
        """The body as text. Bytes that are no UTF-8 become U+FFFD."""
        return _decode(self.body)

    def json(self):
        import json

        return json.loads(self.body)

    def raise_for_status(self):
        if self.status >= 400:
            raise HTTPError("status %d for %s" % (self.status, self.url))

    def __repr__(self):
        return "<Response [%d]>" % self.status


def _decode(data):
    try:
        return str(data, "utf-8")
    except UnicodeError:
        pass
    parts = []
    start = 0
    while start < len(data):
        # The longest run that is text, found by halves; then one byte that is not.
        low, high = start, len(data)
        while low < high:
            middle = (low + high + 1) // 2
            if _is_text(data[start:middle]):
                low = middle
            else:
                # A sequence may be cut in two; so try up to three bytes more.
                for extra in (1, 2, 3):
                    if middle + extra <= high and _is_text(data[start : middle + extra]):
                        low = middle + extra
                        break
                else:
                    high = middle - 1
        parts.append(str(data[start:low], "utf-8"))
        if low < len(data):
            parts.append("\ufffd")
        start = low + 1
    return "".join(parts)


def _is_text(data):
    try:
        str(data, "utf-8")
        return True
    except UnicodeError:
        return False


def _fail(status, why, url):
    if status == 3:
        raise PermissionError(why or "the policy refuses the request")
    if status == 5:
        raise PermissionError("the run has made all the requests that it may")
    if status == 6:
        raise TimeoutError("the request took longer than it may: " + url)
    if status == 7:
        raise HTTPError("the answer is larger than " + why + " bytes, which is the limit")
    if status == 8:
        raise ConnectionError("no address for the host of " + url)
    if status == 9:
        raise ConnectionError("no connection to " + url)
    if status == 10:
        raise ConnectionError("TLS failed for " + url)
    raise HTTPError(why or "the request failed: " + url)


def request(method, url, *, headers=None, data=None, json=None, params=None):
    """Sends a request and gives the Response.

    `data` is bytes, text, or a dict that is sent as a form; `json` is a value
    that is sent as JSON; `params` is a dict that is added to the URL.
    """
    pairs = []
    if headers:
        for name, value in headers.items() if hasattr(headers, "items") else headers:
            pairs += [name, str(value)]
    names = [name.lower() for name in pairs[::2]]
    if params:
        from urllib.parse import urlencode

        url += ("&" if "?" in url else "?") + urlencode(params)
    kind = None
    if json is not None:
        if data is not None:
            raise TypeError("data and json exclude each other")
        from json import dumps

        data, kind = dumps(json), "application/json"
    elif isinstance(data, dict):
        from urllib.parse import urlencode

        data, kind = urlencode(data), "application/x-www-form-urlencoded"
    if kind and "content-type" not in names:
        pairs += ["content-type", kind]
    body = b"" if data is None else data
    status, found = _host.call(_FETCH, method.upper(), url, b"0" if data is None else b"1", body, *pairs)
    if status:
        _fail(status, str(found[0], "utf-8") if found else "", url)
    text = [str(part, "utf-8") for part in found[2:]]
    return Response(url, int(found[0]), Headers(list(zip(text[::2], text[1::2]))), found[1])


def get(url, **options):
    return request("GET", url, **options)


def post(url, data=None, **options):
    return request("POST", url, data=data, **options)


def put(url, data=None, **options):
    return request("PUT", url, data=data, **options)


def patch(url, data=None, **options):
    return request("PATCH", url, data=data, **options)


def delete(url, **options):
    return request("DELETE", url, **options)


def head(url, **options):
    return request("HEAD", url, **options)
