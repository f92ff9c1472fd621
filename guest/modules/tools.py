"""The host's functions: tools.NAME(argument=value) calls one, tools.list() tells
which there are. NAME(argument=value) does too where nothing else has the name.

Arguments and results are whatever JSON can say. A call that the policy refuses
is a PermissionError, arguments that the tool does not take are a TypeError, and
a tool that fails is a ToolError.
"""

import _host

_LIST, _CALL = 3, 4


class ToolError(RuntimeError):
    """The tool itself failed, or may not be called any more."""


class Tool:
    """One of the host's functions."""

    def __init__(self, name, description="", parameters="{}"):
        self.name = self.__name__ = name
        self.description = self.__doc__ = description
        self._parameters = parameters

    @property
    def parameters(self):
        """The JSON Schema of the arguments."""
        import json

        return json.loads(self._parameters)

    def __call__(self, *positional, **arguments):
        if positional:
            raise TypeError("%s() takes its arguments by name: %s(name=value)" % (self.name, self.name))
        return call(self.name, arguments)

    def __repr__(self):
        return "<tool %s>" % self.name


_known = {}
_known_in = 0


def _find():
    # The tools may change from one run to the next, not within one.
    global _known, _known_in
    if _known_in != _host.runs():
        _, found = _host.call(_LIST)
        found = [str(part, "utf-8") for part in found]
        _known = {found[i]: Tool(found[i], found[i + 1], found[i + 2]) for i in range(0, len(found), 3)}
        _known_in = _host.runs()
    return _known


def list():
    """The tools there are, by name."""
    return [tool for _, tool in sorted(_find().items(), key=lambda item: item[0])]


def call(name, arguments):
    """Calls a tool with a dict of arguments."""
    import json

    status, found = _host.call(_CALL, name, json.dumps(arguments))
    if not status:
        return json.loads(found[0])
    why = str(found[0], "utf-8") if found else ""
    if status == 1:
        raise AttributeError(_none(name))
    if status == 2:
        raise TypeError("%s(): %s" % (name, why))
    if status == 3:
        raise PermissionError(why or "the policy refuses the call")
    if status == 5:
        raise ToolError("the run has made all the calls that it may")
    raise ToolError(why)


def _none(name):
    names = ", ".join(sorted(_find()))
    return "no tool named '%s'; there are: %s" % (name, names) if names else "no tool named '%s': there are no tools" % name


def find(name):
    """The tool of this name, or None."""
    return _find().get(name)


def near(name):
    """The name of a tool that is one slip of the hand from this one, or None."""
    for known in sorted(_find()):
        short, long = (name, known) if len(name) < len(known) else (known, name)
        i = 0
        while i < len(short) and short[i] == long[i]:
            i += 1
        # One letter more, another one, or two that changed places.
        if long[i + 1 :] in (short[i:], short[i + 1 :]) or long[i : i + 2] == short[i + 1 : i + 2] + short[i : i + 1] and long[i + 2 :] == short[i + 2 :]:
            return known


def __getattr__(name):
    tool = find(name)
    if tool is None:
        raise AttributeError(_none(name))
    return tool
