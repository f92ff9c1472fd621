import logging, sys, io
stream = io.StringIO()
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s")
log = logging.getLogger("app.db"); log.info("started %s", 1); log.debug("hidden"); log.warning("careful")
handler = logging.StreamHandler(stream); handler.setFormatter(logging.Formatter("[%(levelname)-8s] %(funcName)s %(message)s"))
log.addHandler(handler)
def f():
    try: 1 / 0
    except ZeroDivisionError: log.error("failed")
f(); print(stream.getvalue().splitlines()[0], log.getEffectiveLevel(), logging.getLevelName(30))
