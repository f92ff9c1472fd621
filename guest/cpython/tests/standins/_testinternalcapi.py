"""test_class imports a name of it, and can go on without. Nothing else finds it."""

import sys
import unittest

if "test.test_class" not in sys.modules:
    raise ModuleNotFoundError("No module named '_testinternalcapi'", name=__name__)


def has_inline_values(instance):
    raise unittest.SkipTest("needs a look into the interpreter from C")
