import argparse
p = argparse.ArgumentParser(prog="tool", description="A tool.")
p.add_argument("files", nargs="+"); p.add_argument("-n", "--number", type=int, default=3); p.add_argument("-v", action="count", default=0)
p.add_argument("--mode", choices=["a", "b"]); p.add_argument("--flag", action=argparse.BooleanOptionalAction)
print(p.parse_args(["x", "y", "-n", "5", "-vv", "--no-flag"])); print(p.format_help())
sub = argparse.ArgumentParser(prog="s"); s = sub.add_subparsers(dest="cmd", required=True); s.add_parser("go").add_argument("where")
print(sub.parse_args(["go", "home"]))
try: p.parse_args(["--mode", "z", "f"])
except SystemExit as error: print("exit", error.code)
