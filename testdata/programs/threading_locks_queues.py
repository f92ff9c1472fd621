"""Locks, queues and thread-local data in a program of one thread."""
import contextvars
import queue
import threading
from collections import deque

lock = threading.Lock()
with lock:
    print("locked", lock.locked(), lock.acquire(blocking=False))
print(lock.locked(), repr(lock).startswith("<unlocked"))
try:
    lock.release()
except RuntimeError as error:
    print(error)
again = threading.RLock()
with again, again:
    print("reentrant")


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def add(self, n=1):
        with self._lock:
            self.value += n
            return self.value


counter = Counter()
print([counter.add(i) for i in range(4)])
event = threading.Event()
print(event.is_set(), event.wait(0.001))
event.set()
print(event.wait(), event.is_set())
semaphore = threading.BoundedSemaphore(2)
print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(blocking=False))
semaphore.release(2)
try:
    semaphore.release()
except ValueError as error:
    print(error)
condition = threading.Condition()
with condition:
    print(condition.wait_for(lambda: True), condition.wait(0.001))
    condition.notify_all()
local = threading.local()
local.x = 1
print(local.x, hasattr(local, "y"), threading.current_thread().name, threading.current_thread() is threading.main_thread(), threading.active_count())
q = queue.Queue(maxsize=2)
q.put("a")
q.put_nowait("b")
try:
    q.put("c", timeout=0.001)
except queue.Full:
    print("full", q.qsize())
print(q.get(), q.get_nowait(), q.empty())
try:
    q.get(block=False)
except queue.Empty as error:
    print("empty", repr(error))
q.task_done()
q.task_done()
q.join()
heap = queue.PriorityQueue()
for job in [(3, "low"), (1, "high"), (2, "mid")]:
    heap.put(job)
print([heap.get()[1] for _ in range(3)], queue.LifoQueue().empty())
simple = queue.SimpleQueue()
simple.put(1)
print(simple.get(), simple.qsize())
ring = deque(maxlen=3)
ring.extend(range(5))
ring.rotate(1)
print(ring, ring.maxlen, ring.index(2))
var = contextvars.ContextVar("var", default="none")
context = contextvars.copy_context()
context.run(var.set, "inner")
print(var.get(), context[var])
barrier = threading.Barrier(1)
print(barrier.wait(), barrier.broken)
once = threading.local()


class Singleton:
    _instance = None
    _guard = threading.Lock()

    def __new__(cls):
        with cls._guard:
            if cls._instance is None:
                cls._instance = super().__new__(cls)
        return cls._instance


print(Singleton() is Singleton())
