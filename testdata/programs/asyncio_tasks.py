import asyncio, time
async def work(name, delay):
    await asyncio.sleep(delay); return name
async def main():
    print(await asyncio.gather(work("a", 0.02), work("b", 0.01), return_exceptions=True))
    try:
        async with asyncio.timeout(0.01): await asyncio.sleep(10)
    except TimeoutError: print("timeout")
    queue = asyncio.Queue(maxsize=2)
    async def produce():
        for i in range(4): await queue.put(i)
        await queue.put(None)
    async def consume():
        got = []
        while (item := await queue.get()) is not None: got.append(item)
        return got
    async with asyncio.TaskGroup() as group:
        group.create_task(produce()); consumer = group.create_task(consume())
    print(consumer.result())
    lock, log = asyncio.Lock(), []
    async def critical(n):
        async with lock: log.append(n); await asyncio.sleep(0); log.append(n)
    await asyncio.gather(*(critical(n) for n in range(3))); print(log)
    task = asyncio.create_task(asyncio.sleep(10)); await asyncio.sleep(0); task.cancel()
    try: await task
    except asyncio.CancelledError: print("cancelled")
    done, pending = await asyncio.wait([asyncio.create_task(work(n, 0.01 * n)) for n in (1, 50)], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), [await t for t in done])
    for t in pending: t.cancel()
    async def numbers():
        for i in range(3): yield i
    print([i async for i in numbers()])
    event = asyncio.Event(); asyncio.get_running_loop().call_later(0.01, event.set); await event.wait(); print(await asyncio.wait_for(work("z", 0), 1))
start = time.monotonic(); asyncio.run(main()); print(time.monotonic() - start < 5)
