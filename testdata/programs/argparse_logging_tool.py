"""A command line tool: argparse with subcommands, and logging."""
import argparse
import io
import logging
import sys
from contextlib import redirect_stderr, redirect_stdout


def size(text):
    units = {"k": 1024, "m": 1024**2}
    try:
        return int(float(text[:-1]) * units[text[-1].lower()]) if text[-1].isalpha() else int(text)
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(f"{text!r} is no size") from None


def make_parser():
    parser = argparse.ArgumentParser(prog="tool", description="Does things to files.", epilog="See the manual.")
    parser.add_argument("--version", action="version", version="%(prog)s 2.1")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more; may be repeated")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    copy = commands.add_parser("copy", help="copy files", aliases=["cp"])
    copy.add_argument("sources", nargs="+", metavar="SOURCE")
    copy.add_argument("target")
    copy.add_argument("--limit", type=size, default="10k", help="greatest size (default: %(default)s)")
    group = copy.add_mutually_exclusive_group()
    group.add_argument("--force", action="store_true")
    group.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    find = commands.add_parser("find", help="find files")
    find.add_argument("--kind", choices=["file", "folder"], default="file")
    find.add_argument("--name", action="append", default=[])
    find.add_argument("rest", nargs=argparse.REMAINDER)
    return parser


for line in ["copy a b c --limit 1.5m", "-vv cp x y --no-keep", "find --name a --name b -- -x", "find --name", "copy a", "copy a b --limit big", "copy a b --force --keep", "", "--version", "-h", "copy --hel"]:
    out = io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(out):
            args = make_parser().parse_args(line.split())
        print(f"{line!r}: {sorted(vars(args).items())}")
    except SystemExit as exit:
        print(f"{line!r}: exit {exit.code}: {out.getvalue().strip().splitlines()[-1]}")
    if line == "-h":
        print(out.getvalue())

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("{levelname:8} {name}: {message}", style="{"))
root = logging.getLogger("tool")
root.addHandler(handler)
root.setLevel(logging.INFO)
root.propagate = False
child = logging.getLogger("tool.copy")
child.debug("hidden")
child.info("copied %d files to %s", 3, "/tmp")
child.warning("odd %(what)s", {"what": "name"})
try:
    {}["missing"]
except KeyError:
    root.exception("failed")
child.setLevel(logging.DEBUG)
child.debug("now %s", "shown")
print("\n".join(line for line in stream.getvalue().splitlines() if "File" not in line and "~" not in line))


class Redact(logging.Filter):
    def filter(self, record):
        record.msg = str(record.msg).replace("secret", "***")
        return record.levelno != logging.ERROR


handler.addFilter(Redact())
stream.truncate(stream.seek(0))
root.warning("the secret is out")
root.error("dropped")
adapter = logging.LoggerAdapter(root, {"user": "ann"})
handler.setFormatter(logging.Formatter("%(levelname).1s|%(user)s|%(message)s|%(funcName)s"))
adapter.info("hello")
print(stream.getvalue(), end="")
print(logging.getLevelName(35), logging.getLogger("tool.copy").parent is root, root.isEnabledFor(logging.DEBUG), file=sys.stdout)
logging.basicConfig(stream=sys.stdout, level="WARNING", format="%(levelname)s:%(message)s")
logging.info("not shown")
logging.critical("shown")
