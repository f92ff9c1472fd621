"""What programs use most of `requests`, over safe_http: the host decides what may
be asked. What is missing (proxies, certificates, streaming, hooks) says so."""

import json as _json
from urllib.parse import urlencode, urljoin, urlsplit

import safe_http

from . import exceptions
from .exceptions import (
    ConnectionError, ConnectTimeout, HTTPError, InvalidURL, JSONDecodeError, MissingSchema,
    ReadTimeout, RequestException, Timeout, TooManyRedirects, URLRequired,
)

__version__ = "2.32.0"

# Accepted and without effect: how long a request may take is the host's to say.
_WITHOUT_EFFECT = {"timeout", "verify"}
_MISSING = {
    "proxies": "the host makes the connection",
    "cert": "the host makes the connection",
    "hooks": "call the function with the response instead",
}


class CaseInsensitiveDict(dict):
    """A dict whose names have no case; it keeps that of the last one set."""

    def __init__(self, data=None, **more):
        super().__init__()
        self._names = {}
        self.update(data or {}, **more)

    def __setitem__(self, name, value):
        old = self._names.get(name.lower())
        if old is not None and old != name:
            super().__delitem__(old)
        self._names[name.lower()] = name
        super().__setitem__(name, value)

    def __getitem__(self, name):
        return super().__getitem__(self._names[name.lower()])

    def __delitem__(self, name):
        super().__delitem__(self._names.pop(name.lower()))

    def __contains__(self, name):
        return isinstance(name, str) and name.lower() in self._names

    def get(self, name, default=None):
        return self[name] if name in self else default

    def update(self, data=(), **more):
        for name, value in dict(data, **more).items():
            self[name] = value

    def setdefault(self, name, default=None):
        if name not in self:
            self[name] = default
        return self[name]

    def pop(self, name, *default):
        if name not in self and default:
            return default[0]
        value = self[name]
        del self[name]
        return value

    def copy(self):
        return CaseInsensitiveDict(self)


class _Codes:
    def __init__(self):
        import http

        for status in http.HTTPStatus:
            setattr(self, status.name.lower(), status.value)
            setattr(self, status.name, status.value)

    def __getitem__(self, name):
        return getattr(self, name)


codes = _Codes()


class PreparedRequest:
    """What was asked."""

    def __init__(self, method, url, headers, body):
        self.method, self.url, self.headers, self.body = method, url, headers, body


Request = PreparedRequest


class Response:
    """An answer: status, headers and body, all of it."""

    def __init__(self, request, answer):
        self.request = request
        self.url = request.url
        self.status_code = answer.status
        self.headers = CaseInsensitiveDict(answer.headers.items())
        self.content = answer.body
        self.encoding = _charset(self.headers.get("content-type", ""))
        self.history = []
        self.cookies = {}
        self.elapsed = None

    @property
    def reason(self):
        import http

        try:
            return http.HTTPStatus(self.status_code).phrase
        except ValueError:
            return ""

    @property
    def ok(self):
        return self.status_code < 400

    __bool__ = ok.fget

    @property
    def apparent_encoding(self):
        return "utf-8"

    @property
    def text(self):
        try:
            return self.content.decode(self.encoding or "utf-8", "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def json(self, **options):
        try:
            return _json.loads(self.content, **options)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos) from None
        except UnicodeDecodeError as error:
            raise JSONDecodeError(str(error), "", 0) from None

    @property
    def is_redirect(self):
        return self.status_code in (301, 302, 303, 307, 308) and "location" in self.headers

    def raise_for_status(self):
        if self.status_code >= 400:
            who = "Client" if self.status_code < 500 else "Server"
            raise HTTPError(f"{self.status_code} {who} Error: {self.reason} for url: {self.url}", response=self)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        step = chunk_size or max(len(self.content), 1)
        for at in range(0, len(self.content), step):
            yield self.content[at : at + step]

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        text = self.text if decode_unicode else self.content
        yield from text.split(delimiter) if delimiter else text.splitlines()

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def __repr__(self):
        return f"<Response [{self.status_code}]>"


