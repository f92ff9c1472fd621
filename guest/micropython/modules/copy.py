"""Shallow and deep copies."""

_ATOMS = (type(None), bool, int, float, complex, str, bytes, range, type, type(lambda: 0), type(len))


class Error(Exception):
    pass


def _blank(cls):
    return object.__new__(cls)


def copy(thing):
    if isinstance(thing, _ATOMS) or isinstance(thing, (tuple, frozenset)):
        return thing
    if hasattr(thing, "__copy__"):
        return thing.__copy__()
    if type(thing) in (list, dict, set, bytearray):
        return thing[:] if isinstance(thing, (list, bytearray)) else thing.copy()
    if hasattr(thing, "copy"):
        return thing.copy()
    made = _blank(type(thing))
    for name, value in thing.__dict__.items():
        setattr(made, name, value)
    return made


def deepcopy(thing, memo=None):
    if isinstance(thing, _ATOMS):
        return thing
    memo = {} if memo is None else memo
    key = id(thing)
    if key in memo:
        return memo[key]
    if hasattr(thing, "__deepcopy__"):
        made = memo[key] = thing.__deepcopy__(memo)
        return made
    kind = type(thing)
    if kind is list:
        made = memo[key] = []
        for item in thing:
            made.append(deepcopy(item, memo))
    elif kind is tuple:
        made = memo[key] = tuple([deepcopy(item, memo) for item in thing])
    elif isinstance(thing, dict):
        made = memo[key] = thing.copy()
        made.clear()
        for name, value in thing.items():
            made[deepcopy(name, memo)] = deepcopy(value, memo)
    elif kind is set:
        made = memo[key] = set([deepcopy(item, memo) for item in thing])
    elif kind is frozenset:
        made = memo[key] = frozenset([deepcopy(item, memo) for item in thing])
    elif kind is bytearray:
        made = memo[key] = bytearray(thing)
    elif hasattr(thing, "__dict__"):
        made = memo[key] = _blank(kind)
        for name, value in thing.__dict__.items():
            setattr(made, name, deepcopy(value, memo))
    else:
        raise Error("cannot copy %r" % kind)
    return made


def replace(thing, **changes):
    return thing.__replace__(**changes)
