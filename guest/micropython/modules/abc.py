"""Abstract base classes, without metaclasses: ABC looks at each class that is called."""

import _host

_abstract = {}
_complete = {}


def abstractmethod(function):
    # Kept, so that no other function has its identity.
    _abstract[id(function)] = function
    return function


def _is_abstract(member):
    return id(_host.unwrap(member)) in _abstract


def _names(cls, seen):
    for base in cls.__bases__:
        if base is not object and base is not ABC:
            _names(base, seen)
    for name, member in cls.__dict__.items():
        if _is_abstract(member) and name not in seen:
            seen.append(name)


class ABC:
    def __new__(cls, *arguments, **names):
        if cls not in _complete:
            missing = []
            _names(cls, missing)
            missing = sorted([name for name in missing if _is_abstract(getattr(cls, name))])
            if missing:
                raise TypeError(
                    "Can't instantiate abstract class %s without an implementation for abstract method%s %s"
                    % (cls.__name__, "" if len(missing) == 1 else "s", ", ".join(["'%s'" % name for name in missing]))
                )
            _complete[cls] = True
        return object.__new__(cls)
