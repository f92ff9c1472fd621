"""The tests of imports are not there; those of types use a decorator of theirs."""


def no_rerun(reason):
    return lambda test: test
