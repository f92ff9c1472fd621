"""The smallest guest of the world python-runner that componentize-py accepts.

It is never called: what is measured is how long the component of a whole
CPython takes to load, link and instantiate.
"""

import wit_world
from wit_world.imports import types


class WitWorld(wit_world.WitWorld):
    def run_python(self, code: str) -> types.Output:
        exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
        return types.Output(None, [])
