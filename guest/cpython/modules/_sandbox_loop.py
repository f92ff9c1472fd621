"""An event loop that needs no socket: what can wake a task is another task or the
clock. The end of asyncio/__init__.py makes it the one that asyncio.run uses."""

import time
from asyncio import base_events, events

import _sandbox


class _Clock:
    """In place of a selector: waits for the next timer."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("every task waits for another: nothing is left that could wake one")
        if timeout > 0:
            time.sleep(timeout)
        return ()


class EventLoop(base_events.BaseEventLoop):
    def __init__(self, selector=None):
        super().__init__()
        self._selector = _Clock()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    async def getaddrinfo(self, host, port, **options):
        _sandbox.no_sockets("a connection")

    async def create_connection(self, *args, **options):
        _sandbox.no_sockets("a connection")

    async def create_server(self, *args, **options):
        _sandbox.no_sockets("a server")

    async def create_datagram_endpoint(self, *args, **options):
        _sandbox.no_sockets("a datagram socket")

    async def create_unix_connection(self, *args, **options):
        _sandbox.no_sockets("a connection")

    async def create_unix_server(self, *args, **options):
        _sandbox.no_sockets("a server")

    async def subprocess_exec(self, *args, **options):
        _sandbox.no_processes("a subprocess")

    async def subprocess_shell(self, *args, **options):
        _sandbox.no_processes("a subprocess")

    def run_in_executor(self, executor, func, *args):
        if executor is None:
            _sandbox.no_threads()
        return super().run_in_executor(executor, func, *args)


class EventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop
