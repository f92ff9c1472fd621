"""The exceptions of `requests`."""

import json as _json


class RequestException(IOError):
    """A request failed."""

    def __init__(self, *args, request=None, response=None):
        self.response = response
        self.request = request if request is not None else getattr(response, "request", None)
        super().__init__(*args)


class HTTPError(RequestException):
    """The status of the answer is one of 4xx or 5xx."""


class ConnectionError(RequestException):
    """There was no connection, or it broke."""


class Timeout(RequestException):
    """It took longer than it may."""


class ConnectTimeout(ConnectionError, Timeout):
    """No connection in the time that there was."""


class ReadTimeout(Timeout):
    """No answer in the time that there was."""


class URLRequired(RequestException):
    """A URL is needed."""


class TooManyRedirects(RequestException):
    """The answers lead from one URL to the next without end."""


class MissingSchema(RequestException, ValueError):
    """The URL has no scheme."""


class InvalidURL(RequestException, ValueError):
    """It is no URL."""


class InvalidJSONError(RequestException):
    """There is no JSON."""


class JSONDecodeError(InvalidJSONError, _json.JSONDecodeError):
    """The body is no JSON."""

    def __init__(self, message, document, position):
        _json.JSONDecodeError.__init__(self, message, document, position)
        self.response = self.request = None


class ProxyError(ConnectionError):
    """Not raised here."""


class SSLError(ConnectionError):
    """TLS failed."""


class ChunkedEncodingError(RequestException):
    """Not raised here."""


class ContentDecodingError(RequestException):
    """Not raised here."""
