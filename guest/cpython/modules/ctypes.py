"""There is no foreign code below this interpreter: every name of `ctypes` says so."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise ImportError(
        f"ctypes.{name} is not there: this is a sandbox without foreign code; "
        "use struct, array and memoryview for binary data"
    )
