"""A host for one guest, for tests of the guest alone: every import of the world
python-runner in memory, over a public engine's component API.

host.py GUEST.wasm FILE.py [FILE.py ...] runs files one after another on fresh
instances and prints what they print: the command that conformance.py calls.
"""

import random
import sys
import time

import wasmtime
from wasmtime import component as wc

STACK = 2 << 20


class Timeout(Exception):
    """The program was stopped because its time was over."""


class Crash(Exception):
    """The guest trapped."""


class FileFailure(Exception):
    pass


class Workspace:
    """The smallest file system that is right: paths to bytes, or to None for a
    directory."""

    def __init__(self, files=None):
        self.entries = {"": None}
        for name, data in (files or {}).items():
            self.entries[name] = bytearray(data)

    def path(self, text):
        parts = []
        for part in text.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                parts = parts[:-1]
            else:
                parts.append(part)
        for i in range(1, len(parts)):
            parent = "/".join(parts[:i])
            if parent in self.entries and self.entries[parent] is not None:
                raise FileFailure("not-directory")
        return "/".join(parts)

    def find(self, text):
        path = self.path(text)
        if path not in self.entries:
            raise FileFailure("not-found")
        return path

    def parent(self, path):
        parent = path.rpartition("/")[0]
        if parent not in self.entries:
            raise FileFailure("not-found")

    def names(self, path):
        prefix = path + "/" if path else ""
        return sorted(
            name[len(prefix):] for name in self.entries
            if name and name.startswith(prefix) and "/" not in name[len(prefix):]
        )


class OpenFile:
    def __init__(self, data, how, full=None):
        self.data = data
        self.how = how
        self.full = full
        self.position = 0

    def read(self, size):
        if "read" not in self.how:
            raise FileFailure("denied")
        got = bytes(self.data[self.position:self.position + size])
        self.position += len(got)
        return got

    def write(self, data):
        if "write" not in self.how and "append" not in self.how:
            raise FileFailure("denied")
        if self.full:
            raise FileFailure(*self.full)
        if "append" in self.how:
            self.position = len(self.data)
        if self.position > len(self.data):
            self.data.extend(bytes(self.position - len(self.data)))
        self.data[self.position:self.position + len(data)] = data
        self.position += len(data)

    def seek(self, offset, origin):
        base = {"start": 0, "current": self.position, "end": len(self.data)}[origin]
        if base + offset < 0:
            raise FileFailure("invalid-argument")
        self.position = base + offset
        return self.position

    def set_size(self, size):
        if "write" not in self.how:
            raise FileFailure("denied")
        del self.data[size:]
        self.data.extend(bytes(size - len(self.data)))


def record(**fields):
    made = wc.Record()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


