"""What a guest may import: the interfaces of the world python-runner."""

import re

ALLOWED = re.compile(r"vivarium:runner/(console|safe-http|tools|files|context|types)@|wasi:clocks/(wall|monotonic)-clock@|wasi:io/(poll|error)@|wasi:random/random@")


def foreign_imports(wit):
    """The imports of a component that are not the world's own; wit is its type as text."""
    imports = re.findall(r"^  import ([^;]+);", wit, re.M)
    return [name for name in imports if not ALLOWED.match(name)]
