"""The tools of CPython's source are not there, and no tests of theirs."""

import unittest


def skip_if_missing(tool=None):
    raise unittest.SkipTest("needs the tools of CPython's source")