class Instance:
    """A live guest. What it prints is collected in stdout and stderr."""

    def __init__(self, guest, files=None, inputs=None, arguments=(), environment=None, stdin=b"",
                 tools=None, http=None, memory=64 << 20, seed=1, full=None):
        self.guest = guest
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.workspace = Workspace(files)
        self.open_files = {}
        self.inputs = inputs or {}
        self.arguments = list(arguments)
        self.environment = environment or {}
        self.stdin = stdin
        self.tools = tools or {}
        self.http = http
        self.full = full  # the error of every write, where there is one
        self.generation = 1
        self.seed = seed
        self.slept = []
        self.pollables = {}
        self.console_writes = 0
        self.random_calls = 0
        self.store = wasmtime.Store(guest.engine)
        self.store.set_limits(memory_size=memory)
        self.store.set_epoch_deadline(1 << 40)
        linker = wc.Linker(guest.engine)
        self.define(linker)
        instance = linker.instantiate(self.store, guest.component)
        self.function = instance.get_func(self.store, "run-python")

    def run(self, code, timeout=None):
        """The Record `output` or the Variant `error` of the run."""
        self.store.set_epoch_deadline(1 << 40 if timeout is None else max(1, int(timeout / 0.05)))
        try:
            answer = self.function(self.store, code)
            self.function.post_return(self.store)
        except (wasmtime.Trap, wasmtime.WasmtimeError) as trap:
            if "interrupt" in str(trap):
                raise Timeout from None
            raise Crash(str(trap)) from None
        return answer

    def random(self):
        # A known sequence, so that two runs are equal.
        self.seed = (self.seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return self.seed

    def define(self, linker):
        def console_write(_, stream, data):
            self.console_writes += 1
            (self.stdout if stream == "stdout" else self.stderr).extend(data)

        def read_input(_, size):
            got, self.stdin = self.stdin[:size], self.stdin[size:]
            return got

        def wall_now(_):
            now = time.time_ns()
            return record(seconds=now // 10**9, nanoseconds=now % 10**9)

        def random_bytes(_, size):
            self.random_calls += 1
            return random.Random(self.random()).randbytes(size)

        def subscribe(_, ns):
            place = len(self.pollables) + 1
            self.pollables[place] = ns
            return wc.ResourceHost.own(place, 2)

        def block(store, pollable):
            self.slept.append(self.pollables[pollable.to_host(store).rep])

        def fetch(_, request):
            if self.http is None:
                return wc.Variant("denied", "no rule allows it")
            return self.http(request)

        def call_tool(_, name, arguments):
            if name not in self.tools:
                return wc.Variant("unknown")
            return self.tools[name](arguments)

        def list_tools(_):
            return [record(name=name, description=tool.__doc__ or "", parameters="{}") for name, tool in sorted(self.tools.items())]

        with linker.root() as root:
            def instance(name, functions, resources=None):
                with root.add_instance(name) as made:
                    for resource, (number, drop) in (resources or {}).items():
                        made.add_resource(resource, wc.ResourceType.host(number), drop)
                    for function, body in functions.items():
                        made.add_func(function, body)

            instance("vivarium:runner/console@0.1.0", {"write": console_write})
            instance("vivarium:runner/types@0.1.0", {})
            instance("vivarium:runner/safe-http@0.1.0", {"fetch": fetch})
            instance("vivarium:runner/tools@0.1.0", {"call": call_tool, "list": list_tools})
            instance("vivarium:runner/context@0.1.0", {
                "inputs": lambda _: list(self.inputs.items()),
                "arguments": lambda _: self.arguments,
                "environment": lambda _: list(self.environment.items()),
                "read-input": read_input,
                "generation": lambda _: self.generation,
            })
            instance("wasi:clocks/wall-clock@0.2.12", {"now": wall_now})
            instance("wasi:io/poll@0.2.12", {"[method]pollable.block": block}, {"pollable": (2, lambda *_: None)})
            instance("wasi:clocks/monotonic-clock@0.2.12", {
                "now": lambda _: time.monotonic_ns(),
                "subscribe-duration": subscribe,
            })
            instance("wasi:random/random@0.2.12", {"get-random-u64": lambda _: self.random(), "get-random-bytes": random_bytes})
            instance("vivarium:runner/files@0.1.0", self.file_functions(), {"file": (1, self.drop_file)})

    def drop_file(self, _, rep):
        del self.open_files[rep]

    def file_functions(self):
        space = self.workspace

        def telling(act):
            def tell(*arguments):
                try:
                    return act(*arguments)
                except FileFailure as failure:
                    return wc.Variant(*failure.args)
            return tell

        def metadata(data):
            return record(kind="directory" if data is None else "file", size=len(data or b""))

        def open_(_, path, how):
            path = space.path(path)
            known = space.entries.get(path, False)
            if known is None:
                raise FileFailure("is-directory")
            if known is False:
                if "create" not in how:
                    raise FileFailure("not-found")
                space.parent(path)
                known = space.entries[path] = bytearray()
            elif "exclusive" in how:
                raise FileFailure("exists")
            if "truncate" in how:
                known.clear()
            rep = max(self.open_files, default=0) + 1
            self.open_files[rep] = OpenFile(known, how, self.full)
            return wc.ResourceHost.own(rep, 1)

        def method(act):
            def call(store, handle, *arguments):
                return act(self.open_files[handle.to_host(store).rep], *arguments)
            return call

        def list_(_, path):
            path = space.find(path)
            if space.entries[path] is not None:
                raise FileFailure("not-directory")
            prefix = path + "/" if path else ""
            return [record(name=name, kind=metadata(space.entries[prefix + name]).kind) for name in space.names(path)]

        def make(_, path):
            path = space.path(path)
            if path in space.entries:
                raise FileFailure("exists")
            space.parent(path)
            space.entries[path] = None

        def remove(_, path):
            path = space.find(path)
            if path == "":
                raise FileFailure("denied")
            if space.entries[path] is None and space.names(path):
                raise FileFailure("not-empty")
            del space.entries[path]

        def rename(_, source, target):
            source, target = space.find(source), space.path(target)
            space.parent(target)
            if target in space.entries and space.entries[target] is None:
                raise FileFailure("is-directory")
            for name in [name for name in space.entries if name == source or name.startswith(source + "/")]:
                space.entries[target + name[len(source):]] = space.entries.pop(name)

        return {
            "open": telling(open_),
            "stat": telling(lambda _, path: metadata(space.entries[space.find(path)])),
            "list": telling(list_),
            "make-directory": telling(make),
            "remove": telling(remove),
            "rename": telling(rename),
            "[method]file.read": telling(method(lambda file, size: file.read(size))),
            "[method]file.write": telling(method(lambda file, data: file.write(data))),
            "[method]file.seek": telling(method(lambda file, offset, origin: file.seek(offset, origin))),
            "[method]file.set-size": telling(method(lambda file, size: file.set_size(size))),
            "[method]file.stat": method(lambda file: metadata(file.data)),
        }


class Guest:
    """A compiled guest, from which instances are made."""

    def __init__(self, path, epochs=True):
        config = wasmtime.Config()
        config.wasm_exceptions = True
        config.wasm_component_model = True
        config.max_wasm_stack = STACK
        config.epoch_interruption = epochs
        self.engine = wasmtime.Engine(config)
        with open(path, "rb") as file:
            self.component = wc.Component(self.engine, file.read())

    def tick(self, seconds=0.05):
        """Raises the epoch for ever; for a thread of its own."""
        while True:
            time.sleep(seconds)
            self.engine.increment_epoch()

    def new(self, **settings):
        return Instance(self, **settings)


def show(answer):
    """An answer in one line, for people."""
    if isinstance(answer, wc.Variant):
        return f"{answer.tag}: {show(answer.payload)}"
    if isinstance(answer, wc.Record):
        return "{" + ", ".join(f"{name}: {show(value)}" for name, value in vars(answer).items()) + "}"
    if isinstance(answer, list):
        return "[" + ", ".join(map(show, answer)) + "]"
    return repr(answer)


def main():
    guest = Guest(sys.argv[1])
    for path in sys.argv[2:]:
        instance = guest.new()
        with open(path) as file:
            answer = instance.run(file.read())
        sys.stdout.buffer.write(instance.stdout)
        sys.stderr.buffer.write(instance.stderr)
        print(show(answer), file=sys.stderr)


if __name__ == "__main__":
    main()
