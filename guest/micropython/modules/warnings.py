"""Warnings go to standard error."""

import sys


def warn(message, category=None, stacklevel=1, source=None):
    print("%s: %s" % (getattr(category, "__name__", "UserWarning"), message), file=sys.stderr)


def simplefilter(*_, **__):
    pass


filterwarnings = resetwarnings = simplefilter