def _charset(content_type):
    kind, *parameters = (part.strip() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip("'\" ")
    return "utf-8" if kind == "application/json" else "ISO-8859-1" if kind.startswith("text/") else None


def _body(data, json, files):
    """The body and its media type."""
    if files:
        raise NotImplementedError("requests: files= is not there in this sandbox: send the body as data=")
    if json is not None and not data:
        return _json.dumps(json).encode(), "application/json"
    if data is None or data == {}:
        return None, None
    if isinstance(data, (bytes, bytearray)):
        return bytes(data), None
    if isinstance(data, str):
        return data.encode(), None
    if hasattr(data, "read"):
        read = data.read()
        return read.encode() if isinstance(read, str) else read, None
    return urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"


class Session:
    """What several requests have in common: headers, parameters, authentication."""

    def __init__(self):
        self.headers = CaseInsensitiveDict()
        self.params = {}
        self.auth = None
        self.cookies = {}
        self.max_redirects = 30

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None,
                auth=None, allow_redirects=True, json=None, stream=False, **options):
        for name, value in options.items():
            if name not in _WITHOUT_EFFECT and (name not in _MISSING or value):
                why = _MISSING.get(name, "there is no such option")
                raise NotImplementedError(f"requests: {name}= is not there in this sandbox: {why}")
        sent = CaseInsensitiveDict(self.headers)
        sent.update({name: value for name, value in (headers or {}).items() if value is not None})
        body, kind = _body(data, json, files)
        if kind:
            sent.setdefault("Content-Type", kind)
        auth = auth or self.auth
        if auth:
            import base64

            if not isinstance(auth, tuple):
                raise NotImplementedError("requests: auth= takes a tuple of name and password in this sandbox")
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        all_cookies = {**self.cookies, **(cookies or {})}
        if all_cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in all_cookies.items())
        url = _with_params(_checked(url), {**self.params, **params} if isinstance(params, dict) else params or self.params)
        method = method.upper()
        history = []
        while True:
            request = PreparedRequest(method, url, sent, body)
            response = Response(request, _send(request))
            response.history = list(history)
            if not (allow_redirects and response.is_redirect):
                return response
            history.append(response)
            if len(history) > self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.", response=response)
            target = urljoin(url, response.headers["location"])
            if urlsplit(target)[:2] != urlsplit(url)[:2]:
                sent.pop("Authorization", None)
                sent.pop("Cookie", None)
            if response.status_code == 303 and method != "HEAD" or response.status_code in (301, 302) and method == "POST":
                method, body = "GET", None
                sent.pop("Content-Type", None)
            url = target

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def options(self, url, **options):
        return self.request("OPTIONS", url, **options)

    def head(self, url, **options):
        options.setdefault("allow_redirects", False)
        return self.request("HEAD", url, **options)

    def post(self, url, data=None, json=None, **options):
        return self.request("POST", url, data=data, json=json, **options)

    def put(self, url, data=None, **options):
        return self.request("PUT", url, data=data, **options)

    def patch(self, url, data=None, **options):
        return self.request("PATCH", url, data=data, **options)

    def delete(self, url, **options):
        return self.request("DELETE", url, **options)

    def mount(self, prefix, adapter):
        raise NotImplementedError("requests: adapters are not there in this sandbox: the host makes the connection")

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


def _checked(url):
    url = str(url)
    if "://" not in url:
        raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
    if not urlsplit(url).hostname:
        raise InvalidURL(f"Invalid URL {url!r}: No host supplied")
    return url


def _with_params(url, params):
    if not params:
        return url
    query = params if isinstance(params, str) else urlencode(
        {name: value for name, value in params.items() if value is not None} if isinstance(params, dict) else params, doseq=True
    )
    url, hash, fragment = url.partition("#")
    return url + ("&" if "?" in url else "?") + query + hash + fragment


def _send(request):
    try:
        return safe_http.request(request.method, request.url, headers=request.headers, data=request.body)
    except PermissionError:
        raise
    except TimeoutError as error:
        raise ReadTimeout(str(error), request=request) from error
    except OSError as error:
        raise ConnectionError(str(error), request=request) from error


session = Session


def request(method, url, **options):
    return Session().request(method, url, **options)


def get(url, params=None, **options):
    return request("GET", url, params=params, **options)


def options(url, **options):
    return request("OPTIONS", url, **options)


def head(url, **options):
    return Session().head(url, **options)


def post(url, data=None, json=None, **options):
    return request("POST", url, data=data, json=json, **options)


def put(url, data=None, **options):
    return request("PUT", url, data=data, **options)


def patch(url, data=None, **options):
    return request("PATCH", url, data=data, **options)


def delete(url, **options):
    return request("DELETE", url, **options)
