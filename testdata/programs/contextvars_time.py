import contextvars, time, calendar, timeit, sched
v = contextvars.ContextVar("v", default=0); t = v.set(5); print(v.get()); v.reset(t); print(v.get(), contextvars.copy_context().run(lambda: v.get()))
a = time.perf_counter(); time.sleep(0.01); print(time.perf_counter() >= a, time.gmtime(0)[:6], time.strftime("%Y-%m-%d", time.gmtime(86400)), time.time() > 1.6e9)
print(calendar.month(2024, 2), calendar.isleap(2024), calendar.monthrange(2023, 2), timeit.timeit("1", number=10) >= 0)
s = sched.scheduler(time.monotonic, time.sleep); s.enter(0.01, 1, print, ("later",)); s.enter(0, 1, print, ("now",)); s.run()
