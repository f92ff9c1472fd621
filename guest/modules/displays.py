"""Rich values for the host, and the names that a program has without an import."""

import builtins
import _host
import safe_http
import tools

# The first of these that an object has says how it wants to be shown.
_RICH = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_latex_", "text/latex"),
    ("_repr_json_", "application/json"),
)


def _send(mime, data):
    if mime == "application/json" and not isinstance(data, (str, bytes)):
        import json

        data = json.dumps(data)
    _host.display(mime, data)


def display(*objects, mime=None):
    """Hands objects to the host as rich values: text or bytes of the media type
    `mime`, or each object as it wants to be shown, at last by its repr."""
    for thing in objects:
        if mime is not None:
            _send(mime, thing)
            continue
        for method, kind in _RICH:
            if hasattr(thing, method):
                data = getattr(thing, method)()
                if data is not None:
                    _send(kind, data)
                    break
        else:
            _send("text/plain", repr(thing))


def safe_http_get(url, headers=None):
    """The text of the answer to a GET of `url`: safe_http.get(url).text."""
    return safe_http.get(url, headers=headers).text


builtins.display = display
builtins.safe_http = safe_http
builtins.safe_http_get = safe_http_get
builtins.tools = tools
