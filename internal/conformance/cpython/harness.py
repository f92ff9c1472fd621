# Runs tests of CPython's in the sandbox, and tells the host what came of each. The
# inputs of the run: `part` is the name of a module, `left_out` are tests that are not
# to run.
import sys
import unittest

# Importable in the sandbox, it would raise in the middle of what tests do where it is.
sys.modules["ctypes"] = None

import test.support  # noqa: E402
import tools  # noqa: E402

_call, _part, _left_out = tools.call, part, set(left_out)  # noqa: F821
# As CPython's own runner has it, but for what takes long or a network.
test.support.use_resources = ["cpu", "decimal"]

# Modules that ask for sockets as a whole have tests that need none.
_requires_working_socket = test.support.requires_working_socket


def requires_working_socket(*, module=False):
    return None if module else _requires_working_socket()


test.support.requires_working_socket = requires_working_socket

# What the exceptions of the sandbox say (modules/_sandbox.py), where a test needs what
# it does not have.
_LACKS = {
    "a sandbox of one thread": "needs a thread",
    "a sandbox without processes": "needs a process",
    "a sandbox without sockets": "needs a socket",
}


def tell(kind, name, why=""):
    _call("conformance_outcome", {"part": _part, "kind": kind, "test": name, "why": why})


def last_line(text):
    return text.strip().splitlines()[-1][:300] if text.strip() else ""


def is_set_up(case):
    """Whether it is no test but the set-up of a class or a module."""
    return isinstance(case, unittest.suite._ErrorHolder)


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.bad, self.skips, self.fine, self.lacking = [], [], False, False

    def startTest(self, case):
        super().startTest(case)
        self.bad, self.skips, self.fine, self.lacking = [], [], False, False
        tell("started", case.id())

    def stopTest(self, case):
        super().stopTest(case)
        if self.bad:
            tell("failed", case.id(), self.bad[0])
        elif not self.skips or self.fine and not self.lacking:
            tell("passed", case.id())
        else:
            tell("skipped", case.id(), self.skips[0])
        self.bad, self.skips = [], []

    def fail_with(self, case, error):
        why = last_line(self._exc_info_to_string(error, case))
        lacks = [reason for words, reason in _LACKS.items() if words in str(error[1])]
        if lacks:
            self.lacking = True
            self.addSkip(case, lacks[0])
            return
        if is_set_up(case):
            tell("failed", case.id(), why)
        else:
            self.bad.append(why)

    def addSuccess(self, case):
        self.fine = True

    def addExpectedFailure(self, case, error):
        self.fine = True

    def addUnexpectedSuccess(self, case):
        self.bad.append("succeeds, and should not")

    def addFailure(self, case, error):
        self.fail_with(case, error)

    addError = addFailure

    def addSubTest(self, case, subtest, error):
        if error is not None:
            self.fail_with(case, error)

    def addSkip(self, case, reason):
        if is_set_up(case):
            tell("skipped", case.id(), reason)
        else:
            self.skips.append(reason)


def wanted(suite):
    """The tests of a suite, in it as deep as they are, without those that are left out."""
    for index, case in enumerate(suite):
        if isinstance(case, unittest.TestSuite):
            wanted(case)
        elif case.id() in _left_out:
            suite._tests[index] = None
    suite._tests = [case for case in suite._tests if case is not None]
    return suite


def main():
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName(_part)
    except unittest.SkipTest as reason:
        tell("left-out", _part, str(reason))
        return
    wanted(suite).run(Result())
    tell("ended", _part)


main()
