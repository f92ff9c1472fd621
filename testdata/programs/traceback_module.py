import traceback, sys, warnings
def inner(): raise LookupError("deep")
def outer():
    try: inner()
    except LookupError as error: raise RuntimeError("outer") from error
try: outer()
except RuntimeError as error:
    print([f.name for f in traceback.extract_tb(error.__traceback__)], traceback.format_exception_only(error)[0].strip(), type(sys.exc_info()[1]).__name__)
    print("direct cause" in "".join(traceback.format_exception(error)))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always"); warnings.warn("old", DeprecationWarning); print(len(caught), caught[0].category.__name__)
