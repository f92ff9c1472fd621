import configparser
import io
import json
import plistlib
import shlex
import tomllib
from string import Template

TOML = """
title = "Example"
[server]
host = "localhost"
ports = [8000, 8001]
ratio = 0.75
started = 2024-02-29T10:00:00Z
[[jobs]]
name = "a"
[[jobs]]
name = 'b'
nested = { x = 1, y = [true, false] }
"""
config = tomllib.loads(TOML)
print(config["server"], [j["name"] for j in config["jobs"]], config["jobs"][1]["nested"])
for bad in ("a = ", "a = 1\na = 2", "[x\n"):
    try:
        tomllib.loads(bad)
    except tomllib.TOMLDecodeError as error:
        print(error)
ini = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
ini.read_string("""
[DEFAULT]
base = /srv
debug = no
[web]
root = ${base}/www
port = 8080
debug = yes
; a comment
[db]
url = db://${web:port}/x
empty =
""")
print(ini.sections(), ini["web"]["root"], ini.getint("web", "port"), ini["web"].getboolean("debug"), ini["db"].getboolean("debug"), ini["db"]["url"], repr(ini["db"]["empty"]))
print(ini.get("db", "missing", fallback="none"), "port" in ini["web"], ini.has_option("db", "base"))
ini["new"] = {"a": "1", "b": "x"}
out = io.StringIO()
ini.write(out)
print(out.getvalue().split("[new]")[1].split())
for action in (lambda: ini["nope"], lambda: ini.getint("web", "root"), lambda: configparser.ConfigParser().read_string("x = 1")):
    try:
        action()
    except (KeyError, ValueError, configparser.Error) as error:
        print(type(error).__name__, str(error).splitlines()[0])
print(shlex.split("run 'a b' --x=\"c d\" e\\ f # note", comments=True), shlex.quote("it's"), shlex.join(["a b", "c"]))
print(plistlib.loads(plistlib.dumps({"a": [1, 2.5, True], "b": b"x"})))
defaults = {"retries": 3, "server": {"host": "0.0.0.0", "tls": {"on": False}}}


def overlay(base, *layers):
    result = json.loads(json.dumps(base))
    for layer in layers:
        for key, value in layer.items():
            result[key] = overlay(result[key], value) if isinstance(value, dict) and isinstance(result.get(key), dict) else value
    return result


print(overlay(defaults, {"server": {"tls": {"on": True}}}, {"retries": 5}), defaults["retries"])
print(Template("$HOME/${USER}_x $$").substitute({"HOME": "/h", "USER": "ann"}))
try:
    Template("$MISSING").substitute({})
except KeyError as error:
    print("missing", error)
