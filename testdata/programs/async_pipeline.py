import asyncio
import random


async def producer(name, queue, count):
    for i in range(count):
        await asyncio.sleep(0.001 * (i + 1))
        await queue.put((name, i))
    await queue.put((name, None))


async def consumer(queue, producers):
    done, got = 0, []
    while done < producers:
        name, item = await queue.get()
        if item is None:
            done += 1
        else:
            got.append((name, item * item))
        queue.task_done()
    return sorted(got)


async def flaky(n):
    await asyncio.sleep(0)
    if n % 3 == 0:
        raise ValueError(f"no {n}")
    return n * 10


async def slow():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("slow was cancelled")
        raise


class Ticker:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def limited(limit, jobs):
    semaphore = asyncio.Semaphore(limit)
    running = most = 0

    async def job(i):
        nonlocal running, most
        async with semaphore:
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            return i

    results = await asyncio.gather(*(job(i) for i in range(jobs)))
    return results, most


async def main():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        for name in "ab":
            group.create_task(producer(name, queue, 3))
        result = group.create_task(consumer(queue, 2), name="consumer")
    print(result.result(), result.get_name())
    print(await asyncio.gather(*(flaky(n) for n in range(1, 5)), return_exceptions=True))
    try:
        async with asyncio.timeout(0.01):
            await slow()
    except TimeoutError as error:
        print("timeout", repr(error))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(flaky(3))
            group.create_task(slow())
    except* ValueError as errors:
        print("group:", errors.exceptions)
    print([i async for i in Ticker(3)], await limited(2, 5))
    done, pending = await asyncio.wait([asyncio.create_task(flaky(1)), asyncio.create_task(slow())], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), done.pop().result())
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.002, event.set)
    await event.wait()
    print("event", event.is_set())
    for coroutine in asyncio.as_completed([asyncio.sleep(0.003, "late"), asyncio.sleep(0.001, "early")]):
        print(await coroutine)
    lock = asyncio.Lock()
    async with lock:
        print(lock.locked())
    try:
        await asyncio.wait_for(asyncio.shield(asyncio.sleep(1)), 0.001)
    except asyncio.TimeoutError:
        print("wait_for gave up")


asyncio.run(main())
